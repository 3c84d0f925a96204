import { invariant } from "../base/invariant.ts";
import type { KeyIndex } from "./key-index.ts";
import type { Stored } from "./key-log.ts";
import { readLog, type LogRead, type LogSource } from "./log-read.ts";

/** What a cursor reads. */
export interface CursorSource extends LogSource {
  readonly keys: KeyIndex;
}

/** Who keeps a cursor up to date, and forgets it. */
export interface CursorOwner {
  /** Nobody reads from the cursor any more. */
  closed(cursor: LogCursor): void;
}

/**
 * A place in the log from which somebody reads at a pace of his own. It holds revisions, never entries: what
 * goes before it was read is not met any more, and nothing stored is kept alive by a reader that stopped. How
 * much is ahead is known at any time.
 */
export class LogCursor {
  readonly filters: readonly string[];
  readonly #source: CursorSource;
  readonly #owner: CursorOwner;
  readonly #onMore: () => void;
  /** Revisions still to be read, in order; those of entries that went meanwhile are passed over. */
  #ahead: readonly number[];
  #next = 0;
  /** What matches up to here has been read, or is ahead. */
  #covered: number;
  #pending: number;
  #lastCame = 0;
  #isOver = false;

  constructor(
    { filters, start }: LogRead,
    source: CursorSource,
    owner: CursorOwner,
    onMore: () => void,
  ) {
    this.filters = filters;
    this.#source = source;
    this.#owner = owner;
    this.#onMore = onMore;
    this.#ahead = revisionsOf(readLog(source, { filters, start }));
    this.#pending = this.#ahead.length;
    const from = typeof start === "object" ? start.revision - 1 : 0;
    this.#covered = Math.max(source.lastRevision, from);
  }

  /** Entries that match and are still to be read. */
  get pending(): number {
    return this.#pending;
  }

  /** True when the bucket is gone. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The next entry; undefined when there is none now. */
  next(): Stored | undefined {
    while (this.#pending > 0) {
      const revision = this.#ahead[this.#next];
      if (revision === undefined) {
        this.#lookFurther();
        continue;
      }
      this.#next += 1;
      const stored = this.#source.entries.get(revision);
      if (stored === undefined) continue;
      this.#pending -= 1;
      return stored;
    }
    return undefined;
  }

  /** Nobody reads from it any more. */
  close(): void {
    this.#ahead = [];
    this.#pending = 0;
    this.#owner.closed(this);
  }

  /** Takes note of a new entry that matches; true when nothing was ahead before. */
  came(stored: Stored): boolean {
    // Several of its filters may match.
    if (stored.revision <= Math.max(this.#lastCame, this.#covered)) return false;
    this.#lastCame = stored.revision;
    this.#pending += 1;
    if (this.#pending > 1) return false;
    this.#ahead = [stored.revision];
    this.#next = 0;
    this.#covered = stored.revision;
    return true;
  }

  /** Takes note of an entry that matches and is gone. */
  went(stored: Stored): void {
    const { revision } = stored;
    const isAhead = revision > this.#covered ? revision <= this.#lastCame : this.#holds(revision);
    if (isAhead) this.#pending -= 1;
  }

  /** Tells whoever reads that there is something ahead. */
  wake(): void {
    this.#onMore();
  }

  /** The bucket is gone. */
  end(): void {
    this.#isOver = true;
    this.#ahead = [];
    this.#pending = 0;
    this.#onMore();
  }

  #lookFurther(): void {
    const start = { revision: this.#covered + 1 };
    this.#ahead = revisionsOf(readLog(this.#source, { filters: this.filters, start }));
    this.#next = 0;
    invariant(this.#ahead.length > 0, "what a cursor counts as ahead is stored");
    this.#covered = this.#source.lastRevision;
  }

  /** Whether a revision is still to be read, and is not yet passed over. */
  #holds(revision: number): boolean {
    let [low, high] = [this.#next, this.#ahead.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ahead[middle] ?? 0) < revision) low = middle + 1;
      else high = middle;
    }
    return this.#ahead[low] === revision;
  }
}

function revisionsOf(entries: readonly Stored[]): readonly number[] {
  return entries.map((stored) => stored.revision);
}
