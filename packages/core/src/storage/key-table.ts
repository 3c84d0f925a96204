import { IntColumns, TextColumn } from "./columns.ts";
import { FreeRows } from "./free-rows.ts";
import { drawWords, hashOf } from "./key-hash.ts";
import { NONE } from "./no-row.ts";

const HASH = 0;
/** The next row of the same place. */
const NEXT = 1;
const NEWEST = 2;
const COUNT = 3;
const FEWEST_PLACES = 8;

/**
 * The keys of a bucket as rows. A hash table of our own, by linear hashing: for each key that comes one of its
 * places is split in two, so that it never stops to be made anew, and a key that is not there is told from those
 * that are by its hash.
 */
export class KeyTable {
  readonly #keys = new TextColumn();
  readonly #ints = new IntColumns(4);
  readonly #rows = new FreeRows(this.#ints, NEXT);
  /** The first row of each place, plus one. */
  readonly #places = new IntColumns(1);
  #placeCount = FEWEST_PLACES;
  /** One less than the power of two that the places have grown beyond. */
  #mask = FEWEST_PLACES - 1;
  #size = 0;

  constructor() {
    drawWords();
    this.#places.reach(FEWEST_PLACES - 1);
  }

  /** How many keys there are. */
  get size(): number {
    return this.#size;
  }

  /** All rows are below it; one that is not in use has no key. */
  get end(): number {
    return this.#rows.end;
  }

  /** The key of a row; empty where it has none. */
  key(row: number): string {
    return this.#keys.get(row);
  }

  /** The row of the newest entry of a key. */
  newest(row: number): number {
    return this.#ints.get(row, NEWEST);
  }

  /** How many entries a key has. */
  count(row: number): number {
    return this.#ints.get(row, COUNT);
  }

  /** Takes note of the newest entry of a key, which has as many as before. */
  setNewest(row: number, newest: number): void {
    this.#ints.set(row, NEWEST, newest);
  }

  /** Takes note of the entries of a key. */
  setEntries(row: number, newest: number, count: number): void {
    const cells = this.#ints.cells(row);
    const start = this.#ints.start(row);
    cells[start + NEWEST] = newest;
    cells[start + COUNT] = count;
  }

  /** The row of a key, or {@link NONE}. */
  find(key: string): number {
    return this.#find(key, hashOf(key));
  }

  /** The row of a key; one that has none gets one, without entries. */
  add(key: string): number {
    const hash = hashOf(key);
    const known = this.#find(key, hash);
    return known === NONE ? this.#insert(key, hash) : known;
  }

  /** Takes the row of a key back. */
  remove(row: number): void {
    const place = this.#placeOf(this.#ints.get(row, HASH));
    const after = this.#ints.get(row, NEXT);
    let before = this.#places.get(place, 0) - 1;
    if (before === row) this.#places.set(place, 0, after + 1);
    else {
      while (this.#ints.get(before, NEXT) !== row) before = this.#ints.get(before, NEXT);
      this.#ints.set(before, NEXT, after);
    }
    this.#keys.set(row, "");
    this.#rows.give(row);
    this.#size -= 1;
  }

  #find(key: string, hash: number): number {
    let row = this.#places.get(this.#placeOf(hash), 0) - 1;
    while (row >= 0) {
      const cells = this.#ints.cells(row);
      const start = this.#ints.start(row);
      if (cells[start + HASH] === hash && this.#keys.get(row) === key) return row;
      row = cells[start + NEXT] as number;
    }
    return NONE;
  }

  #insert(key: string, hash: number): number {
    const row = this.#rows.take();
    this.#keys.reach(row);
    this.#keys.set(row, key);
    this.#ints.set(row, HASH, hash);
    this.setEntries(row, NONE, 0);
    this.#link(row, this.#placeOf(hash));
    this.#size += 1;
    if (this.#size > this.#placeCount) this.#split();
    return row;
  }

  #placeOf(hash: number): number {
    const place = hash & (this.#mask * 2 + 1);
    return place < this.#placeCount ? place : hash & this.#mask;
  }

  #link(row: number, place: number): void {
    this.#ints.set(row, NEXT, this.#places.get(place, 0) - 1);
    this.#places.set(place, 0, row + 1);
  }

  /** One place more: the keys of the place that it is split from are dealt out anew. */
  #split(): void {
    const made = this.#placeCount;
    const from = made & this.#mask;
    this.#places.reach(made);
    this.#placeCount += 1;
    if (this.#placeCount > this.#mask * 2 + 1) this.#mask = this.#mask * 2 + 1;
    let row = this.#places.get(from, 0) - 1;
    this.#places.set(from, 0, 0);
    while (row >= 0) {
      const next = this.#ints.get(row, NEXT);
      this.#link(row, this.#placeOf(this.#ints.get(row, HASH)));
      row = next;
    }
  }
}
