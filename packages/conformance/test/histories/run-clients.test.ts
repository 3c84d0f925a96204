import type { Transport } from "@revkv/core";
import { local, manualClock } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { faulty } from "../../src/faulty.ts";
import {
  checkLinearizable,
  runClients,
  showFinding,
  type HistoryReport,
  type RecordedLine,
} from "../../src/index.ts";
import { lostUpdates, planted, staleReads } from "./planted.ts";
import { turning } from "./turning.ts";

const operations = Number(process.env["REVKV_OPERATIONS"] ?? 10_000);
const seed = Number(process.env["REVKV_SEED"] ?? Date.now() % 2 ** 31);

/** How much goes wrong on the way to a store, and how many clients and keys there are. */
interface Trouble {
  readonly seed: number;
  readonly operations: number;
  readonly loss: number;
  readonly clients: number;
  readonly keys: number;
}

const USUAL: Trouble = { seed, operations, loss: 0.02, clients: 16, keys: 3 };
/** Where it is not about how many there are, nor about what is drawn. */
const FEWER: Trouble = { ...USUAL, operations: 3_000, seed: 1 };

/** What clients were told whose connections are slow, lose requests and replies, and break. */
function recorded(
  { loss, ...run }: Trouble,
  over: (transport: Transport) => Transport = (transport) => transport,
): Promise<readonly RecordedLine[]> {
  const clock = manualClock();
  const store = over(local({ clock }));
  const faults = { loseRequest: loss, loseReply: loss, disconnect: loss / 10 };
  const delays = { delayMs: { most: 20 }, timeoutMs: 300, clock };
  const open = (client: number): Transport =>
    faulty(store, { ...faults, ...delays, seed: run.seed + client });
  return turning(clock, runClients({ ...run, open, clock }));
}

function judged(lines: readonly RecordedLine[]): HistoryReport {
  const cpu = process.cpuUsage();
  const report = checkLinearizable(lines);
  const ms = Math.round(process.cpuUsage(cpu).user / 1_000);
  const { findings, ...figures } = report;
  console.log(`${findings.length} findings after ${ms} ms of CPU time`, figures);
  return report;
}

describe(`clients over slow and faulty connections, seed ${seed}`, { timeout: 3_600_000 }, () => {
  test("their history on local() is linearizable, and no read of it is stale", async () => {
    const { findings, ...figures } = judged(await recorded(USUAL));
    expect(findings.map(showFinding)).toEqual([]);
    expect(figures.unknownWrites).toBeGreaterThan(0);
    expect(figures.acknowledgedWrites).toBeGreaterThan(figures.unknownWrites);
    expect(figures.staleReads).toBe(0);
  });

  test("it is on a single key with many unknown outcomes, also without what a watch tells", async () => {
    const lines = await recorded({ ...USUAL, loss: 0.2, clients: 32, keys: 1 });
    const deaf = lines.filter((line) => !("watch" in line));
    expect(judged(lines).findings.map(showFinding)).toEqual([]);
    expect(judged(deaf).findings.map(showFinding)).toEqual([]);
  });

  test("the same seed gives the same history", async () => {
    const bucket = /histories-[-0-9a-f]+/g;
    const texts = await Promise.all(
      [1, 2].map(async () => JSON.stringify(await recorded(FEWER)).replaceAll(bucket, "bucket")),
    );
    expect(texts[0]).toBe(texts[1]);
  });
});

describe("of a store that is planted with faults a handful of calls is shown", () => {
  const faults = [
    ["a read of the leader that gives what the read before gave", staleReads(50)],
    ["an update that overwrites whatever it meets", lostUpdates(50)],
  ] as const;
  test.each(faults)("%s", { timeout: 3_600_000 }, async (_, plant) => {
    const lines = await recorded(FEWER, (transport) => planted(transport, plant));
    const { findings } = judged(lines);
    console.log(findings.map(showFinding).join("\n\n"));
    expect(findings.length).toBeGreaterThan(0);
    for (const { operations: found } of findings) expect(found.length).toBeLessThanOrEqual(6);
  });
});
