import { local, manualClock } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { Coverage, LOCAL, runCommands, type TestedStore } from "../src/index.ts";

const sequences = Number(process.env["REVKV_SEQUENCES"] ?? 1_000);
const seed = Number(process.env["REVKV_SEED"] ?? Date.now() % 2 ** 31);
const path = process.env["REVKV_PATH"];
/** A replay repeats one sequence of one part; its seed is the part's own. */
const parts = path === undefined ? 4 : 1;
/** Fewer sequences need not meet everything. */
const isFullRun = path === undefined && sequences >= 1_000;
const coverage = new Coverage();

function open({ hasTimers }: { readonly hasTimers: boolean }): TestedStore {
  const clock = manualClock();
  const idle = { nowMs: () => clock.nowMs(), schedule: () => () => undefined };
  return { transport: local({ clock: hasTimers ? clock : idle }), clock };
}

describe(`random operations on local(), seed ${seed}`, () => {
  test.for([...Array(parts).keys()])(
    `part %i of ${parts}: the store answers as the model`,
    { timeout: 3_600_000 },
    async (part) => {
      const done = await runCommands({
        stores: [{ profile: LOCAL, open }],
        sequences: Math.ceil(sequences / parts),
        seed: seed + part,
        path,
        coverage,
      });
      expect(done.total).toBeGreaterThan(0);
    },
  );

  test("the runs did everything, and met every state", () => {
    console.log(coverage.report());
    // A replay repeats a sequence that may have been shrunk.
    expect(coverage.shortest).toBeGreaterThanOrEqual(path === undefined ? 30 : 1);
    if (!isFullRun) return;
    expect(coverage.gaps()).toEqual([]);
    expect(coverage.badShare).toBeGreaterThanOrEqual(0.1);
  });
});
