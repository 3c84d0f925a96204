import { jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { describeServers, startCluster, type RunningCluster } from "@revkv/dev/nats-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dial, type Line } from "../faults/line.ts";
import { judgedHistory } from "./histories.ts";

const given = process.env["REVKV_OPERATIONS"];
const operations = Number(given ?? 10_000);
/** Where the trouble takes most of the time. */
const few = Number(given ?? 3_000);
const seed = Number(process.env["REVKV_SEED"] ?? Date.now() % 2 ** 31);
const config = { replicas: 3 };
const wanted = { versions: "newest", start: "none" } as const;

describeServers(`concurrent clients of a cluster, seed ${seed}`, wanted, (_server, found) => {
  let cluster: RunningCluster | undefined;
  let lines: readonly Line[] = [];
  beforeAll(async () => {
    cluster = await startCluster(found, 3);
    const { urls } = cluster;
    // Each has another server to begin with.
    const orders = urls.map((_, at) => [...urls.slice(at), ...urls.slice(0, at)]);
    lines = await Promise.all(orders.map((order) => dial(order)));
  }, 90_000);
  afterAll(async () => {
    await Promise.all(lines.map((line) => line.close()));
    await cluster?.stop();
  }, 60_000);

  test(
    "their history is linearizable where the leader is asked",
    { timeout: 3_600_000 },
    async () => {
      const connections = lines.map(({ connection }) => connection);
      const plan = {
        title: "a cluster",
        connections,
        areCopiesRead: true,
        operations,
        seed,
        config,
      };
      const { acknowledgedWrites, directReads } = await judgedHistory(plan);
      expect(acknowledgedWrites).toBeGreaterThan(0);
      expect(directReads).toBeGreaterThan(0);
    },
  );

  test("it is while the leader is killed and comes back", { timeout: 3_600_000 }, async () => {
    const connections = lines.map(({ connection }) => connection);
    const { acknowledgedWrites } = await judgedHistory({
      title: "a cluster whose leader is killed",
      connections,
      areCopiesRead: true,
      operations: few,
      seed,
      config,
      trouble: async (progress) => {
        await progress.reached(few * 0.7);
        const leader = await leaderOf(connections);
        await cluster?.servers[leader]?.kill();
        await progress.reached(few * 1.4);
        await cluster?.servers[leader]?.restart();
      },
    });
    expect(acknowledgedWrites).toBeGreaterThan(0);
  });
});

/** Which of the servers leads the only bucket. */
async function leaderOf([connection]: readonly NatsConnection[]): Promise<number> {
  if (connection === undefined) throw new Error("there is no connection");
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const [stream] = await manager.streams.list().next();
  const leader = stream?.cluster?.leader ?? "";
  if (!leader.startsWith("server-")) throw new Error(`no server of the cluster leads: ${leader}`);
  return Number(leader.replace("server-", "")) - 1;
}
