import { invariant } from "../base/invariant.ts";
import { IntColumns, NumberColumns } from "./columns.ts";
import { FreeRows } from "./free-rows.ts";
import { Slabs } from "./slabs.ts";

/** What few entries have. */
export interface Extras {
  /** The raw header block, where it does not follow from the kind of the entry or there is a time to live. */
  readonly headers: string;
  readonly ttlMs: number | undefined;
}

/** What a row holds of an entry, beside its key and its revision. */
export interface Content {
  readonly createdMs: number;
  /** Up to 16 kinds of entries; what they are is for others to know. */
  readonly kind: number;
  /** Copied. */
  readonly bytes: Uint8Array;
  readonly extras: Extras | undefined;
}

/** A value is at most so long; the bits above say what else it is. */
const LENGTH_BITS = 27;
const LENGTHS = 2 ** LENGTH_BITS - 1;
const HAS_EXTRAS = 2 ** LENGTH_BITS;
/** Rows that are looked at with each entry that comes, while there is waste: that is sooner around than a slab is full. */
const LOOKS = 3;

/** Columns of whole numbers. */
const KEY = 0;
const PLACE = 1;
const SHAPE = 2;
/** For whoever chains rows; of a free row the next free one. */
const NEXT = 3;
/** Columns of numbers. */
const REVISION = 0;
const CREATED = 1;

/** Stored entries as rows: a number for each, columns for what they hold, and the bytes of values aside. */
export class EntryRows {
  readonly #ints = new IntColumns(4);
  readonly #numbers = new NumberColumns(2);
  readonly #rows = new FreeRows(this.#ints, NEXT);
  readonly #slabs = new Slabs();
  readonly #extras = new Map<number, Extras>();
  #size = 0;
  #looked = 0;

  /** How many entries there are. */
  get size(): number {
    return this.#size;
  }

  /** All rows are below it; one that is not in use has revision 0. */
  get end(): number {
    return this.#rows.end;
  }

  /** 0 for a row that is not in use. */
  revision(row: number): number {
    return this.#numbers.get(row, REVISION);
  }

  /** When it was stored. */
  createdMs(row: number): number {
    return this.#numbers.get(row, CREATED);
  }

  /** The row of its key. */
  keyRow(row: number): number {
    return this.#ints.get(row, KEY);
  }

  /** The row that it is chained to. */
  next(row: number): number {
    return this.#ints.get(row, NEXT);
  }

  /** Chains it to another. */
  setNext(row: number, next: number): void {
    this.#ints.set(row, NEXT, next);
  }

  /** What kind of an entry it is. */
  kind(row: number): number {
    return this.#ints.get(row, SHAPE) >>> (LENGTH_BITS + 1);
  }

  /** Bytes of the value. */
  length(row: number): number {
    return this.#ints.get(row, SHAPE) & LENGTHS;
  }

  /** What it has that few entries have. */
  extras(row: number): Extras | undefined {
    return this.#ints.get(row, SHAPE) & HAS_EXTRAS ? this.#extras.get(row) : undefined;
  }

  /** The value as it lies in the store, good until something is added or removed. */
  bytes(row: number): Uint8Array {
    return this.#slabs.at(this.#ints.get(row, PLACE), this.length(row));
  }

  /** Stores an entry of a key. */
  add(keyRow: number, revision: number, content: Content): number {
    const row = this.#rows.take();
    this.#numbers.reach(row);
    this.#ints.set(row, KEY, keyRow);
    this.#fill(row, revision, content);
    this.#size += 1;
    return row;
  }

  /** Stores an entry in place of another one of its key. */
  replace(row: number, revision: number, content: Content): void {
    this.#empty(row);
    this.#fill(row, revision, content);
  }

  /** Takes an entry out. */
  remove(row: number): void {
    this.#empty(row);
    this.#numbers.set(row, REVISION, 0);
    this.#rows.give(row);
    this.#size -= 1;
  }

  #fill(row: number, revision: number, { createdMs, kind, bytes, extras }: Content): void {
    invariant(bytes.length <= LENGTHS, "a value has less than 128 MiB");
    if (this.#slabs.isWasteful) this.#compact();
    const numbers = this.#numbers.cells(row);
    const first = this.#numbers.start(row);
    numbers[first + REVISION] = revision;
    numbers[first + CREATED] = createdMs;
    const ints = this.#ints.cells(row);
    const start = this.#ints.start(row);
    ints[start + PLACE] = this.#slabs.add(bytes);
    const flag = extras === undefined ? 0 : HAS_EXTRAS;
    ints[start + SHAPE] = (kind << (LENGTH_BITS + 1)) | flag | bytes.length;
    if (extras !== undefined) this.#extras.set(row, extras);
  }

  #empty(row: number): void {
    const ints = this.#ints.cells(row);
    const start = this.#ints.start(row);
    const shape = ints[start + SHAPE] as number;
    this.#slabs.remove(ints[start + PLACE] as number, shape & LENGTHS);
    if (shape & HAS_EXTRAS) this.#extras.delete(row);
    // Until it is filled again it has no bytes that could be moved.
    ints[start + SHAPE] = 0;
  }

  /** Goes around the rows, and lets a few leave slabs that are mostly waste. */
  #compact(): void {
    for (let look = 0; look < LOOKS; look += 1) {
      this.#looked = this.#looked + 1 < this.end ? this.#looked + 1 : 0;
      const row = this.#looked;
      const place = this.#slabs.compacted(this.#ints.get(row, PLACE), this.length(row));
      this.#ints.set(row, PLACE, place);
    }
  }
}
