import type { RawEntry } from "@revkv/core";

interface Before {
  /** Of the last write. */
  readonly revision: number;
  /** What the key had before it; null for nothing. */
  readonly entry: RawEntry | null;
}

/** What each key had before its last write: what a copy that lags behind still holds. */
export class Past {
  readonly #buckets = new Map<string, Map<string, Before>>();

  /** Takes down a write and what was there before it, if that is known. */
  note(
    { bucket, key }: { readonly bucket: string; readonly key: string },
    entry: RawEntry | null | undefined,
    revision: number,
  ): void {
    const keys = this.#buckets.get(bucket) ?? new Map<string, Before>();
    this.#buckets.set(bucket, keys);
    // Over a wire a later write may be answered first.
    const isLast = (keys.get(key)?.revision ?? 0) < revision;
    if (entry !== undefined && isLast) keys.set(key, { revision, entry });
  }

  /** Last entries as of the moment before the newest of them was written; undefined where nobody saw that. */
  withoutNewest(bucket: string, entries: readonly RawEntry[]): readonly RawEntry[] | undefined {
    const newest = entries.toSorted((a, b) => b.revision - a.revision)[0];
    const before = this.#buckets.get(bucket)?.get(newest?.key ?? "");
    if (newest === undefined || before?.revision !== newest.revision) return undefined;
    const others = entries.filter((entry) => entry !== newest);
    return before.entry === null ? others : [...others, before.entry];
  }

  /** There is another bucket of that name, or none. */
  forget(bucket: string): void {
    this.#buckets.delete(bucket);
  }
}
