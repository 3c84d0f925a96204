import { lastOf, type ModelBucket } from "../model/model-bucket.ts";
import { matchesAny } from "../model/wildcards.ts";

/** What an operation finds of a key. */
export const KEY_STATES = ["live", "deleted", "purged", "expired", "absent"] as const;
/** One of {@link KEY_STATES}; expired: nothing is left of it, or a limit marker is. */
export type KeyState = (typeof KEY_STATES)[number];

/** The state of a key. */
function keyState(bucket: ModelBucket, key: string): KeyState {
  const last = lastOf(bucket, key);
  if (last === undefined) return bucket.expired.has(key) ? "expired" : "absent";
  if (last.operation === "PUT") return "live";
  if (last.operation === "DEL") return "deleted";
  return last.reason === undefined ? "purged" : "expired";
}

/** The states of all keys that an operation is about, each once; absent when there is none. */
export function statesOf(
  bucket: ModelBucket | undefined,
  about: { readonly keys: readonly string[] } | { readonly filters: readonly string[] },
): readonly KeyState[] {
  if (bucket === undefined) return [];
  const keys =
    "keys" in about
      ? about.keys
      : [...bucket.entries.map((entry) => entry.key), ...bucket.expired].filter((key) =>
          matchesAny(about.filters, key),
        );
  const states = new Set(keys.map((key) => keyState(bucket, key)));
  return states.size === 0 ? ["absent"] : [...states];
}
