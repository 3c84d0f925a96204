import { newestServer, startServer } from "@revkv/dev/nats-server";
import type * as Core from "@revkv/core";
import type * as Local from "@revkv/transport-local";
import { pathToFileURL } from "node:url";
import { Published } from "../measure/published.ts";
import { demand } from "../measure/demand.ts";
import type { Readings } from "../run/place.ts";

/** From the first import to the first put, as in a file of tests: `first-put embedded`, `first-put spawned`. */
export async function run([kind]: readonly string[]): Promise<Readings> {
  return kind === "embedded" ? embedded() : spawned();
}

async function embedded(): Promise<Readings> {
  const published = new Published();
  const urlOf = (name: string): string => pathToFileURL(published.fileOf(name)).href;
  const [core, transport] = [urlOf("@revkv/core"), urlOf("@revkv/transport-local")];
  const begin = performance.now();
  const { connect } = (await import(core)) as typeof Core;
  const { local } = (await import(transport)) as typeof Local;
  const bucket = await (await connect(local())).create("bench");
  demand((await bucket.put("key", "value")) === 1, "the first revision is 1");
  const ms = performance.now() - begin;
  published.remove();
  return { ms };
}

/** The server starts while the client is imported; looking for its binary does not count. */
async function spawned(): Promise<Readings> {
  const found = newestServer();
  if (found === undefined) throw new Error("there is no nats-server");
  const begin = performance.now();
  const [server, { connect }, { Kvm }] = await Promise.all([
    startServer(found),
    import("@nats-io/transport-node"),
    import("@nats-io/kv"),
  ]);
  const connection = await connect({ servers: server.url });
  const bucket = await new Kvm(connection).create("bench");
  demand((await bucket.put("key", "value")) === 1, "the first revision is 1");
  const ms = performance.now() - begin;
  await connection.close();
  await server.stop();
  return { ms };
}
