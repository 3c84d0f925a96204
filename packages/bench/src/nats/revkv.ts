import type { NatsConnection } from "@nats-io/nats-core";
import { connect } from "@revkv/core";
import { nats } from "@revkv/transport-nats";
import type { Subject, Watching } from "./subject.ts";

/** This repository's client, by its public interface. */
export async function revkv(connection: NatsConnection): Promise<Subject> {
  const manager = await connect(nats(connection));
  const bucket = await manager.create("revkv", { history: 1, storage: "memory" });
  return {
    put: (key, value) => bucket.put(key, value),
    update: (key, value, expected) => bucket.update(key, value, expected),
    get: (key) => bucket.get(key),
    getMany: async (keys) => (await bucket.getMany(keys)).values(),
    // Nothing but values is in the bucket.
    watch: (): Promise<Watching> => bucket.watch(">", { ignoreDeletes: true }),
    keys: async () => bucket.keys(),
  };
}
