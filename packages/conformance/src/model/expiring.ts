import type { KvConfig } from "@revkv/core/words";
import { append, lastOf, trimToHistory, type ModelBucket } from "./model-bucket.ts";
import type { ModelEntry } from "./model-entry.ts";
import { checkChange, settingsOf } from "./settings.ts";
import { limitMarkerText } from "./sizes.ts";

/** When an entry goes: by its own time to live or the bucket's, but not before the settings that say so. */
export function dueMs(bucket: ModelBucket, entry: ModelEntry): number {
  const ageMs = Math.min(entry.ttlMs ?? Infinity, bucket.settings.ttlMs ?? Infinity);
  return Math.max(entry.createdMs + ageMs, bucket.updatedMs);
}

/** The entry that goes first; of those due at the same time the one with the lowest revision. */
function nextDue(bucket: ModelBucket): ModelEntry | undefined {
  const times = bucket.entries.map((entry) => dueMs(bucket, entry));
  const firstMs = Math.min(...times, Infinity);
  return firstMs === Infinity ? undefined : bucket.entries[times.indexOf(firstMs)];
}

/** Turns the bucket's time, one due entry after the other. */
export function passTime(bucket: ModelBucket, untilMs: number): void {
  for (;;) {
    const due = nextDue(bucket);
    if (due === undefined || dueMs(bucket, due) > untilMs) break;
    bucket.nowMs = dueMs(bucket, due);
    expire(bucket, due);
  }
  bucket.nowMs = untilMs;
}

/** R11.6: the last entry that a key has left leaves a marker, unless it says itself that the key is purged. */
function expire(bucket: ModelBucket, due: ModelEntry): void {
  bucket.entries = bucket.entries.filter((entry) => entry !== due);
  if (lastOf(bucket, due.key) !== undefined) return;
  bucket.expired.add(due.key);
  const ttlMs = bucket.settings.limitMarkerTtlMs;
  if (ttlMs === undefined || due.operation === "PURGE") return;
  append(bucket, {
    key: due.key,
    operation: "PURGE",
    reason: "MaxAge",
    value: new Uint8Array(0),
    headers: limitMarkerText(ttlMs),
    createdMs: bucket.nowMs,
    ttlMs,
  });
}

/** Replaces the settings: history is trimmed at once, and every entry gets a new due time (R2, R3.4). */
export function changeSettings(bucket: ModelBucket, given: KvConfig): void {
  const settings = settingsOf(given);
  checkChange(bucket.settings, settings);
  bucket.given = given;
  bucket.settings = settings;
  bucket.updatedMs = bucket.nowMs;
  trimToHistory(bucket);
  passTime(bucket, bucket.nowMs);
}
