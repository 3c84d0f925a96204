import * as fc from "fast-check";
import { expect, test } from "vitest";
import { watchesOf } from "../../src/guarantees/given-watch.ts";
import { judgeRecording, judgeWatch } from "../../src/guarantees/judge.ts";
import { MUTATIONS } from "./mutations.ts";
import { recordingOf, troubledRecordingOf } from "./play-run.ts";
import { anyKeepingRun, anyRun } from "./random-run.ts";

/** Far more than it takes. */
const timeout = 60_000;

const anyChance = fc.constantFrom(0, 0.05, 0.2);
const anyTrouble = fc.record({
  seed: fc.nat(),
  fail: anyChance,
  loseRequest: anyChance,
  loseReply: anyChance,
  disconnect: anyChance,
  duplicate: anyChance,
  cut: anyChance,
  delayMs: fc.constantFrom(undefined, { most: 3 }, { most: 20 }),
  timeoutMs: fc.constant(25),
});

test("random runs keep every guarantee", { timeout }, async () => {
  const property = fc.asyncProperty(anyRun, async (run) => {
    expect(judgeRecording(await recordingOf(run))).toEqual([]);
  });
  await fc.assert(property, { numRuns: 100 });
});

test("random runs over a faulty connection keep every guarantee", { timeout }, async () => {
  const property = fc.asyncProperty(anyRun, anyTrouble, async (run, trouble) => {
    expect(judgeRecording(await troubledRecordingOf(run, trouble))).toEqual([]);
  });
  await fc.assert(property, { numRuns: 50 });
});

const named = MUTATIONS.map(({ name, spoil }) => [name, spoil] as const);

test.each(named)("%s: the guarantee that it breaks says so", { timeout }, async (_name, spoil) => {
  let count = 0;
  const anyNumbers = fc.infiniteStream(fc.nat());
  const property = fc.asyncProperty(anyKeepingRun, anyNumbers, async (run, numbers) => {
    const pick = (below: number): number => Number(numbers.next().value) % Math.max(1, below);
    const lines = await recordingOf(run);
    for (const watch of watchesOf(lines)) {
      const spoilt = spoil(lines, watch, pick);
      if (spoilt === undefined) continue;
      count += 1;
      const broken = judgeWatch(spoilt.lines, watch.watch).map(({ guarantee }) => guarantee);
      expect(broken).toContain(spoilt.breaks);
    }
  });
  await fc.assert(property, { numRuns: 40 });
  expect(count).toBeGreaterThan(0);
});
