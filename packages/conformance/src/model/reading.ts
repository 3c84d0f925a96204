import type { KvStatus } from "@revkv/core/words";
import { bytesOf, lastOf, type ModelBucket } from "./model-bucket.ts";
import { seenEntry, type ModelEntry, type Seen } from "./model-entry.ts";
import { matchesAny } from "./wildcards.ts";

/** The live value of a key, or what a revision of it holds; null for none (R7). */
export function get(
  bucket: ModelBucket,
  key: string,
  options: { readonly revision?: number | undefined; readonly includeDeleted: boolean },
): Seen | null {
  const { revision, includeDeleted } = options;
  const found =
    revision === undefined
      ? lastOf(bucket, key)
      : bucket.entries.find((entry) => entry.revision === revision && entry.key === key);
  if (found === undefined || (found.operation !== "PUT" && !includeDeleted)) return null;
  return seenEntry(bucket.name, found, { delta: 0, isUpdate: false, metaOnly: false });
}

/** The live values of several keys, in the order asked, each once. */
export function getMany(bucket: ModelBucket, keys: readonly string[]): readonly Seen[] {
  return [...new Set(keys)].flatMap((key) => get(bucket, key, { includeDeleted: false }) ?? []);
}

/** The keys that have a live value, in order of its revision (R8). */
export function keys(bucket: ModelBucket, filters: readonly string[]): readonly string[] {
  return lastEntries(bucket, filters)
    .filter((entry) => entry.operation === "PUT")
    .map((entry) => entry.key);
}

/** All stored entries that match, markers included (R9). */
export function history(
  bucket: ModelBucket,
  filters: readonly string[],
  metaOnly: boolean,
): readonly Seen[] {
  const found = matching(bucket, filters);
  return found.map((entry, at) =>
    seenEntry(bucket.name, entry, { delta: found.length - 1 - at, isUpdate: false, metaOnly }),
  );
}

/** All stored entries that match, oldest first. */
export function matching(bucket: ModelBucket, filters: readonly string[]): readonly ModelEntry[] {
  return bucket.entries.filter((entry) => matchesAny(filters, entry.key));
}

/** The newest entry of each key that matches, oldest first. */
export function lastEntries(
  bucket: ModelBucket,
  filters: readonly string[],
): readonly ModelEntry[] {
  return matching(bucket, filters).filter((entry) => lastOf(bucket, entry.key) === entry);
}

/**
 * Removes what lies below markers that are last, and those markers that are old enough (R6).
 *
 * @returns How many entries went.
 */
export function purgeDeletes(bucket: ModelBucket, olderThanMs = 1_800_000): number {
  const before = bucket.entries.length;
  bucket.entries = bucket.entries.filter((entry) => {
    const last = lastOf(bucket, entry.key);
    if (last === undefined || last.operation === "PUT") return true;
    const isOld = olderThanMs === 0 || last.createdMs <= bucket.nowMs - olderThanMs;
    return entry === last && !isOld;
  });
  return before - bucket.entries.length;
}

/** The state of a bucket as every store tells it (R14). */
export function status(bucket: ModelBucket): Omit<KvStatus, "backingStore" | "ignored"> {
  return {
    bucket: bucket.name,
    values: bucket.entries.length,
    bytes: bytesOf(bucket),
    lastRevision: bucket.lastRevision,
    config: bucket.settings,
  };
}
