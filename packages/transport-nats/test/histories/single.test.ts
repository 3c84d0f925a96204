import { describeServers, startProxy, type Proxy } from "@revkv/dev/nats-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dial, type Line } from "../faults/line.ts";
import { until } from "../faults/load.ts";
import { judgedHistory } from "./histories.ts";

const given = process.env["REVKV_OPERATIONS"];
const operations = Number(given ?? 10_000);
/** Where the trouble takes most of the time. */
const few = Number(given ?? 3_000);
const seed = Number(process.env["REVKV_SEED"] ?? Date.now() % 2 ** 31);
const CUTS = 20;
const CONNECTIONS = 4;

describeServers(
  `concurrent clients of a server, seed ${seed}`,
  { versions: "newest" },
  (server) => {
    let proxy: Proxy | undefined;
    let lines: readonly Line[] = [];
    beforeAll(async () => {
      const { url } = (proxy = await startProxy(server().port));
      lines = await Promise.all(Array.from({ length: CONNECTIONS }, () => dial([url])));
    });
    afterAll(async () => {
      await Promise.all(lines.map((line) => line.close()));
      await proxy?.stop();
    });

    test(
      "their history is linearizable, and no read is stale",
      { timeout: 3_600_000 },
      async () => {
        const connections = lines.map(({ connection }) => connection);
        const plan = { title: "a server", connections, areCopiesRead: false, operations, seed };
        const { directReads, staleReads, acknowledgedWrites } = await judgedHistory(plan);
        expect(acknowledgedWrites).toBeGreaterThan(0);
        expect(directReads).toBeGreaterThan(0);
        expect(staleReads).toBe(0);
      },
    );

    test(
      "it is while their connections are cut again and again",
      { timeout: 3_600_000 },
      async () => {
        const figures = await judgedHistory({
          title: "a server behind connections that break",
          connections: lines.map(({ connection }) => connection),
          areCopiesRead: false,
          operations: few,
          seed,
          trouble: async (progress) => {
            for (let cut = 1; cut <= CUTS; cut += 1) {
              await progress.reached((cut * 2 * few) / (CUTS + 1));
              proxy?.cut();
              await until(() => proxy?.connections === CONNECTIONS);
              // The official client may wait long for a connection that is cut before it is made.
              await Promise.all(lines.map(({ kv }) => kv.names().toArray()));
            }
          },
        });
        expect(figures.unknownWrites).toBeGreaterThan(0);
        expect(figures.staleReads).toBe(0);
      },
    );
  },
);
