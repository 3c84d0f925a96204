import { Kvm } from "@nats-io/kv";
import { connect } from "@nats-io/transport-node";
import { freePort, type FoundServer } from "@revkv/dev/nats-server";
import { serve } from "@revkv/server";
import { local } from "@revkv/transport-local";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect as dial } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** How long it took from nothing to the first acknowledged put, in ms. */
export interface Start {
  readonly natsServer: number;
  readonly revkv: number;
}

/** Until then the code of the client, which both are measured with, is not yet compiled. */
const WARM_UP = 20;

/** Starts both again and again, one right after the other; what warms the process up is not counted. */
export async function measureStarts(found: FoundServer, rounds: number): Promise<readonly Start[]> {
  const starts: Start[] = [];
  for (let round = -WARM_UP; round < rounds; round += 1) {
    const natsServer = await spawned(found);
    const revkv = await served();
    if (round >= 0) starts.push({ natsServer, revkv });
  }
  return starts;
}

async function served(): Promise<number> {
  const begin = performance.now();
  const server = await serve(local());
  const ms = await firstPut(server.url, begin);
  await server.close();
  return ms;
}

/** As a test would without a launcher: a port that is free, a folder of its own, and looking until somebody listens. */
async function spawned({ path }: FoundServer): Promise<number> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "revkv-start-"));
  const begin = performance.now();
  const child = spawn(path, ["-js", "-sd", folder, "-a", "127.0.0.1", "-p", String(port)], {
    stdio: "ignore",
  });
  const ended = once(child, "exit");
  while (!(await isListening(port))) await sleep(1);
  const ms = await firstPut(`nats://127.0.0.1:${port}`, begin);
  child.kill();
  await ended;
  rmSync(folder, { recursive: true, force: true });
  return ms;
}

async function firstPut(servers: string, begin: number): Promise<number> {
  const connection = await connect({ servers });
  const bucket = await new Kvm(connection).create("first");
  const revision = await bucket.put("key", "value");
  const ms = performance.now() - begin;
  await connection.close();
  if (revision !== 1) throw new Error(`the first put has revision ${revision}`);
  return ms;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = dial(port, "127.0.0.1");
    const tell = (isThere: boolean) => (): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.on("connect", tell(true)).on("error", tell(false));
  });
}
