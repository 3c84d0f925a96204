/** Most nodes have one of these: what is empty is not there. */
interface Node<T> {
  literal: Map<string, Node<T>> | undefined;
  any: Node<T> | undefined;
  /** What ends with `>` here. */
  rest: Set<T> | undefined;
  /** What ends here. */
  end: Set<T> | undefined;
}

/**
 * Values under filters, found by subject: the cost of a look-up grows with the subject's tokens and
 * with what matches, not with how many filters there are.
 */
export class FilterTrie<T> {
  readonly #root: Node<T> = newNode();
  #version = 0;

  /** Another one whenever a filter comes or goes; a value that joins or leaves others under its filter changes nothing. */
  get version(): number {
    return this.#version;
  }

  /** Puts a value under a filter; the same value may stand under several. */
  add(filter: string, value: T): void {
    let node = this.#root;
    for (const token of filter.split(".")) {
      if (token === ">") {
        node.rest = this.#joined(node.rest, value);
        return;
      }
      node = token === "*" ? (node.any ??= newNode()) : childOf(node, token);
    }
    node.end = this.#joined(node.end, value);
  }

  /** Takes a value from under a filter. */
  remove(filter: string, value: T): void {
    this.#removeFrom(this.#root, filter.split("."), 0, value);
  }

  /** Calls `visit` for each value under each filter that matches: once for every such filter. */
  match(subject: string, visit: (value: T) => void): void {
    this.matchFilters(subject, (values) => {
      for (const value of values) visit(value);
    });
  }

  /** Calls `visit` with the values under each filter that matches, which come and go in it as long as the filter stays. */
  matchFilters(subject: string, visit: (values: ReadonlySet<T>) => void): void {
    visitMatches(this.#root, subject.split("."), 0, visit);
  }

  #joined(values: Set<T> | undefined, value: T): Set<T> {
    if (values !== undefined) return values.add(value);
    this.#version += 1;
    return new Set([value]);
  }

  #left(values: Set<T> | undefined, value: T): Set<T> | undefined {
    if (values?.delete(value) !== true || values.size > 0) return values;
    this.#version += 1;
    return undefined;
  }

  /** True when the node has become empty, so that its parent can drop it. */
  #removeFrom(node: Node<T>, tokens: readonly string[], at: number, value: T): boolean {
    const token = tokens[at];
    const next = at + 1;
    if (token === undefined) node.end = this.#left(node.end, value);
    else if (token === ">") node.rest = this.#left(node.rest, value);
    else if (token === "*") {
      if (node.any && this.#removeFrom(node.any, tokens, next, value)) node.any = undefined;
    } else {
      const child = node.literal?.get(token);
      if (child && this.#removeFrom(child, tokens, next, value)) dropChild(node, token);
    }
    return !(node.end ?? node.rest ?? node.any ?? node.literal);
  }
}

function newNode<T>(): Node<T> {
  return { literal: undefined, any: undefined, rest: undefined, end: undefined };
}

function childOf<T>(node: Node<T>, token: string): Node<T> {
  node.literal ??= new Map();
  const known = node.literal.get(token);
  if (known !== undefined) return known;
  const made = newNode<T>();
  node.literal.set(token, made);
  return made;
}

function dropChild<T>(node: Node<T>, token: string): void {
  node.literal?.delete(token);
  if (node.literal?.size === 0) node.literal = undefined;
}

function visitMatches<T>(
  node: Node<T>,
  tokens: readonly string[],
  at: number,
  visit: (values: ReadonlySet<T>) => void,
): void {
  const token = tokens[at];
  if (token === undefined) {
    if (node.end !== undefined) visit(node.end);
    return;
  }
  if (node.rest !== undefined) visit(node.rest);
  const child = node.literal?.get(token);
  if (child !== undefined) visitMatches(child, tokens, at + 1, visit);
  if (node.any !== undefined) visitMatches(node.any, tokens, at + 1, visit);
}
