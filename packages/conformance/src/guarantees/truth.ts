import type { Call } from "../recording/call.ts";
import { spanOf, writesOf, type Span } from "./past-call.ts";
import type { Committed } from "./committed.ts";
import { committedIn } from "./committed-in.ts";
import type { GivenWatch } from "./given-watch.ts";
import { grouped } from "../grouped.ts";
import { KeyPast } from "./key-past.ts";
import { isWithin, mayBeWithin, type Life } from "./life.ts";
import { Removals } from "./removals.ts";

/** What a recording tells of one life of a bucket. */
export interface TruthParts {
  readonly life: Life;
  /** All that was asked of the bucket. */
  readonly calls: readonly Call[];
  /** The watches that were begun in that life. */
  readonly watches: readonly GivenWatch[];
  /** What the clock showed at a line. */
  readonly timeAt: (at: number) => number;
}

/** All that is known to have been committed in one life of a bucket, and what may have become of it. */
export class Truth {
  readonly life: Life;
  /** In order of revision. */
  readonly entries: readonly Committed[];
  readonly #byRevision: ReadonlyMap<number, Committed>;
  readonly #pasts: ReadonlyMap<string, KeyPast>;
  readonly #removals: Removals;

  constructor({ life, watches, timeAt, ...parts }: TruthParts) {
    const calls = parts.calls.filter((call) => mayBeWithin(spanOf(call), life));
    // The revision of a write beside a deletion may be one of the life before or after.
    const writes = writesOf(calls).map((write) =>
      isWithin(write, life) ? write : { ...write, revision: undefined },
    );
    this.life = life;
    this.entries = committedIn(writes, watches);
    this.#byRevision = new Map(this.entries.map((entry) => [entry.revision, entry]));
    const writesByKey = grouped(writes, ({ asked }) => asked.key);
    const byKey = grouped(this.entries, ({ key }) => key);
    this.#pasts = new Map(
      [...byKey].map(([key, entries]) => [key, new KeyPast(entries, writesByKey.get(key) ?? [])]),
    );
    this.#removals = new Removals({ calls, pasts: this.#pasts, timeAt });
  }

  /** The entry of a revision; undefined where nobody knows of one. */
  at(revision: number): Committed | undefined {
    return this.#byRevision.get(revision);
  }

  /** All keys that had an entry. */
  get keys(): readonly string[] {
    return [...this.#pasts.keys()];
  }

  /** The last entry that is known of each key. */
  get lastEntries(): readonly Committed[] {
    return [...this.#pasts.values()].flatMap(({ last }) => last ?? []);
  }

  /** Whether a newer entry of its key surely stood above an entry from one line to another. */
  isOutdated(entry: Committed, { from, to }: Span): boolean {
    for (const newer of this.#pasts.get(entry.key)?.newerThan(entry) ?? []) {
      if (newer.to >= from) return false;
      if (!this.mayBeGone(newer, to)) return true;
    }
    return false;
  }

  /** Whether an entry may have been the last of its key no longer at a line. */
  mayBeOutdated(entry: Committed, before: number): boolean {
    return this.#pasts.get(entry.key)?.mayHaveNewer(entry, 1, before) === true;
  }

  /** Whether an entry may have been removed before a line, without a word to any watch (R10.9). */
  mayBeGone(entry: Committed, before: number): boolean {
    return this.#removals.mayBeGone(entry, before);
  }
}
