import type { EntryRows } from "./entry-rows.ts";
import type { KeyTable } from "./key-table.ts";

/**
 * The entries of each key, chained into a ring: the newest one leads to the oldest, and every other to the one that
 * came after it. So a key gets a new entry and drops its oldest at the same cost, however many it has.
 */
export class KeyRings {
  readonly #keys: KeyTable;
  readonly #rows: EntryRows;

  constructor(keys: KeyTable, rows: EntryRows) {
    this.#keys = keys;
    this.#rows = rows;
  }

  /** The oldest entry of a key, which the next trim would take. */
  oldest(keyRow: number): number {
    return this.#rows.next(this.#keys.newest(keyRow));
  }

  /** The entries of a key, oldest first. */
  all(keyRow: number): number[] {
    const newest = this.#keys.newest(keyRow);
    const found: number[] = [];
    let row = newest;
    do {
      row = this.#rows.next(row);
      found.push(row);
    } while (row !== newest);
    return found;
  }

  /** Puts an entry behind the newest one of its key. */
  add(keyRow: number, row: number): void {
    const count = this.#keys.count(keyRow);
    const newest = count === 0 ? row : this.#keys.newest(keyRow);
    this.#rows.setNext(row, count === 0 ? row : this.#rows.next(newest));
    this.#rows.setNext(newest, row);
    this.#keys.setEntries(keyRow, row, count + 1);
  }

  /** Takes an entry out; the oldest one is found at once. */
  remove(keyRow: number, row: number): void {
    const newest = this.#keys.newest(keyRow);
    let before = newest;
    while (this.#rows.next(before) !== row) before = this.#rows.next(before);
    this.#rows.setNext(before, this.#rows.next(row));
    this.#keys.setEntries(keyRow, row === newest ? before : newest, this.#keys.count(keyRow) - 1);
  }
}
