import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { KvError } from "@revkv/core/words";

/** Listens at an address, and tells the port; a taken or forbidden one is `BACKEND` with its cause. */
export async function listenAt(server: Server, host: string, port: number): Promise<number> {
  try {
    server.listen(port, host);
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw KvError.of("BACKEND", `the server cannot listen: ${reason}`, { cause });
  }
}

/** Listens no more, and waits until every connection is closed. */
export async function closed(server: Server): Promise<void> {
  await new Promise((resolve) => {
    server.close(resolve);
  });
}

/** Where a listener is, for those who connect. */
export function urlOf(scheme: "nats" | "tls" | "ws" | "wss", host: string, port: number): string {
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
