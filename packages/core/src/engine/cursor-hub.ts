import { FilterTrie } from "../base/filter-trie.ts";
import { LogCursor } from "./log-cursor.ts";
import type { LogRead } from "./log-read.ts";
import type { LogState } from "./log-state.ts";

/** The cursors of one log: each hears of the entries that its filters match, and of no others. */
export class CursorHub {
  readonly #state: LogState;
  readonly #report: (error: unknown) => void;
  readonly #byFilter = new FilterTrie<LogCursor>();
  readonly #open = new Set<LogCursor>();
  #woken = new Set<LogCursor>();

  constructor(state: LogState, report: (error: unknown) => void) {
    this.#state = state;
    this.#report = report;
  }

  /** Begins to read; `onMore` is called, after commit, when something comes that had nothing ahead of it. */
  open(read: LogRead, onMore: () => void): LogCursor {
    const closed = (): void => this.#forget(cursor);
    const cursor: LogCursor = new LogCursor(read, this.#state, { onMore, closed });
    this.#open.add(cursor);
    for (const filter of read.filters) this.#byFilter.add(filter, cursor);
    return cursor;
  }

  /** An entry has been stored. */
  came(row: number): void {
    if (this.#open.size === 0) return;
    const revision = this.#state.rows.revision(row);
    this.#byFilter.match(this.#state.keyOf(row), (cursor) => {
      if (cursor.came(row, revision)) this.#woken.add(cursor);
    });
  }

  /** An entry is about to be removed. */
  goes(row: number): void {
    if (this.#open.size === 0) return;
    const met = new Set<LogCursor>();
    this.#byFilter.match(this.#state.keyOf(row), (cursor) => met.add(cursor));
    for (const cursor of met) cursor.goes(this.#state.rows.revision(row));
  }

  /** Wakes those that have something ahead now. */
  deliver(): void {
    while (this.#woken.size > 0) {
      const woken = this.#woken;
      this.#woken = new Set();
      for (const cursor of woken) if (this.#open.has(cursor)) this.#guard(() => cursor.wake());
    }
  }

  /** The bucket is gone. */
  end(): void {
    for (const cursor of this.#open) this.#guard(() => cursor.end());
  }

  #forget(cursor: LogCursor): void {
    this.#open.delete(cursor);
    for (const filter of cursor.filters) this.#byFilter.remove(filter, cursor);
  }

  #guard(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#report(error);
    }
  }
}
