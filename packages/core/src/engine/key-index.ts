import type { Steps } from "../base/steps.ts";
import type { KeyTable } from "../storage/key-table.ts";
import { NONE } from "../storage/no-row.ts";
import { TokenLists } from "../storage/token-lists.ts";
import { isLiteral, matcherOf } from "../words/filter.ts";

/** Keys that are listed at once; a longer stretch would be felt as a pause. */
const FEWEST_LISTED = 8_192;
/** Of the keys that a scan visits, one in so many is listed too. */
const SHARE_LISTED = 32;

/** The keys that a token names at a position. */
interface TokenPlace {
  readonly lists: TokenLists | undefined;
  readonly token: string;
  readonly count: number;
}

/**
 * Finds the keys that match a filter. For each position it knows which keys have a token there, so that a filter
 * walks the shortest of the lists that its literal tokens name, not all keys. A bucket that is never filtered pays
 * nothing for it: the lists are made by the filters that need them, each of which scans all keys and lists a part,
 * until all are listed.
 */
export class KeyIndex {
  readonly #keys: () => KeyTable;
  readonly #steps: Steps;
  #positions: TokenLists[] = [];
  /** Rows below it are listed. */
  #listed = 0;

  constructor(keys: () => KeyTable, steps: Steps) {
    this.#keys = keys;
    this.#steps = steps;
  }

  /** Takes in a new key. */
  add(keyRow: number): void {
    // A row in between is met when the lists come to it.
    if (keyRow > this.#listed || this.#listed === 0) return;
    this.#list(keyRow);
    this.#listed = Math.max(this.#listed, keyRow + 1);
  }

  /** Forgets a key that is about to go. */
  remove(keyRow: number): void {
    if (keyRow >= this.#listed) return;
    for (const [at, token] of this.#keys().key(keyRow).split(".").entries()) {
      this.#positions[at]?.remove(token, keyRow);
    }
  }

  /** Forgets all keys. */
  clear(): void {
    this.#positions = [];
    this.#listed = 0;
  }

  /** The rows of the keys that match a filter, in no particular order. */
  matching(filter: string): number[] {
    const keys = this.#keys();
    const found: number[] = [];
    if (isLiteral(filter)) {
      const keyRow = keys.find(filter);
      this.#steps.keys += 1;
      if (keyRow !== NONE) found.push(keyRow);
      return found;
    }
    const matches = matcherOf(filter);
    this.#visit(filter, (keyRow) => {
      this.#steps.keys += 1;
      if (matches(keys.key(keyRow))) found.push(keyRow);
    });
    return found;
  }

  /** How many keys {@link matching} would visit. */
  countFor(filter: string): number {
    if (isLiteral(filter)) return 1;
    return this.#shortest(filter)?.count ?? this.#keys().size;
  }

  /** Visits the keys of the shortest list that the filter names, or all of them. */
  #visit(filter: string, visit: (keyRow: number) => void): void {
    const shortest = this.#shortest(filter);
    if (shortest !== undefined) {
      shortest.lists?.visit(shortest.token, visit);
      return;
    }
    if (hasLiteralToken(filter)) this.#listMore();
    const keys = this.#keys();
    for (let keyRow = 0; keyRow < keys.end; keyRow += 1) if (keys.key(keyRow) !== "") visit(keyRow);
  }

  /** The shortest list that a filter names; undefined where it names none, or the lists are not complete. */
  #shortest(filter: string): TokenPlace | undefined {
    if (this.#listed < this.#keys().end) return undefined;
    let shortest: TokenPlace | undefined;
    for (const [at, token] of filter.split(".").entries()) {
      if (token === "*" || token === ">") continue;
      const lists = this.#positions[at];
      const count = lists?.count(token) ?? 0;
      if (shortest === undefined || count < shortest.count) shortest = { lists, token, count };
    }
    return shortest;
  }

  #listMore(): void {
    const keys = this.#keys();
    const more = Math.max(FEWEST_LISTED, Math.ceil(keys.end / SHARE_LISTED));
    const end = Math.min(keys.end, this.#listed + more);
    for (; this.#listed < end; this.#listed += 1) {
      if (keys.key(this.#listed) !== "") this.#list(this.#listed);
    }
  }

  #list(keyRow: number): void {
    for (const [at, token] of this.#keys().key(keyRow).split(".").entries()) {
      (this.#positions[at] ??= new TokenLists()).add(token, keyRow);
    }
  }
}

function hasLiteralToken(filter: string): boolean {
  return filter.split(".").some((token) => token !== "*" && token !== ">");
}
