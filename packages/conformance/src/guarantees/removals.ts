import type { Call } from "../recording/call.ts";
import { mayHaveDone, spanOf, type Span } from "./past-call.ts";
import type { Committed } from "./committed.ts";
import type { KeyPast } from "./key-past.ts";

/** What decides about removals in one life of a bucket. */
export interface RemovalParts {
  /** What was asked of the bucket, and may have been in that life. */
  readonly calls: readonly Call[];
  readonly pasts: ReadonlyMap<string, KeyPast>;
  /** What the clock showed at a line. */
  readonly timeAt: (at: number) => number;
}

/**
 * Tells which entries may have been removed when: by trimming, by a purge of their key, by purgeDeletes, or
 * because their time was over. No watch is told of that (R10.9). Where settings changed, those that remove most
 * count for all the time.
 */
export class Removals {
  readonly #parts: RemovalParts;
  readonly #drops: readonly Span[];
  readonly #history: number;
  readonly #ttlMs: number;
  readonly #limitMarkerTtlMs: number;

  constructor(parts: RemovalParts) {
    this.#parts = parts;
    this.#drops = parts.calls.filter(({ asked }) => asked.ask === "dropMarkers").map(spanOf);
    const configs = parts.calls
      .filter(mayHaveDone)
      .flatMap(({ asked }) => ("config" in asked ? [asked.config] : []));
    this.#history =
      configs.length === 0 ? 1 : Math.min(...configs.map(({ history = 1 }) => history));
    this.#ttlMs = Math.min(...configs.map(({ ttlMs = Infinity }) => ttlMs));
    this.#limitMarkerTtlMs = Math.min(
      ...configs.map(({ limitMarkerTtlMs = Infinity }) => limitMarkerTtlMs),
    );
  }

  /** Whether an entry may have been removed before a line, without a word to any watch. */
  mayBeGone(entry: Committed, before: number): boolean {
    const past = this.#parts.pasts.get(entry.key);
    if (past === undefined) return false;
    if (past.mayHaveNewer(entry, this.#history, before)) return true;
    if (past.mayBePurged(entry, before) || this.#mayBeExpired(entry, past, before)) return true;
    const isDropped = this.#drops.some(({ from, to }) => from < before && to > entry.from);
    return isDropped && past.mayBeMarked(entry, before);
  }

  #mayBeExpired(entry: Committed, past: KeyPast, before: number): boolean {
    const own = entry.isLimitMarker ? this.#limitMarkerTtlMs : past.ttlMs;
    const ttlMs = Math.min(own, this.#ttlMs);
    return this.#parts.timeAt(before) - this.#parts.timeAt(entry.from) >= ttlMs;
  }
}
