import { StorageType } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import type { NatsConnection } from "@nats-io/nats-core";
import type { Found, Subject, Watching } from "./subject.ts";

/** The official client, which has no read of many keys: it is asked for all of them at once. */
export async function official(connection: NatsConnection): Promise<Subject> {
  const bucket = await new Kvm(connection).create("official", {
    history: 1,
    storage: StorageType.Memory,
  });
  return {
    put: (key, value) => bucket.put(key, value),
    update: (key, value, expected) => bucket.update(key, value, expected),
    get: (key) => bucket.get(key),
    getMany: (keys) => Promise.all(keys.map((key): Promise<Found | null> => bucket.get(key))),
    watch: (): Promise<Watching> => bucket.watch(),
    keys: () => bucket.keys(),
  };
}
