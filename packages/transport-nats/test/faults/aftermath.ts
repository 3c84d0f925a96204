import type { KvEntry } from "@revkv/core";
import { jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { setTimeout as sleep } from "node:timers/promises";
import { dial } from "./line.ts";
import { within } from "./within.ts";

/** All entries that a bucket keeps, as a connection reads them that knows nothing of what happened. */
export async function storedIn(bucket: string, ...servers: readonly string[]): Promise<KvEntry[]> {
  const line = await dial(servers);
  try {
    const handle = await line.kv.open(bucket);
    return await within(3, "the history", handle.history(">").toArray());
  } finally {
    await line.close();
  }
}

/** A consumer goes at once when its watcher stops; a request to forget it may take this long. */
const FORGOTTEN_MS = 1_500;
const NS_PER_S = 1_000_000_000;

/**
 * Consumers of a bucket that are left when all its watchers have stopped: those that lost their listener when
 * its connection was cut. Throws for one that nobody listens to and that would not go by itself.
 */
export async function consumersLeft(connection: NatsConnection, bucket: string): Promise<number> {
  const manager = await jetstreamManager(connection);
  const deadline = Date.now() + FORGOTTEN_MS;
  for (;;) {
    const left = await manager.consumers.list(`KV_${bucket}`).next();
    if (left.length === 0 || Date.now() > deadline) {
      const eternal = left.filter(
        ({ config }) =>
          !(
            (config.inactive_threshold ?? 0) <= 60 * NS_PER_S &&
            (config.inactive_threshold ?? 0) > 0
          ),
      );
      const held = left.filter(({ push_bound }) => push_bound);
      if (eternal.length + held.length === 0) return left.length;
      throw new Error(
        `consumers stay: ${[...eternal, ...held].map(({ name }) => name).join(", ")}`,
      );
    }
    await sleep(50);
  }
}
