import { matcherOf } from "@revkv/core/subjects";
import { coveringFilter } from "./mapping/covering.ts";

/** The keys that somebody wants: what the server is asked for, which may be more, and what is left of it. */
export class WantedKeys {
  /** What is wanted. */
  readonly filters: readonly string[];
  #asked: readonly string[];
  /** Undefined while the server sorts them out. */
  #matches: ((key: string) => boolean) | undefined;

  /** @param hasExactFilters - Whether the server counts and delivers exactly what several filters are. */
  constructor(filters: readonly string[], hasExactFilters: boolean) {
    this.filters = filters;
    this.#asked = filters;
    if (!hasExactFilters) this.widen();
  }

  /** What the server is asked for. */
  get asked(): readonly string[] {
    return this.#asked;
  }

  /** Whether a key that came is wanted. */
  has(key: string): boolean {
    return this.#matches?.(key) ?? true;
  }

  /** Asks for one filter in place of several, and sorts out here; false where there is one already. */
  widen(): boolean {
    if (this.#asked.length === 1) return false;
    const matchers = this.filters.map(matcherOf);
    this.#matches = (key) => matchers.some((matches) => matches(key));
    this.#asked = [coveringFilter(this.filters)];
    return true;
  }
}
