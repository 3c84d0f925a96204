import { connect as natsConnect, type NatsConnection } from "@nats-io/transport-node";
import { Coverage, natsServer, runCommands, type SequenceFailure } from "@revkv/conformance";
import { describeServers } from "@revkv/dev/nats-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nats } from "../../src/index.ts";
import { near } from "./near.ts";

const sequences = Number(process.env["REVKV_SEQUENCES"] ?? 60);
const seed = Number(process.env["REVKV_SEED"] ?? Date.now() % 2 ** 31);
const versions = (process.env["REVKV_SURVEY"] ?? "2.9").split(",");

describeServers(`differences of an old server, seed ${seed}`, { versions }, (server, found) => {
  let connection: NatsConnection;
  beforeAll(async () => {
    connection = await natsConnect({ servers: server().url });
  });
  afterAll(async () => {
    await connection.close();
  });

  test("they are counted, and fail nothing", { timeout: 300_000 }, async () => {
    const profile = { ...natsServer(found.version), patienceMs: 1_000 };
    const far = { profile, open: () => ({ transport: nats(connection) }) };
    const coverage = new Coverage();
    const differences: SequenceFailure[] = [];
    const onDifference = (difference: SequenceFailure): void => void differences.push(difference);
    await runCommands({ stores: [near, far], sequences, seed, coverage, onDifference });
    console.log(surveyOf(differences, coverage));
    expect(coverage.sequences).toBe(sequences);
  });
});

/** How many sequences ended early, by what they met, each with an example. */
function surveyOf(differences: readonly SequenceFailure[], coverage: Coverage): string {
  const { sequences, total } = coverage;
  const sorts = new Map<string, SequenceFailure[]>();
  for (const one of differences) sorts.set(one.sort, [...(sorts.get(one.sort) ?? []), one]);
  const lines = [...sorts].toSorted(([, a], [, b]) => b.length - a.length);
  return [
    `${sequences} sequences, ${total} operations, ${differences.length} sequences with a difference`,
    ...lines.map(([sort, all]) => `${all.length} x ${sort}, such as\n${exampleOf(all[0])}`),
  ].join("\n");
}

function exampleOf(failure: SequenceFailure | undefined): string {
  const at = failure?.message.indexOf("DIFFERENCE: ") ?? 0;
  return failure?.message.slice(at).replace("DIFFERENCE", "  in") ?? "";
}
