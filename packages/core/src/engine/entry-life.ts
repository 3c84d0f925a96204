import type { Clock } from "../base/clock.ts";
import type { Steps } from "../base/steps.ts";
import { NONE } from "../storage/no-row.ts";
import type { FullConfig } from "../words/config.ts";
import { Expiry } from "./expiry.ts";
import { limitMarker } from "./limit-marker.ts";
import type { Draft, LogState } from "./log-state.ts";

/** The log whose entries expire. */
export interface MortalLog {
  readonly state: LogState;
  readonly clock: Clock;
  readonly steps: Steps;
  /** The settings in force. */
  readonly config: FullConfig;
  /** Stores an entry. */
  append(draft: Draft): void;
  /** Tells watchers what has been committed. */
  deliver(): void;
}

/** How long the entries of a log live, by their own time and by their bucket's, and what follows them (R11). */
export class EntryLife {
  readonly #log: MortalLog;
  /** Made with the first entry that is ever due: most buckets have none. */
  #expiry: Expiry | undefined;
  /** Nothing falls due before the settings that make it due. */
  #configuredMs = Number.NEGATIVE_INFINITY;

  constructor(log: MortalLog) {
    this.#log = log;
  }

  /** Lets everything go that is due now. */
  run(): void {
    this.#expiry?.run();
  }

  /** The same for what looks at one key alone, and need not wait for all that is due. */
  runFor(key: string): void {
    const expiry = this.#expiry;
    if (expiry === undefined || expiry.runSome()) return;
    // What others hold counts where there is a limit for all.
    if (this.#log.config.maxBytes !== undefined) expiry.run();
    // The limit marker that comes may be due as well.
    else while (this.#runForEntries(key, expiry));
  }

  /** Whether anything will ever expire. */
  get isAwaited(): boolean {
    return this.#expiry?.isAwaited === true;
  }

  /** An entry has been stored, with a time to live of its own or without. */
  came(row: number, ttlMs: number | undefined): void {
    const lifeMs = this.#lifeOf(ttlMs);
    if (lifeMs === Infinity) return;
    this.#expiry ??= this.#newExpiry();
    this.#expiry.add(row, this.#dueMs(row, lifeMs), lifeMs);
  }

  /** An entry is about to be removed. */
  goes(row: number): void {
    this.#expiry?.remove(row);
  }

  /** Every one of these entries, in order of revision, falls due by the settings that are in force now. */
  redate(rows: readonly number[]): void {
    this.#configuredMs = this.#log.clock.nowMs();
    for (const row of rows) {
      this.#expiry?.remove(row);
      this.came(row, this.#ttlMs(row));
    }
  }

  /** Cancels the timer and forgets what was to go. */
  stop(): void {
    this.#expiry?.stop();
  }

  #newExpiry(): Expiry {
    const log = this.#log;
    return new Expiry(log.clock, {
      revision: (row) => log.state.rows.revision(row),
      expire: (row) => this.#expire(row),
      afterwards: () => log.deliver(),
    });
  }

  /** False when nothing of a key is due. */
  #runForEntries(key: string, expiry: Expiry): boolean {
    const { keys, rings } = this.#log.state;
    const keyRow = keys.find(key);
    return keyRow !== NONE && expiry.runFor(rings.all(keyRow));
  }

  /** Takes out a due entry; where it was all that its key had, a marker may take its place. */
  #expire(row: number): void {
    const { state, steps } = this.#log;
    const { keys, rows } = state;
    const keyRow = rows.keyRow(row);
    const key = keys.key(keyRow);
    const dueMs = this.#dueMs(row, this.#lifeOf(this.#ttlMs(row)));
    const isLast = keys.count(keyRow) === 1 && state.stored(row).operation !== "PURGE";
    steps.entries += 1;
    state.remove(row);
    const { limitMarkerTtlMs } = this.#log.config;
    if (isLast && limitMarkerTtlMs !== undefined) {
      this.#log.append(limitMarker(key, dueMs, limitMarkerTtlMs));
    }
  }

  /** Asked never to go, an entry outlives its bucket's time too. */
  #lifeOf(ttlMs: number | undefined): number {
    return ttlMs === Infinity
      ? Infinity
      : Math.min(ttlMs ?? Infinity, this.#log.config.ttlMs ?? Infinity);
  }

  #ttlMs(row: number): number | undefined {
    return this.#log.state.rows.extras(row)?.ttlMs;
  }

  #dueMs(row: number, lifeMs: number): number {
    return Math.max(this.#log.state.rows.createdMs(row) + lifeMs, this.#configuredMs);
  }
}
