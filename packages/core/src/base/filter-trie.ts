interface Node<T> {
  readonly literal: Map<string, Node<T>>;
  any: Node<T> | undefined;
  /** What ends with `>` here. */
  readonly rest: Set<T>;
  /** What ends here. */
  readonly end: Set<T>;
}

/**
 * Values under filters, found by subject: the cost of a look-up grows with the subject's tokens and
 * with what matches, not with how many filters there are.
 */
export class FilterTrie<T> {
  readonly #root: Node<T> = newNode();

  /** Puts a value under a filter; the same value may stand under several. */
  add(filter: string, value: T): void {
    let node = this.#root;
    for (const token of filter.split(".")) {
      if (token === ">") {
        node.rest.add(value);
        return;
      }
      node = token === "*" ? (node.any ??= newNode()) : childOf(node, token);
    }
    node.end.add(value);
  }

  /** Takes a value from under a filter. */
  remove(filter: string, value: T): void {
    removeFrom(this.#root, filter.split("."), 0, value);
  }

  /** Calls `visit` for each value under each filter that matches: once for every such filter. */
  match(subject: string, visit: (value: T) => void): void {
    visitMatches(this.#root, subject.split("."), 0, visit);
  }
}

function newNode<T>(): Node<T> {
  return { literal: new Map(), any: undefined, rest: new Set(), end: new Set() };
}

function childOf<T>(node: Node<T>, token: string): Node<T> {
  const known = node.literal.get(token);
  if (known !== undefined) return known;
  const made = newNode<T>();
  node.literal.set(token, made);
  return made;
}

function visitMatches<T>(
  node: Node<T>,
  tokens: readonly string[],
  at: number,
  visit: (value: T) => void,
): void {
  const token = tokens[at];
  if (token === undefined) {
    for (const value of node.end) visit(value);
    return;
  }
  for (const value of node.rest) visit(value);
  const child = node.literal.get(token);
  if (child !== undefined) visitMatches(child, tokens, at + 1, visit);
  if (node.any !== undefined) visitMatches(node.any, tokens, at + 1, visit);
}

/** True when the node has become empty, so that its parent can drop it. */
function removeFrom<T>(node: Node<T>, tokens: readonly string[], at: number, value: T): boolean {
  const token = tokens[at];
  if (token === undefined) node.end.delete(value);
  else if (token === ">") node.rest.delete(value);
  else if (token === "*") {
    if (node.any !== undefined && removeFrom(node.any, tokens, at + 1, value)) node.any = undefined;
  } else {
    const child = node.literal.get(token);
    if (child !== undefined && removeFrom(child, tokens, at + 1, value)) node.literal.delete(token);
  }
  const values = node.end.size + node.rest.size;
  return values === 0 && node.any === undefined && node.literal.size === 0;
}
