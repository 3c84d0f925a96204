import type { Class, Expression, Node, Statement } from "oxc-parser";
import { problemAt, type SourceFile } from "../source/source-file.ts";

const CONTAINERS = new Set(["Map", "Set", "WeakMap", "WeakSet"]);

/**
 * State that all users of a module would share: `let` and `var`, collections that begin empty and so are
 * meant to be filled, and static fields of the same kinds.
 */
export function moduleState(file: SourceFile): string[] {
  return file.program.body.flatMap((statement) =>
    sharedStateOf(statement).map((node) =>
      problemAt(file, node.start, "this is state of the module; keep it in an object that is made"),
    ),
  );
}

/** Default exports: one thing would go by many names. */
export function defaultExports(file: SourceFile): string[] {
  const entries = file.module.staticExports.flatMap((statement) => statement.entries);
  const defaults = entries.filter(({ exportName }) => nameOf(exportName) === "default");
  return defaults.map(({ start }) => problemAt(file, start, "a default export has no name"));
}

function nameOf(exported: { readonly kind: string; readonly name: string | null }): string | null {
  return exported.kind === "Default" ? "default" : exported.name;
}

function sharedStateOf(statement: Statement | Node): Node[] {
  if (statement.type === "ExportNamedDeclaration")
    return statement.declaration === null ? [] : sharedStateOf(statement.declaration);
  if (statement.type === "ClassDeclaration") return staticState(statement);
  if (statement.type !== "VariableDeclaration" || statement.declare === true) return [];
  if (statement.kind === "let" || statement.kind === "var") return [statement];
  return statement.declarations.filter(({ init }) => isEmptyContainer(init));
}

function staticState(declared: Class): Node[] {
  return declared.body.body.filter(
    (member) =>
      member.type === "PropertyDefinition" &&
      member.static &&
      (member.readonly !== true || isEmptyContainer(member.value)),
  );
}

function isEmptyContainer(value: Expression | null): boolean {
  if (value?.type !== "NewExpression" || value.arguments.length > 0) return false;
  return value.callee.type === "Identifier" && CONTAINERS.has(value.callee.name);
}
