import type { KvConfig } from "@revkv/core/words";
import type { StoreProfile } from "./store-profile.ts";

/** What is known of `local()`, with a clock that the test turns. */
export const LOCAL: StoreProfile = {
  name: "local",
  time: "turned",
  backingStore: "local",
  features: {
    ttl: true,
    limitMarkers: true,
    multiFilter: true,
    snapshotRead: true,
    mirror: false,
    metadata: true,
    compression: true,
  },
  ignored: ignoredLocally,
  refused: [],
  patienceMs: 1_000,
  deviations: [],
};

/** The settings that were given and mean nothing within one process (api.md 5). */
function ignoredLocally(given: KvConfig): readonly (keyof KvConfig)[] {
  const ignored: (keyof KvConfig)[] = [];
  if (given.compression === true) ignored.push("compression");
  if (given.placement !== undefined) ignored.push("placement");
  if ((given.replicas ?? 1) > 1) ignored.push("replicas");
  if (given.republish !== undefined) ignored.push("republish");
  if (given.storage === "file") ignored.push("storage");
  return ignored;
}
