import type { Node } from "oxc-parser";
import type { SourceFile } from "../source/source-file.ts";
import { isOf, walk } from "../source/walk.ts";

/**
 * The names that a program uses and declares nowhere, values and types alike. Scopes are not looked at: a
 * name that is declared anywhere in a snippet is the snippet's own.
 */
export function freeNames(file: SourceFile): Set<string> {
  const used = new Set<string>();
  const declared = declaredNames(file);
  walk(file.program, (node, parent) => {
    if (!isOf(node, "Identifier") || isLabel(node, parent)) return;
    if (!declared.has(node.name)) used.add(node.name);
  });
  return used;
}

/** The names that a program declares, at any depth. */
export function declaredNames(file: SourceFile): Set<string> {
  const names = new Set<string>();
  walk(file.program, (node) => {
    for (const binding of bindingsOf(node)) for (const name of namesOf(binding)) names.add(name);
  });
  return names;
}

/** True for identifiers that name a place in something else: a member, a key, the far side of an import. */
function isLabel(node: Node, parent: Node | undefined): boolean {
  if (isOf(parent, "MemberExpression")) return !parent.computed && parent.property === node;
  if (isOf(parent, "Property")) return !parent.computed && !parent.shorthand && parent.key === node;
  if (isOf(parent, "MethodDefinition", "PropertyDefinition"))
    return !parent.computed && parent.key === node;
  if (isOf(parent, "TSPropertySignature", "TSMethodSignature"))
    return !parent.computed && parent.key === node;
  if (isOf(parent, "TSQualifiedName")) return parent.right === node;
  if (isOf(parent, "ImportSpecifier")) return parent.imported === node;
  if (isOf(parent, "ExportSpecifier")) return parent.exported === node;
  if (isOf(parent, "TSNamedTupleMember")) return parent.label === node;
  const jumps = ["LabeledStatement", "BreakStatement", "ContinueStatement"] as const;
  return isOf(parent, ...jumps, "MetaProperty", "TSEnumMember");
}

/** The names that a node itself brings in. */
function bindingsOf(node: Node): (Node | null)[] {
  const functions = ["FunctionDeclaration", "FunctionExpression", "TSDeclareFunction"] as const;
  const types = ["TSInterfaceDeclaration", "TSTypeAliasDeclaration", "TSEnumDeclaration"] as const;
  const signatures = ["TSFunctionType", "TSMethodSignature", "TSCallSignatureDeclaration"] as const;
  const imports = ["ImportDefaultSpecifier", "ImportNamespaceSpecifier"] as const;
  if (isOf(node, ...functions)) return [node.id, ...node.params];
  if (isOf(node, "ArrowFunctionExpression", ...signatures)) return node.params;
  if (isOf(node, "VariableDeclarator", "ClassDeclaration", ...types)) return [node.id];
  if (isOf(node, "ImportSpecifier", ...imports)) return [node.local];
  if (isOf(node, "CatchClause")) return [node.param];
  if (isOf(node, "TSTypeParameter")) return [node.name];
  return isOf(node, "TSMappedType") ? [node.key] : [];
}

/** The names in a pattern. */
function namesOf(pattern: Node | null): string[] {
  if (isOf(pattern, "Identifier")) return [pattern.name];
  if (isOf(pattern, "ObjectPattern")) return namesOfAll(pattern.properties);
  if (isOf(pattern, "ArrayPattern")) return namesOfAll(pattern.elements);
  if (isOf(pattern, "Property")) return namesOf(pattern.value);
  if (isOf(pattern, "AssignmentPattern")) return namesOf(pattern.left);
  if (isOf(pattern, "RestElement")) return namesOf(pattern.argument);
  return isOf(pattern, "TSParameterProperty") ? namesOf(pattern.parameter) : [];
}

function namesOfAll(patterns: readonly (Node | null)[]): string[] {
  return patterns.flatMap(namesOf);
}
