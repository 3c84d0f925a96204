import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { FaultyOptions } from "../../src/faulty.ts";
import { runTogether, type Outcome, type Run, type Step } from "./clients.ts";

const seed = Number(process.env["REVKV_SEED"] ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env["REVKV_SEQUENCES"] ?? 100);

const anyChance = fc.constantFrom(0, 0.05, 0.2);
const anyMix: fc.Arbitrary<FaultyOptions> = fc.record({
  seed: fc.nat(),
  fail: anyChance,
  loseRequest: anyChance,
  loseReply: anyChance,
  disconnect: anyChance,
  duplicate: anyChance,
  stale: anyChance,
  cut: anyChance,
  delayMs: fc.constantFrom(undefined, { most: 3 }, { least: 2, most: 20 }),
  timeoutMs: fc.constantFrom(undefined, 25),
});
const anyStep: fc.Arbitrary<Step> = fc.record({
  verb: fc.constantFrom("put", "create", "update", "delete", "get", "ask the leader"),
  key: fc.constantFrom("x", "y", "z"),
});
const anyClients = fc.array(fc.array(anyStep, { minLength: 5, maxLength: 15 }), {
  minLength: 1,
  maxLength: 4,
});

/** What a step leaves in the log, without its revision. */
function traceOf({ step, value }: Outcome): string {
  return step.verb === "delete" ? `DEL ${step.key}` : `PUT ${step.key}=${value}`;
}

function isRead({ step }: Outcome): boolean {
  return step.verb === "get" || step.verb === "ask the leader";
}

/** What is wrong with a run, in words. */
function problemsOf({ outcomes, faults, log, watched }: Run): string[] {
  const writes = outcomes.filter((outcome) => !isRead(outcome));
  const reads = outcomes.filter(isRead).filter(({ end }) => end === null || / /.test(`${end}`));
  const acknowledged = writes.filter(({ end }) => typeof end === "number");
  const explained = new Set(acknowledged.map((one) => `${one.end} ${traceOf(one)}`));
  const possible = writes.filter(({ end, isUnknown }) => isUnknown || typeof end === "number");
  const traces = new Set(possible.map(traceOf));
  const others = log.filter((entry) => !explained.has(entry));
  const unknown = writes.filter(({ isUnknown }) => isUnknown).length;
  const twice = faults.filter(({ fault }) => fault === "duplicate").length;
  return [
    ...[...explained].filter((entry) => !log.includes(entry)).map((one) => `lost: ${one}`),
    ...others
      .filter((entry) => !traces.has(entry.replace(/^\d+ /, "")))
      .map((entry) => `nobody wrote ${entry}`),
    ...(others.length > unknown + twice ? [`${others.length} entries that nobody explains`] : []),
    ...watched
      .filter((seen) => JSON.stringify(seen) !== JSON.stringify(log))
      .map((seen) => `watched ${seen.join("; ")}`),
    ...reads.flatMap((read) => problemsOfRead(read, log)),
  ];
}

function problemsOfRead({ step, end, acknowledged }: Outcome, log: readonly string[]): string[] {
  if (end !== null && !log.includes(`${end}`)) return [`read what was never stored: ${end}`];
  const revision = end === null ? 0 : Number.parseInt(`${end}`, 10);
  if (step.verb === "get" || revision >= acknowledged) return [];
  return [`the leader gave ${end} after revision ${acknowledged} was acknowledged`];
}

test(
  `nothing acknowledged is lost, nothing refused is stored, and watches tell everything once and in order, seed ${seed}`,
  { timeout: 120_000 },
  async () => {
    const met = new Set<string>();
    let unknown = 0;
    const property = fc.asyncProperty(anyMix, anyClients, async (options, clients) => {
      const run = await runTogether(options, clients);
      for (const { fault } of run.faults) met.add(fault);
      unknown += run.outcomes.filter(({ isUnknown }) => isUnknown).length;
      expect(problemsOf(run)).toEqual([]);
    });
    await fc.assert(property, { seed, numRuns });
    expect(met.size).toBe(7);
    expect(unknown).toBeGreaterThan(numRuns);
  },
);

test("the same seed gives the same run, to the last outcome; another seed another one", async () => {
  const options = {
    fail: 0.05,
    loseRequest: 0.05,
    loseReply: 0.1,
    disconnect: 0.05,
    duplicate: 0.1,
    stale: 0.2,
    cut: 0.1,
    delayMs: { most: 20 },
  };
  const verbs = ["put", "get", "create", "update", "delete", "ask the leader"] as const;
  const clients = [0, 1, 2].map((client) =>
    Array.from({ length: 20 }, (_, at): Step => {
      return { verb: verbs[(at + client) % 6] ?? "put", key: "xyz".charAt(at % 3) };
    }),
  );
  const runOf = (seed: number): Promise<Run> => runTogether({ ...options, seed }, clients);
  const [first, again, another] = [await runOf(5), await runOf(5), await runOf(6)];
  expect(again).toEqual(first);
  expect(first.faults.length).toBeGreaterThan(10);
  expect(another.outcomes).not.toEqual(first.outcomes);
});
