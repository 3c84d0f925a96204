import type { ModelStore } from "../model/model-store.ts";
import { bucketOf } from "./bucket-under-test.ts";

/** Things that happen of themselves, and that runs must have met. */
export const NOTES = [
  "limit marker written",
  "limit marker delivered",
  "time to live raised",
  "older entry resurfaced",
  "watch conflated",
  "watch ended by BUCKET_DELETED",
  "watch ended by BUFFER_OVERFLOW",
] as const;
/** One of {@link NOTES}. */
export type Note = (typeof NOTES)[number];

/** What is remembered of the state before an operation. */
export interface Before {
  readonly lastRevision: number;
  readonly lastOfKeys: ReadonlyMap<string, number>;
  readonly watches: readonly WatchBefore[];
}

interface WatchBefore {
  readonly isOpen: boolean;
  readonly seen: number;
  readonly conflated: number;
}

/** Takes down the state before an operation. */
export function takeDown(model: ModelStore): Before {
  const bucket = bucketOf(model);
  const entries = bucket?.entries ?? [];
  return {
    lastRevision: bucket?.lastRevision ?? 0,
    lastOfKeys: new Map(entries.map((entry) => [entry.key, entry.revision])),
    watches: model.watches.map(({ end, seen, conflated }) => ({
      isOpen: end === undefined,
      seen: seen.length,
      conflated,
    })),
  };
}

/** What has happened since. */
export function noteworthy(before: Before, model: ModelStore): readonly Note[] {
  return [...inBucket(before, model), ...inWatches(before, model)];
}

function inBucket(before: Before, model: ModelStore): readonly Note[] {
  const notes: Note[] = [];
  const entries = bucketOf(model)?.entries ?? [];
  const lastNow = new Map(entries.map((entry) => [entry.key, entry.revision]));
  for (const entry of entries) {
    if (entry.revision <= before.lastRevision) continue;
    if (entry.reason === "MaxAge") notes.push("limit marker written");
    else if (/Nats-TTL: \d+\r\n/.test(entry.headers)) notes.push("time to live raised");
  }
  for (const [key, revision] of before.lastOfKeys) {
    if ((lastNow.get(key) ?? Infinity) < revision) notes.push("older entry resurfaced");
  }
  return notes;
}

function inWatches(before: Before, model: ModelStore): readonly Note[] {
  const notes: Note[] = [];
  for (const [at, watch] of model.watches.entries()) {
    const was = before.watches[at] ?? { isOpen: true, seen: 0, conflated: 0 };
    const fresh = watch.seen.slice(was.seen);
    if (fresh.some((entry) => entry.reason === "MaxAge")) notes.push("limit marker delivered");
    if (watch.conflated > was.conflated) notes.push("watch conflated");
    if (!was.isOpen || typeof watch.end !== "object") continue;
    if (watch.end.code === "BUCKET_DELETED") notes.push("watch ended by BUCKET_DELETED");
    if (watch.end.code === "BUFFER_OVERFLOW") notes.push("watch ended by BUFFER_OVERFLOW");
  }
  return notes;
}
