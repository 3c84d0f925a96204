import { readFileSync } from "node:fs";
import { connect as natsConnect, type NatsConnection } from "@nats-io/transport-node";
import { parseTraces, replayTrace } from "@revkv/conformance";
import { describeServers } from "@revkv/dev/nats-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nats } from "../../src/index.ts";

const fixtures = new URL("../../../conformance/fixtures/recorded.jsonl", import.meta.url);
const traces = parseTraces(readFileSync(fixtures, "utf8"));

describeServers("recorded traces", { least: "2.10" }, (server) => {
  let connection: NatsConnection;
  beforeAll(async () => {
    connection = await natsConnect({ servers: server().url });
  });
  afterAll(async () => {
    await connection.close();
  });

  test("there are 60", () => {
    expect(traces.length).toBe(60);
  });

  test.for(traces.map((trace) => [trace.seed, trace] as const))(
    "trace %i replays without a difference",
    async ([, trace]) => {
      expect(await replayTrace(trace, nats(connection))).toEqual([]);
    },
  );
});
