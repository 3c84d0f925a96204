import { appendFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sumOf, type Figures } from "./figures.ts";

/** What `pnpm test:faults` says to the runs that it starts. */
const times = Number(process.env["REVKV_FAULT_TIMES"] ?? 1);
const report = process.env["REVKV_FAULT_REPORT"];

/** Declares the test of a scenario: it runs once, or as often as `pnpm test:faults` was told. */
export function testScenario(scenario: string, run: () => Promise<Figures>): void {
  test(
    "loses nothing, doubles nothing, and nothing hangs",
    { timeout: times * 60_000 },
    async () => {
      const runs: Figures[] = [];
      for (let count = 0; count < times; count += 1) {
        const figures = await run();
        runs.push(figures);
        if (report !== undefined) {
          appendFileSync(report, `${JSON.stringify({ scenario, figures })}\n`);
        }
      }
      const { acknowledged, delivered, lost, doubled } = sumOf(runs);
      expect([lost, doubled]).toEqual([0, 0]);
      expect(acknowledged).toBeGreaterThan(0);
      expect(delivered).toBeGreaterThan(0);
    },
  );
}
