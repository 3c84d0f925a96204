import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { join } from "node:path";

/** The address that all servers and proxies of the tests listen on. */
export const LOOPBACK = "127.0.0.1";

/** A port of the loopback that nobody listens on now, for a config that has to name one. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, LOOPBACK);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => {
    server.close(closed);
  });
  return port;
}

/** True when somebody accepts connections at a port of the loopback. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK);
    const end = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}

/** The port for clients in the file that a server writes into a folder; undefined until it is whole. */
export function portWrittenTo(folder: string): number | undefined {
  const name = readdirSync(folder).find((file) => file.endsWith(".ports"));
  if (name === undefined) return undefined;
  try {
    const ports = JSON.parse(readFileSync(join(folder, name), "utf8")) as { nats?: string[] };
    const port = Number(new URL(ports.nats?.[0] ?? "").port);
    return port > 0 ? port : undefined;
  } catch {
    return undefined;
  }
}
