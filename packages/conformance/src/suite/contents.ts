import { deepEqual, equal } from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { KvBucket, KvEntry } from "@revkv/core";
import { brief, eventually } from "./expecting.ts";
import { initialOf } from "./watch-reading.ts";

/** A look costs several requests, and many cases look at once. */
const LOOK_EVERY_MS = 100;

/** Waits until a bucket holds these entries and no others, and demands that every way to read it says so. */
export async function comesTo(bucket: KvBucket, wanted: readonly string[]): Promise<void> {
  const holds = async (): Promise<boolean> =>
    isDeepStrictEqual((await contents(bucket)).map(told), wanted);
  // What is there instead is told by the look that follows.
  await eventually(holds, wanted.join(", "), LOOK_EVERY_MS).catch(() => undefined);
  await holdsNow(bucket, wanted);
}

/**
 * Demands that a bucket holds these entries and no others, and that every way to read it says so.
 *
 * @param wanted - In short: `1 PUT a`, `2 PURGE b`, and `3 PURGE c MaxAge` for a limit marker.
 */
export async function holdsNow(bucket: KvBucket, wanted: readonly string[]): Promise<void> {
  const entries = await contents(bucket);
  deepEqual(entries.map(told), wanted);
  const lasts = entries.filter(({ key, revision }) => revision === lastRevisionOf(key, entries));
  const live = lasts.filter(({ operation }) => operation === "PUT").map(({ key }) => key);
  const keys = lasts.map(({ key }) => key);
  // All at once: where time is real, what is to be seen may be gone a little later.
  const [listed, many, initial, last, values, status] = await Promise.all([
    bucket.keys().toArray(),
    bucket.getMany(keys),
    initialOf(bucket.watch()),
    Promise.all(keys.map((key) => bucket.get(key, { includeDeleted: true }))),
    Promise.all(keys.map((key) => bucket.get(key))),
    bucket.status(),
  ]);
  deepEqual(listed, live);
  deepEqual([...many.keys()], live);
  deepEqual(initial, lasts.map(brief));
  deepEqual(last.map(toldOrNone), lasts.map(told));
  deepEqual(
    values.map((entry) => entry?.key),
    keys.map((key) => (live.includes(key) ? key : undefined)),
  );
  equal(status.values, entries.length);
  equal(status.bytes === 0, entries.length === 0);
}

function contents(bucket: KvBucket): Promise<KvEntry[]> {
  return bucket.history(">").toArray();
}

function lastRevisionOf(key: string, entries: readonly KvEntry[]): number {
  return Math.max(...entries.filter((one) => one.key === key).map(({ revision }) => revision));
}

function toldOrNone(entry: KvEntry | null): string {
  return entry === null ? "none" : told(entry);
}

/** An entry in short, with the reason of a limit marker. */
function told(entry: KvEntry): string {
  if (entry.operation === "PUT" || entry.reason === undefined) return brief(entry);
  return `${brief(entry)} ${entry.reason}`;
}
