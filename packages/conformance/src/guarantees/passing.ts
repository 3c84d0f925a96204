import type { Delivered } from "./given-watch.ts";

/** When a watch went beyond which revision. */
export class Passing {
  readonly first: number | undefined;
  readonly last: number | undefined;
  readonly #revisions: readonly number[];
  /** The first line with a revision at least as high, for each of them. */
  readonly #reachedAt: readonly number[];
  readonly #has: ReadonlySet<number>;

  constructor(entries: readonly Delivered[]) {
    const ascending = entries.toSorted((a, b) => a.entry.revision - b.entry.revision);
    let reachedAt = Infinity;
    this.#revisions = ascending.map(({ entry }) => entry.revision);
    this.#reachedAt = ascending
      .toReversed()
      .map(({ at }) => (reachedAt = Math.min(reachedAt, at)))
      .toReversed();
    this.#has = new Set(this.#revisions);
    this.first = this.#revisions[0];
    this.last = this.#revisions.at(-1);
  }

  /** Whether it was given the entry of a revision. */
  has(revision: number): boolean {
    return this.#has.has(revision);
  }

  /** Where a revision lies that it was not given. */
  placeOf(revision: number): "before" | "between" | "after" {
    if (revision > (this.last ?? 0)) return "after";
    return revision < (this.first ?? 0) ? "before" : "between";
  }

  /** The first line with a higher revision. */
  passedAt(revision: number): number {
    let [low, high] = [0, this.#revisions.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#revisions[middle] ?? Infinity) > revision) high = middle;
      else low = middle + 1;
    }
    return this.#reachedAt[low] ?? Infinity;
  }
}
