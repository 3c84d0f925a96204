import type { Steps } from "../base/steps.ts";
import { EntryRows, type Content } from "../storage/entry-rows.ts";
import { KeyRings } from "../storage/key-rings.ts";
import { KeyTable } from "../storage/key-table.ts";
import { NONE } from "../storage/no-row.ts";
import { RevisionOrder } from "../storage/revision-order.ts";
import { allRows, sortedRows } from "../storage/sorted-rows.ts";
import { entryKind, PUT } from "./entry-kinds.ts";
import type { EntrySize, EntrySizes } from "./entry-sizes.ts";
import { KeyIndex } from "./key-index.ts";
import { Stored } from "./stored.ts";

/** What a new entry is made of. */
export interface Draft extends Content {
  readonly key: string;
  /** True where it takes the place of everything below it. */
  readonly isRollup: boolean;
}

/** So many rows are kept for the next keys when the last one goes. */
const FEW_KEYS = 8_192;

/** How much is stored, and from when to when. */
export interface LogTotals {
  readonly entries: number;
  /** As the server counts. */
  readonly bytes: number;
  readonly keys: number;
  /** The lowest revision stored; undefined when nothing is. */
  readonly firstRevision: number | undefined;
  readonly firstCreatedMs: number | undefined;
  /** The last revision given, also when its entry is gone; 0 for none. */
  readonly lastRevision: number;
  readonly lastCreatedMs: number | undefined;
}

/** Entries that come and go have others to know of it. */
export interface StateListener {
  /** An entry has been stored; its own time to live is told, so that most need not be asked for it. */
  came(row: number, ttlMs: number | undefined): void;
  /** An entry is about to be removed. */
  goes(row: number): void;
  /** Nothing of a key is left: its row may become another's. */
  forgets(keyRow: number): void;
}

/**
 * What is stored in one bucket, and the only two ways to change it: an entry comes in, an entry goes. Keys and entries
 * are rows, numbers that columns are asked with; {@link Stored} is what others see of one.
 */
export class LogState {
  readonly steps: Steps;
  readonly index: KeyIndex;
  /** Rows of keys whose last entry is a marker. */
  readonly marked: ReadonlySet<number>;
  readonly #sizes: EntrySizes;
  readonly #listener: StateListener;
  readonly #marked = new Set<number>();
  #keys = new KeyTable();
  #rows = new EntryRows();
  #rings = new KeyRings(this.#keys, this.#rows);
  #order: RevisionOrder | undefined;
  #lastRevision = 0;
  #lastCreatedMs: number | undefined;
  #bytes = 0;

