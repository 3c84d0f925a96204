import { visitorKeys, type Node } from "oxc-parser";

type Kind = Node["type"];
type Among<N, K extends Kind> = N extends { readonly type: infer T }
  ? [Extract<T, K>] extends [never]
    ? never
    : N
  : never;

/** True for a node of one of the kinds. */
export function isOf<K extends Kind>(
  node: Node | null | undefined,
  ...kinds: readonly K[]
): node is Node & Among<Node, K> {
  return (kinds as readonly (Kind | undefined)[]).includes(node?.type);
}

/** Calls `visit` with a node and everything below it, each with the node that holds it. */
export function walk(
  node: Node,
  visit: (node: Node, parent: Node | undefined) => void,
  parent?: Node,
): void {
  visit(node, parent);
  for (const child of childrenOf(node)) walk(child, visit, node);
}

function childrenOf(node: Node): Node[] {
  const fields = node as unknown as Readonly<Record<string, unknown>>;
  const values = (visitorKeys[node.type] ?? []).flatMap((name) => fields[name]);
  return values.filter((value): value is Node => typeof value === "object" && value !== null);
}
