import type { FullConfig, KvConfig, KvError } from "@revkv/core/words";
import type { ModelEntry } from "./model-entry.ts";
import { settingsOf } from "./settings.ts";
import { sizeOf } from "./sizes.ts";

/** Somebody to whom every new entry of a bucket is offered. */
interface Offered {
  /** Takes a new entry. */
  offer(entry: ModelEntry): void;
  /** Ends it; what waits can still be taken. */
  finish(end: KvError): void;
}

/** All there is to know of a bucket. Every read is a filter over `entries`. */
export interface ModelBucket {
  readonly name: string;
  /** The settings as they were given. */
  given: KvConfig;
  /** The settings in force. */
  settings: FullConfig;
  /** Every write that is still stored, oldest first. */
  entries: readonly ModelEntry[];
  lastRevision: number;
  nowMs: number;
  /** When the settings were last changed. */
  updatedMs: number;
  /** Keys of which nothing is left because the last of it expired; for the statistics alone. */
  readonly expired: Set<string>;
  watches: readonly Offered[];
}

/** A bucket without entries. */
export function newBucket(name: string, given: KvConfig, nowMs: number): ModelBucket {
  return {
    name,
    given,
    settings: settingsOf(given),
    entries: [],
    lastRevision: 0,
    nowMs,
    updatedMs: Number.NEGATIVE_INFINITY,
    expired: new Set(),
    watches: [],
  };
}

/** The newest stored entry of a key, marker or not. */
export function lastOf(bucket: ModelBucket, key: string): ModelEntry | undefined {
  return bucket.entries.findLast((entry) => entry.key === key);
}

/** The sum of what all entries take. */
export function bytesOf(bucket: ModelBucket): number {
  const place = { bucket: bucket.name, storage: bucket.settings.storage };
  return bucket.entries.reduce((sum, entry) => sum + sizeOf(place, entry), 0);
}

/** The one place where an entry comes in: it is stored, what it displaces goes, watchers get it. */
export function append(bucket: ModelBucket, draft: Omit<ModelEntry, "revision">): number {
  bucket.lastRevision += 1;
  const added: ModelEntry = { ...draft, revision: bucket.lastRevision };
  const isPurged = (entry: ModelEntry): boolean =>
    added.operation === "PURGE" && entry.key === added.key;
  bucket.entries = [...bucket.entries.filter((entry) => !isPurged(entry)), added];
  trimToHistory(bucket);
  bucket.expired.delete(added.key);
  for (const watch of bucket.watches) watch.offer(added);
  return added.revision;
}

/** Leaves the newest entries of each key, as many as `history` says (R3.2). */
export function trimToHistory(bucket: ModelBucket): void {
  bucket.entries = bucket.entries.filter((entry) => {
    const newer = bucket.entries.filter(
      (other) => other.key === entry.key && other.revision > entry.revision,
    );
    return newer.length < bucket.settings.history;
  });
}
