import { invariant } from "../base/invariant.ts";
import { readLog, type LogRead } from "./log-read.ts";
import type { LogState } from "./log-state.ts";
import type { Stored } from "./stored.ts";

/** Who has to hear of what a cursor does. */
export interface CursorOwner {
  /** Something came where nothing was ahead, or the bucket is gone. */
  onMore(): void;
  /** Nobody reads from it any more. */
  closed(): void;
}

/** Entries by their rows and, since a row may hold another entry later, their revisions. */
interface Ahead {
  readonly rows: Int32Array;
  readonly revisions: Float64Array;
}

const NOTHING: Ahead = { rows: new Int32Array(0), revisions: new Float64Array(0) };

/**
 * A place in the log from which somebody reads at a pace of his own. It holds no entries: what goes
 * before it was read is not met any more, and nothing stored is kept alive by a reader that stopped. How
 * much is ahead is known at any time.
 */
export class LogCursor {
  readonly filters: readonly string[];
  readonly #state: LogState;
  readonly #owner: CursorOwner;
  /** What is still to be read, in order; entries that went meanwhile are passed over. */
  #ahead: Ahead;
  #next = 0;
  /** What matches up to here has been read, or is ahead. */
  #covered: number;
  #pending: number;
  #lastCame = 0;
  #isOver = false;

  constructor({ filters, start }: LogRead, state: LogState, owner: CursorOwner) {
    this.filters = filters;
    this.#state = state;
    this.#owner = owner;
    this.#ahead = aheadOf(state, { filters, start });
    this.#pending = this.#ahead.rows.length;
    const from = typeof start === "object" ? start.revision - 1 : 0;
    this.#covered = Math.max(state.lastRevision, from);
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
      const row = this.#ahead.rows[this.#next];
      const revision = this.#ahead.revisions[this.#next];
      if (row === undefined) {
        this.#lookFurther();
        continue;
      }
      this.#next += 1;
      if (this.#state.rows.revision(row) !== revision) continue;
      this.#pending -= 1;
      return this.#state.stored(row);
    }
    return undefined;
  }

  /** Nobody reads from it any more. */
  close(): void {
    this.#ahead = NOTHING;
    this.#pending = 0;
    this.#owner.closed();
  }

  /** Takes note of a new entry that matches; true when nothing was ahead before. */
  came(row: number, revision: number): boolean {
    // Several of its filters may match.
    if (revision <= Math.max(this.#lastCame, this.#covered)) return false;
    this.#lastCame = revision;
    this.#pending += 1;
    if (this.#pending > 1) return false;
    this.#ahead = { rows: Int32Array.of(row), revisions: Float64Array.of(revision) };
    this.#next = 0;
    this.#covered = revision;
    return true;
  }

  /** Takes note of an entry that matches and is about to go. */
  goes(revision: number): void {
    const isAhead = revision > this.#covered ? revision <= this.#lastCame : this.#holds(revision);
    if (isAhead) this.#pending -= 1;
  }

  /** Tells whoever reads that there is something ahead. */
  wake(): void {
    this.#owner.onMore();
  }

  /** The bucket is gone. */
  end(): void {
    this.#isOver = true;
    this.#ahead = NOTHING;
    this.#pending = 0;
    this.#owner.onMore();
  }

  #lookFurther(): void {
    const start = { revision: this.#covered + 1 };
    this.#ahead = aheadOf(this.#state, { filters: this.filters, start });
    this.#next = 0;
    invariant(this.#ahead.rows.length > 0, "what a cursor counts as ahead is stored");
    this.#covered = this.#state.lastRevision;
  }

  /** Whether a revision is still to be read, and is not yet passed over. */
  #holds(revision: number): boolean {
    const { revisions } = this.#ahead;
    let [low, high] = [this.#next, revisions.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((revisions[middle] ?? 0) < revision) low = middle + 1;
      else high = middle;
    }
    return revisions[low] === revision;
  }
}

function aheadOf(state: LogState, read: LogRead): Ahead {
  const rows = Int32Array.from(readLog(state, read));
  return { rows, revisions: Float64Array.from(rows, (row) => state.rows.revision(row)) };
}
