import type { Class, Node, TSInterfaceDeclaration } from "oxc-parser";
import { problemAt, type SourceFile } from "../source/source-file.ts";
import { isOf } from "../source/walk.ts";
import type { Interfaces } from "./interfaces.ts";
import { descriptionOf, faultOf } from "./sentence.ts";

/** What needs a docstring: its name for people, and the node that the docstring stands before. */
interface Documented {
  readonly name: string;
  readonly node: Node;
}

/**
 * Exported declarations, methods of exported interfaces and public methods of exported classes without a
 * docstring that is a sentence. Of overloads the first speaks for all.
 */
export function missingDocstrings(file: SourceFile, interfaces: Interfaces): string[] {
  const seen = new Set<string>();
  return documentedOf(file, interfaces).flatMap(({ name, node }) => {
    if (seen.has(name)) return [];
    seen.add(name);
    const comment = docstringBefore(file, node.start);
    const fault = comment === undefined ? "has no docstring" : faultOf(descriptionOf(comment));
    return fault === undefined ? [] : [problemAt(file, node.start, `${name} ${fault}`)];
  });
}

/** The body of the docstring that ends right before a position. */
function docstringBefore(file: SourceFile, position: number): string | undefined {
  const before = file.comments.filter((comment) => comment.end <= position).at(-1);
  if (before === undefined || before.type !== "Block" || !before.value.startsWith("*"))
    return undefined;
  return file.text.slice(before.end, position).trim() === "" ? before.value : undefined;
}

function documentedOf(file: SourceFile, interfaces: Interfaces): Documented[] {
  const listed = listedExports(file);
  return file.program.body.flatMap((statement) => {
    const exported = statement.type === "ExportNamedDeclaration";
    const declared = exported ? statement.declaration : statement;
    if (declared === null) return [];
    return namesOf(declared)
      .filter((name) => exported || listed.has(name))
      .flatMap((name) => [{ name, node: statement }, ...membersOf(name, declared, interfaces)]);
  });
}

/** The names in `export { a, b }` without a source. */
function listedExports(file: SourceFile): Set<string> {
  const entries = file.module.staticExports.flatMap((statement) => statement.entries);
  const local = entries.filter(({ moduleRequest }) => moduleRequest === null);
  return new Set(local.flatMap(({ localName }) => localName.name ?? []));
}

function namesOf(declared: Node): string[] {
  if (isOf(declared, "VariableDeclaration"))
    return declared.declarations.flatMap(({ id }) => (isOf(id, "Identifier") ? id.name : []));
  const values = ["FunctionDeclaration", "TSDeclareFunction", "ClassDeclaration"] as const;
  const types = ["TSInterfaceDeclaration", "TSTypeAliasDeclaration", "TSEnumDeclaration"] as const;
  const id = isOf(declared, ...values, ...types) ? declared.id : null;
  return id === null ? [] : [id.name];
}

function membersOf(name: string, declared: Node, interfaces: Interfaces): Documented[] {
  if (declared.type === "TSInterfaceDeclaration") return interfaceMethods(name, declared);
  if (declared.type === "ClassDeclaration") return publicMethods(name, declared, interfaces);
  return [];
}

function interfaceMethods(name: string, declared: TSInterfaceDeclaration): Documented[] {
  return declared.body.body.flatMap((node) => {
    if (node.type !== "TSMethodSignature" || node.key.type !== "Identifier") return [];
    return [{ name: `${name}.${node.key.name}`, node }];
  });
}

/** Public methods and accessors that no interface of the class describes already. */
function publicMethods(name: string, declared: Class, interfaces: Interfaces): Documented[] {
  // What stands below a namespace, as in `fc.AsyncCommand`, is not from this tree.
  const implemented = (declared.implements ?? []).map(({ expression }) =>
    expression.type === "Identifier" ? expression.name : "",
  );
  return declared.body.body.flatMap((node) => {
    if (node.type !== "MethodDefinition" && node.type !== "TSAbstractMethodDefinition") return [];
    if (node.kind === "constructor" || node.computed || node.override === true) return [];
    if (node.key.type !== "Identifier" || isHidden(node.accessibility)) return [];
    const member = node.key.name;
    if (implemented.some((known) => interfaces.describes(known, member))) return [];
    return [{ name: `${name}.${member}`, node }];
  });
}

function isHidden(accessibility: string | null | undefined): boolean {
  return accessibility === "private" || accessibility === "protected";
}
