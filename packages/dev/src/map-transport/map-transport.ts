import type { Clock, Transport } from "@revkv/core";
import type { MapBucket } from "./map-bucket.ts";
import { MapStore } from "./map-store.ts";

/**
 * A store over plain Maps: the worked example of docs/write-your-own-transport.md. It is complete and slow:
 * every read looks at all entries of its bucket.
 *
 * @param clock - The source of time; where it can be turned, tests need not wait.
 *
 * @example
 * const kv = await connect(mapTransport(manualClock()));
 * await (await kv.create("orders")).put("o1", "new");
 */
export function mapTransport(clock: Clock): Transport {
  // Every connection to this transport sees these buckets.
  const buckets = new Map<string, MapBucket>();
  return { name: "map", open: async () => new MapStore(buckets, clock) };
}
