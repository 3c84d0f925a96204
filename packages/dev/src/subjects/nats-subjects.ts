import type { NatsConnection } from "@nats-io/nats-core";
import { natsServer, type Claims, type Subject } from "@revkv/conformance";
import { nats } from "@revkv/transport-nats";
import { CLUSTER_GAPS, gapsOf } from "./nats-gaps.ts";

/** Buckets in memory: what a deleted bucket kept in files now and then comes back (docs/deviations.md). */
const IN_MEMORY = { storage: "memory" } as const;

/** What is claimed for a single nats-server by its version. */
export function serverClaims(version: string): Claims {
  return {
    name: `nats-server ${version}`,
    features: natsServer(version).features,
    bucketConfig: IN_MEMORY,
    knownGaps: gapsOf(version),
  };
}

/** What is claimed for a cluster of three servers of that version: each bucket has three copies. */
export function clusterClaims(version: string): Claims {
  return {
    name: `cluster of nats-server ${version}`,
    // A leader is asked for one key at a time.
    features: { ...natsServer(version).features, snapshotRead: false },
    bucketConfig: { ...IN_MEMORY, replicas: 3 },
    knownGaps: [...gapsOf(version), ...CLUSTER_GAPS],
    // A listing may come from a copy that lags behind its leader (docs/deviations.md).
    tries: 3,
  };
}

/** A single nats-server, reached by a connection that is there when the first case runs. */
export function serverSubject(version: string, connection: () => NatsConnection): Subject {
  return { ...serverClaims(version), open: () => nats(connection()) };
}

/** A cluster, reached by a connection that is there when the first case runs; its reads ask the leader. */
export function clusterSubject(version: string, connection: () => NatsConnection): Subject {
  return {
    ...clusterClaims(version),
    open: () => nats(connection(), { consistency: "leader" }),
  };
}
