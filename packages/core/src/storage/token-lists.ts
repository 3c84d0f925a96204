import { IntColumns } from "./columns.ts";
import { FreeRows } from "./free-rows.ts";
import { NONE } from "./no-row.ts";

/** Columns of a token. */
const FIRST = 0;
const COUNT = 1;
/** Columns of a key. */
const BEFORE = 0;
const AFTER = 1;

/** The keys that have a token at one position, as a list through their rows. */
export class TokenLists {
  readonly #ids = new Map<string, number>();
  readonly #tokens = new IntColumns(2);
  readonly #free = new FreeRows(this.#tokens, FIRST);
  readonly #links = new IntColumns(2);

  /** How many keys have a token. */
  count(token: string): number {
    const id = this.#ids.get(token);
    return id === undefined ? 0 : this.#tokens.get(id, COUNT);
  }

  /** Visits the rows of the keys that have a token. */
  visit(token: string, visit: (row: number) => void): void {
    const id = this.#ids.get(token);
    let row = id === undefined ? NONE : this.#tokens.get(id, FIRST);
    while (row !== NONE) {
      const after = this.#links.get(row, AFTER);
      visit(row);
      row = after;
    }
  }

  /** Takes a key in. */
  add(token: string, row: number): void {
    const id = this.#ids.get(token) ?? this.#idFor(token);
    const after = this.#tokens.get(id, FIRST);
    this.#links.reach(row);
    this.#links.set(row, BEFORE, NONE);
    this.#links.set(row, AFTER, after);
    if (after !== NONE) this.#links.set(after, BEFORE, row);
    this.#tokens.set(id, FIRST, row);
    this.#tokens.set(id, COUNT, this.#tokens.get(id, COUNT) + 1);
  }

  /** Forgets a key that is in. */
  remove(token: string, row: number): void {
    const id = this.#ids.get(token) ?? NONE;
    const before = this.#links.get(row, BEFORE);
    const after = this.#links.get(row, AFTER);
    if (after !== NONE) this.#links.set(after, BEFORE, before);
    if (before !== NONE) this.#links.set(before, AFTER, after);
    else this.#tokens.set(id, FIRST, after);
    const count = this.#tokens.get(id, COUNT) - 1;
    this.#tokens.set(id, COUNT, count);
    if (count > 0) return;
    this.#ids.delete(token);
    this.#free.give(id);
  }

  #idFor(token: string): number {
    const id = this.#free.take();
    this.#ids.set(token, id);
    this.#tokens.set(id, FIRST, NONE);
    this.#tokens.set(id, COUNT, 0);
    return id;
  }
}
