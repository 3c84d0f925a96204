import { connect, type KvManager, type Transport } from "@revkv/core";
import { connect as natsConnect, type NatsConnection } from "@nats-io/transport-node";
import { nats } from "../../src/index.ts";
import { TIMEOUT_MS, within } from "./within.ts";

/** A connection of the official client, which comes back by itself, and a manager on it. */
export interface Line {
  readonly connection: NatsConnection;
  readonly kv: KvManager;
  /** Closes both; throws when that hangs. */
  close(): Promise<void>;
}

/** Connects to the first of these servers that answers, over this transport. */
export async function dial(
  servers: readonly string[],
  over: (transport: Transport) => Transport = (transport) => transport,
): Promise<Line> {
  const connection = await natsConnect({
    servers: [...servers],
    reconnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 50,
    waitOnFirstConnect: true,
    noRandomize: true,
    ignoreClusterUpdates: true,
  });
  const kv = await connect(over(nats(connection, { timeoutMs: TIMEOUT_MS })));
  return {
    connection,
    kv,
    close: async () => {
      try {
        await within(1, "close() of a manager", kv.close());
      } finally {
        await connection.close();
      }
    },
  };
}
