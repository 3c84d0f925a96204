import { KvError, type RawEntry } from "@revkv/core";
import type { Backend } from "./backend.ts";
import type { Binding } from "./binding.ts";
import { askBucket } from "./bucket-info.ts";

/** A key whose last entry is a marker. */
interface Marked {
  readonly marker: RawEntry;
  /** Stored entries of the key. */
  readonly entries: number;
}

/** What dropping markers needs of its link. */
export interface DropParts {
  readonly backend: Backend;
  readonly binding: Binding;
  /** Reads all stored entries, or the last of each key, without their values. */
  scan(start: "last" | "all", take: (entry: RawEntry) => void): Promise<void>;
}

/** Purges under way at the same time. */
const MOST_AT_ONCE = 64;

/**
 * Removes what lies below the markers that are last, and those markers that are old enough (R6). Each request
 * names the revision that it ends at, so that an entry written meanwhile stays.
 *
 * @returns How many entries were removed.
 */
export async function dropMarkers(
  parts: DropParts,
  olderThanMs: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { backend, binding } = parts;
  const { bucket } = binding;
  const { stream, config } = await askBucket(backend.api, bucket);
  if (stream.config.mirror !== undefined) {
    throw KvError.of("READ_ONLY", `${bucket} is a mirror: purge the bucket that it copies`);
  }
  const nowMs = stream.ts === undefined ? Date.now() : Date.parse(stream.ts);
  const isOld = ({ createdMs }: RawEntry): boolean =>
    olderThanMs === 0 || createdMs <= nowMs - olderThanMs;
  const marked = await markedKeys(parts, config.history === 1 ? "last" : "all");
  // A marker at revision 1 has nothing below it, and old servers take `seq: 1` for everything.
  const purges = marked
    .filter(({ marker, entries }) => isOld(marker) || entries > 1)
    .map(({ marker }) => ({
      filter: binding.prefixes.read + marker.key,
      seq: isOld(marker) ? marker.revision + 1 : marker.revision,
    }));
  let removed = 0;
  for (let at = 0; at < purges.length; at += MOST_AT_ONCE) {
    if (signal?.aborted === true) throw signal.reason;
    const counts = await Promise.all(
      purges.slice(at, at + MOST_AT_ONCE).map((body) => purge(parts, body)),
    );
    for (const count of counts) removed += count;
  }
  return removed;
}

async function markedKeys(parts: DropParts, start: "last" | "all"): Promise<readonly Marked[]> {
  const keys = new Map<string, Marked>();
  await parts.scan(start, (marker) => {
    keys.set(marker.key, { marker, entries: (keys.get(marker.key)?.entries ?? 0) + 1 });
  });
  return [...keys.values()].filter(({ marker }) => marker.operation !== "PUT");
}

async function purge({ backend, binding }: DropParts, body: object): Promise<number> {
  const { bucket, stream } = binding;
  const subject = `STREAM.PURGE.${stream}`;
  const answer = await backend.api.call<{ readonly purged: number }>({
    subject,
    body,
    bucket,
    isWrite: true,
  });
  return answer.purged;
}
