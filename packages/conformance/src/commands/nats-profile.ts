import { SERVER_DEVIATIONS } from "./server-deviations.ts";
import type { StoreProfile } from "./store-profile.ts";

/**
 * What is known of a single nats-server with JetStream by its version.
 *
 * @example
 * console.log(natsServer("2.10.27").features.ttl); // false
 */
export function natsServer(version: string): StoreProfile {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isAtLeast = (wanted: number): boolean => major > 2 || minor >= wanted;
  return {
    name: `nats-server ${version}`,
    time: "real",
    backingStore: "JetStream",
    features: {
      ttl: isAtLeast(11),
      limitMarkers: isAtLeast(11),
      multiFilter: isAtLeast(10),
      snapshotRead: isAtLeast(11),
      mirror: true,
      metadata: isAtLeast(10),
      compression: isAtLeast(10),
    },
    ignored: () => [],
    refused: ["replicas", "placement"],
    patienceMs: 6_000,
    deviations: SERVER_DEVIATIONS.filter(({ servers }) =>
      servers.some((beginning) => version.startsWith(beginning)),
    ),
  };
}
