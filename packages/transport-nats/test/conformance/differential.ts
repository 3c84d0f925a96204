import { connect as natsConnect, type NatsConnection } from "@nats-io/transport-node";
import { Coverage, natsServer, runCommands, type StoreUnderTest } from "@revkv/conformance";
import { describeServers, type ServersWanted } from "@revkv/dev/nats-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nats } from "../../src/index.ts";
import { runForMinutes } from "./for-minutes.ts";
import { near } from "./near.ts";

const sequences = Number(process.env["REVKV_SEQUENCES"] ?? 200);
const seed = Number(process.env["REVKV_SEED"] ?? Date.now() % 2 ** 31);
const path = process.env["REVKV_PATH"];
const minutes = Number(process.env["REVKV_MINUTES"] ?? 0);
const lengths = { least: 30, most: 60 };
/** Not to lose the report of a failure to the time limit of the test. */
const timeLimitMs = 240_000;

/**
 * Declares the run of random operations on `local()`, on a server, and on what else is given, each against the
 * model.
 */
export function describeDifferential(
  wanted: ServersWanted,
  others: readonly StoreUnderTest[] = [],
): void {
  const names = ["local()", ...others.map(({ profile }) => profile.name), "a server"];
  const title = `the same operations on ${names.join(", on ")}, seed ${seed}`;
  describeServers(title, wanted, (server, found) => {
    let connection: NatsConnection;
    beforeAll(async () => {
      connection = await natsConnect({ servers: server().url });
    });
    afterAll(async () => {
      await connection.close();
    });

    test("all answer as the model", { timeout: minutes * 60_000 + 300_000 }, async () => {
      const profile = natsServer(found.version);
      const far = { profile, open: () => ({ transport: nats(connection) }) };
      const coverage = new Coverage();
      const stores = [near, ...others, far];
      const run = { stores, sequences, lengths, seed, path, coverage, timeLimitMs };
      const isLong = minutes > 0 && path === undefined;
      let batches = 1;
      try {
        if (isLong) batches = await runForMinutes(minutes, run);
        else await runCommands(run);
      } finally {
        console.log(coverage.report());
      }
      if (path !== undefined) return;
      expect(coverage.sequences).toBe(batches * sequences);
      // A server that has left has not been compared: a few sequences may, for reasons that are known.
      expect(coverage.times(`${profile.name} left`)).toBeLessThanOrEqual(coverage.sequences / 10);
    });
  });
}
