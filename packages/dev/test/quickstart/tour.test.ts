import { connect as natsConnect } from "@nats-io/transport-node";
import { connect, type Transport } from "@revkv/core";
import { local, manualClock } from "@revkv/transport-local";
import { nats } from "@revkv/transport-nats";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { describeServers } from "../../src/nats-server/index.ts";
import { tour } from "../../src/quickstart/tour.ts";

async function linesOf(
  transport: Transport,
  passTime: (ms: number) => void | Promise<void>,
): Promise<string[]> {
  const lines: string[] = [];
  await tour({ transport, passTime, print: (line) => lines.push(line) });
  return lines;
}

describeServers("the tour", { least: "2.11", versions: "newest" }, (server) => {
  test("prints the same lines on the embedded store and on a server, and leaves nothing there", async () => {
    const clock = manualClock(Date.now());
    const embedded = await linesOf(local({ clock }), (ms) => clock.advance(ms));
    const connection = await natsConnect({ servers: server().url });
    const served = await linesOf(nats(connection), (ms) => sleep(ms));
    expect(embedded.length).toBeGreaterThan(30);
    expect(served).toEqual(embedded);
    const kv = await connect(nats(connection));
    expect(await kv.names().toArray()).toEqual([]);
    await kv.close();
    await connection.close();
  }, 20_000);
});
