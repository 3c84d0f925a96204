import type { ConnectionOptions, NatsConnection } from "@nats-io/nats-core";
import { wsconnect } from "@nats-io/nats-core";
import { connect } from "@nats-io/transport-node";
import { onTestFinished } from "vitest";
import { WebSocket as WebSocketClient } from "ws";

/** An official client that the test does not have to close. */
export async function client(servers: string, options?: ConnectOptions): Promise<NatsConnection> {
  const connection = await connect({ servers, reconnect: false, ...options });
  onTestFinished(() => connection.close());
  return connection;
}

/** The same over WebSocket; the official client takes the WebSocket that it is given. */
export async function webClient(
  servers: string,
  options?: ConnectOptions & { readonly ca?: string },
): Promise<NatsConnection> {
  const { ca, ...others } = options ?? {};
  const connection = await wsconnect({
    servers,
    reconnect: false,
    ...others,
    wsFactory: async (url) => ({
      socket: new WebSocketClient(url, ca === undefined ? {} : { ca }) as unknown as WebSocket,
      encrypted: ca !== undefined,
    }),
  });
  onTestFinished(() => connection.close());
  return connection;
}

type ConnectOptions = Omit<ConnectionOptions, "servers">;
