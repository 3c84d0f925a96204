import { connect as natsConnect, type NatsConnection } from "@nats-io/transport-node";
import { connect, type KvManager } from "@revkv/core";
import type { RunningServer } from "@revkv/dev/nats-server";
import { onTestFinished } from "vitest";
import { nats, type NatsOptions } from "../../src/index.ts";

/** A connection of one test's own, closed after it. */
export async function connectionTo(
  server: RunningServer,
  options: Parameters<typeof natsConnect>[0] = {},
): Promise<NatsConnection> {
  const connection = await natsConnect({ servers: server.url, ...options });
  onTestFinished(() => connection.close());
  return connection;
}

/** A store of one test's own on a connection. */
export async function storeOn(connection: object, options?: NatsOptions): Promise<KvManager> {
  const kv = await connect(nats(connection, options));
  onTestFinished(() => kv.close());
  return kv;
}

/** A store on a connection that nothing else uses. */
export async function storeAt(server: RunningServer): Promise<KvManager> {
  return storeOn(await connectionTo(server));
}
