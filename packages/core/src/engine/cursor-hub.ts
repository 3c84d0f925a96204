import { FilterTrie } from "../base/filter-trie.ts";
import type { Stored } from "./key-log.ts";
import { LogCursor, type CursorSource } from "./log-cursor.ts";
import type { LogRead } from "./log-read.ts";

/** The cursors of one log: each hears of the entries that its filters match, and of no others. */
export class CursorHub {
  readonly #source: CursorSource;
  readonly #report: (error: unknown) => void;
  readonly #byFilter = new FilterTrie<LogCursor>();
  readonly #open = new Set<LogCursor>();
  #woken = new Set<LogCursor>();

  constructor(source: CursorSource, report: (error: unknown) => void) {
    this.#source = source;
    this.#report = report;
  }

  /** Begins to read; `onMore` is called, after commit, when something comes that had nothing ahead of it. */
  open(read: LogRead, onMore: () => void): LogCursor {
    const owner = { closed: (cursor: LogCursor): void => this.#forget(cursor) };
    const cursor = new LogCursor(read, this.#source, owner, onMore);
    this.#open.add(cursor);
    for (const filter of read.filters) this.#byFilter.add(filter, cursor);
    return cursor;
  }

  /** An entry has been stored. */
  came(stored: Stored): void {
    if (this.#open.size === 0) return;
    this.#byFilter.match(stored.log.key, (cursor) => {
      if (cursor.came(stored)) this.#woken.add(cursor);
    });
  }

  /** An entry has been removed. */
  went(stored: Stored): void {
    if (this.#open.size === 0) return;
    const met = new Set<LogCursor>();
    this.#byFilter.match(stored.log.key, (cursor) => met.add(cursor));
    for (const cursor of met) cursor.went(stored);
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