  constructor(sizes: EntrySizes, steps: Steps, listener: StateListener) {
    this.#sizes = sizes;
    this.#listener = listener;
    this.steps = steps;
    this.index = new KeyIndex(() => this.#keys, steps);
    this.marked = this.#marked;
  }

  /** The keys, and the newest entry of each. */
  get keys(): KeyTable {
    return this.#keys;
  }

  /** The entries. */
  get rows(): EntryRows {
    return this.#rows;
  }

  /** The entries of each key. */
  get rings(): KeyRings {
    return this.#rings;
  }

  /** The last revision given. */
  get lastRevision(): number {
    return this.#lastRevision;
  }

  /** What the entries take, as the server counts. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Rows in order of revision; made with the first call. */
  get order(): RevisionOrder {
    this.#order ??= this.#ordered();
    return this.#order;
  }

  /** Whether {@link order} has been made. */
  get isOrdered(): boolean {
    return this.#order !== undefined;
  }

  /** How much is stored, and from when to when. */
  totals(): LogTotals {
    const { first } = this.order;
    return {
      entries: this.#rows.size,
      bytes: this.#bytes,
      keys: this.#keys.size,
      firstRevision: first === undefined ? undefined : this.#rows.revision(first),
      firstCreatedMs: first === undefined ? undefined : this.#rows.createdMs(first),
      lastRevision: this.#lastRevision,
      lastCreatedMs: this.#lastCreatedMs,
    };
  }

  /** What a row holds. */
  stored(row: number): Stored {
    return new Stored(this.keyOf(row), this.#rows, row);
  }

  /** The key of an entry. */
  keyOf(row: number): string {
    return this.#keys.key(this.#rows.keyRow(row));
  }

  /** The last entry of a key; undefined where nothing is stored. */
  last(key: string): Stored | undefined {
    const keyRow = this.#keys.find(key);
    return keyRow === NONE ? undefined : new Stored(key, this.#rows, this.#keys.newest(keyRow));
  }

  /** Whether an entry says that its key is gone. */
  isMarker(row: number): boolean {
    return this.#rows.kind(row) !== PUT;
  }

  /** What the entry takes that a key drops for the next one; 0 where it drops none. */
  sizeOfDropped(key: string, history: number): number {
    const keyRow = this.#keys.find(key);
    const isFull = keyRow !== NONE && this.#keys.count(keyRow) >= history;
    return isFull ? this.#sizeOf(this.#rings.oldest(keyRow)) : 0;
  }

  /**
   * The one way in: the entry gets the next revision, and its key drops what history no longer holds.
   *
   * @returns Its revision.
   */
  append(draft: Draft, history: number): number {
    const { kind } = draft;
    const keyRow = this.#keys.add(draft.key);
    const kept = draft.isRollup ? 1 : history;
    if (this.#keys.count(keyRow) > kept) this.trim(keyRow, kept);
    const revision = this.#lastRevision + 1;
    this.#lastRevision = revision;
    this.#lastCreatedMs = draft.createdMs;
    const isFull = this.#keys.count(keyRow) === kept;
    const row = isFull ? this.#turn(keyRow, draft) : this.#add(keyRow, draft);
    if (kind !== PUT || this.#marked.size > 0) this.#mark(keyRow);
    if (this.#order !== undefined) this.#noteOrder(row, revision);
    this.#listener.came(row, draft.extras?.ttlMs);
    return revision;
  }

  /** The one way out. */
  remove(row: number): void {
    const keyRow = this.#rows.keyRow(row);
    this.#drop(keyRow, row);
    if (this.#keys.count(keyRow) === 0) this.#removeKey(keyRow);
    else this.#mark(keyRow);
  }

  /** Keeps so many entries of a key, the newest ones; a key that keeps none gets one next. */
  trim(keyRow: number, kept: number): void {
    while (this.#keys.count(keyRow) > kept) {
      this.steps.entries += 1;
      this.#drop(keyRow, this.#rings.oldest(keyRow));
    }
  }

  /** Keeps so many entries of every key. */
  trimAll(kept: number): void {
    for (let keyRow = 0; keyRow < this.#keys.end; keyRow += 1) {
      if (this.#keys.key(keyRow) !== "") this.trim(keyRow, kept);
    }
  }

  /** Gives revisions up to this one to nobody. */
  skipTo(revision: number): void {
    this.#lastRevision = Math.max(this.#lastRevision, revision);
  }

  /** Begins anew, with nothing stored. */
  clear(): void {
    this.#keys = new KeyTable();
    this.#rows = new EntryRows();
    this.#rings = new KeyRings(this.#keys, this.#rows);
    this.#order = undefined;
    this.#marked.clear();
    this.index.clear();
  }

  /** What a stored entry takes of the bucket's bytes. */
  #sizeOf(row: number): number {
    const keyRow = this.#rows.keyRow(row);
    return this.#sizes.of(keyRow, this.#keys.key(keyRow), this.#contentSize(row));
  }

  #contentSize(row: number): EntrySize {
    const { headers } = this.#rows.extras(row) ?? entryKind(this.#rows.kind(row));
    return { headerBytes: headers.length, length: this.#rows.length(row) };
  }

  #add(keyRow: number, draft: Draft): number {
    if (this.#keys.count(keyRow) === 0) this.#noteKey(keyRow, draft.key);
    const row = this.#rows.add(keyRow, this.#lastRevision, draft);
    this.#rings.add(keyRow, row);
    this.#bytes += this.#sizes.of(keyRow, draft.key, sizeOf(draft));
    return row;
  }

  #noteOrder(row: number, revision: number): void {
    this.order.add(row, revision);
    this.order.tidy(this.#rows.size);
  }

  /** What goes makes room for what comes, in the very same row: the ring turns by one. */
  #turn(keyRow: number, draft: Draft): number {
    const row = this.#rings.oldest(keyRow);
    this.steps.entries += 1;
    this.#listener.goes(row);
    this.#bytes -= this.#sizes.beside(this.#contentSize(row));
    this.#rows.replace(row, this.#lastRevision, draft);
    this.#bytes += this.#sizes.beside(sizeOf(draft));
    this.#keys.setNewest(keyRow, row);
    return row;
  }

  #drop(keyRow: number, row: number): void {
    this.#listener.goes(row);
    this.#bytes -= this.#sizeOf(row);
    this.#rings.remove(keyRow, row);
    this.#rows.remove(row);
    this.#order?.tidy(this.#rows.size);
  }

  #noteKey(keyRow: number, key: string): void {
    this.#sizes.add(keyRow, key);
    this.index.add(keyRow);
  }

  #removeKey(keyRow: number): void {
    this.index.remove(keyRow);
    this.#marked.delete(keyRow);
    this.#sizes.forget(keyRow);
    this.#keys.remove(keyRow);
    this.#listener.forgets(keyRow);
    // A bucket that was large gives its memory back when nothing is left in it.
    if (this.#keys.size === 0 && this.#keys.end > FEW_KEYS) this.clear();
  }

  #mark(keyRow: number): void {
    if (this.isMarker(this.#keys.newest(keyRow))) this.#marked.add(keyRow);
    else if (this.#marked.size > 0) this.#marked.delete(keyRow);
  }

  #ordered(): RevisionOrder {
    const rows = this.#rows;
    const order = new RevisionOrder((row, revision) => this.#rows.revision(row) === revision);
    for (const row of sortedRows(allRows(rows), rows)) order.add(row, rows.revision(row));
    return order;
  }
}

function sizeOf({ kind, bytes, extras }: Content): EntrySize {
  const { headers } = extras ?? entryKind(kind);
  return { headerBytes: headers.length, length: bytes.length };
}
