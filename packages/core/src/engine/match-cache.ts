import type { FilterTrie } from "../base/filter-trie.ts";

/** What is under each filter that matches a key; keys that match the same filters share one. */
interface Match<T> {
  readonly filters: readonly ReadonlySet<T>[];
  /** Of the filters, when it was found. */
  readonly version: number;
  /** The same and one filter more. */
  longer: Map<ReadonlySet<T>, Match<T>> | undefined;
}

const FIRST_SIZE = 1_024;
const MOST_SIZE = 131_072;

/**
 * Remembers which filters match a key, by the number that names the key as long as it is stored: a walk
 * through the trie of 100,000 filters costs ten times a look here. Direct-mapped, because a map
 * that adds and drops costs more than the walk it saves. Nothing is cleared when filters come and go: what was
 * found before has another version.
 */
export class MatchCache<T> {
  readonly #trie: FilterTrie<T>;
  #slots = new Int32Array(0);
  #matches: (Match<T> | undefined)[] = [];
  #none: Match<T>;

  constructor(trie: FilterTrie<T>) {
    this.#trie = trie;
    this.#none = noMatch(trie.version);
  }

  /** What is under each filter that matches; filters may lose all values, and then their sets are empty. */
  of(slot: number, key: string): readonly ReadonlySet<T>[] {
    const at = slot & (this.#slots.length - 1);
    const known = this.#slots[at] === slot ? this.#matches[at] : undefined;
    return known?.version === this.#trie.version ? known.filters : this.#find(slot, key);
  }

  /** The slot names another key from now on. */
  forget(slot: number): void {
    const at = slot & (this.#slots.length - 1);
    if (this.#slots[at] === slot) this.#matches[at] = undefined;
  }

  #find(slot: number, key: string): readonly ReadonlySet<T>[] {
    if (this.#none.version !== this.#trie.version) this.#none = noMatch(this.#trie.version);
    let match = this.#none;
    this.#trie.matchFilters(key, (values) => {
      match = withOneMore(match, values);
    });
    if (slot >= this.#slots.length) this.#grow(slot);
    const at = slot & (this.#slots.length - 1);
    this.#slots[at] = slot;
    this.#matches[at] = match;
    return match.filters;
  }

  #grow(slot: number): void {
    let size = Math.max(FIRST_SIZE, this.#slots.length);
    while (size <= slot && size < MOST_SIZE) size *= 2;
    if (size === this.#slots.length) return;
    const slots = new Int32Array(size).fill(-1);
    slots.set(this.#slots);
    this.#slots = slots;
    // An array without holes, also where nothing is known yet.
    this.#matches = Array.from({ length: size }, (_, at) => this.#matches[at]);
  }
}

function noMatch<T>(version: number): Match<T> {
  return { filters: [], version, longer: undefined };
}

function withOneMore<T>(match: Match<T>, values: ReadonlySet<T>): Match<T> {
  match.longer ??= new Map();
  const known = match.longer.get(values);
  if (known !== undefined) return known;
  const { filters, version } = match;
  const made: Match<T> = { filters: [...filters, values], version, longer: undefined };
  match.longer.set(values, made);
  return made;
}
