import { local, manualClock } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { runTtlCase, storedIn, TTL_CASES } from "../src/index.ts";

describe("scripts about time, on local()", () => {
  test.for(TTL_CASES.map((one) => [one.title, one] as const))("%s", async ([, one]) => {
    const clock = manualClock();
    const pass = async (ms: number): Promise<void> => clock.advance(ms);
    const store = { transport: local({ clock }), pass, nowMs: () => clock.nowMs() };
    const record = await runTtlCase(one, store, "ttl");
    expect(storedIn(record)).toEqual(one.looks);
  });

  test("there are at least 20, and each waits less than 11 s", () => {
    expect(TTL_CASES.length).toBeGreaterThanOrEqual(20);
    const ends = TTL_CASES.flatMap(({ looks }) => Object.keys(looks).map(Number));
    expect(Math.max(...ends)).toBeLessThan(11_000);
  });
});
