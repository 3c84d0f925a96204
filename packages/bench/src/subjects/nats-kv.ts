import type { KvEntry } from "@nats-io/kv";
import { StorageType } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import { connect } from "@nats-io/transport-node";
import { newestServer, startServer } from "@revkv/dev/nats-server";
import type { AsyncSubject } from "./subject.ts";

/** The official client on a server of this machine. */
export const subject: AsyncSubject<KvEntry | null> = {
  about: {
    title: "@nats-io/kv, on a server",
    copies: "to another process",
    keeps: "the last entry: revision, time, marker",
    notifies: "watchers by filter",
  },
  keys: 2_000,
  make: async () => {
    const found = newestServer();
    if (found === undefined) throw new Error("there is no nats-server");
    const server = await startServer(found);
    const connection = await connect({ servers: server.url });
    const bucket = await new Kvm(connection).create("bench", { storage: StorageType.Memory });
    return {
      put: (key, value) => bucket.put(key, value),
      get: (key) => bucket.get(key),
      bytesOf: (entry) => entry?.value,
      close: async () => {
        await connection.close();
        await server.stop();
      },
    };
  },
};
