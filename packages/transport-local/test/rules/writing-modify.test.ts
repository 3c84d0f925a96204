import type { KvBucket } from "@revkv/core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { failure } from "@revkv/dev/expecting";
import { world } from "./support.ts";

/** A value that another client writes whenever the function of modify is called; `tell` is told of each call. */
async function contested(
  bucket: KvBucket,
  losses: number,
  tell: () => void = () => undefined,
): Promise<() => Promise<string>> {
  let calls = 0;
  await bucket.put("k", "0");
  return async () => {
    tell();
    calls += 1;
    if (calls <= losses) await bucket.put("k", `other ${calls}`);
    return `mine after ${calls} calls`;
  };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("rule 9: modify", () => {
  test("tries again at once, and from then on after a wait that grows to 100 ms by chance", async () => {
    const chance = vi.spyOn(Math, "random").mockReturnValue(0.999);
    const { bucket } = await world();
    const triesMs: number[] = [];
    const change = await contested(bucket, Infinity, () => triesMs.push(performance.now()));
    await failure(bucket.modify("k", change, { retries: 12 }));
    expect(chance).toHaveBeenCalledTimes(11);
    const waitsMs = triesMs.slice(1).map((atMs, before) => atMs - (triesMs[before] ?? atMs));
    // A timer may be a millisecond early and, on a busy machine, late; without a bound these waits are half a second and more.
    const shortestMs = Math.min(...waitsMs.slice(-3));
    expect(shortestMs).toBeGreaterThan(95);
    expect(shortestMs).toBeLessThan(400);
  });

  test("goes on under a test runner's fake timers, which stop the store's time alone", async () => {
    vi.useFakeTimers();
    try {
      const { bucket } = await world();
      const change = await contested(bucket, 4);
      expect(await bucket.modify("k", change)).toBe(6);
      expect((await bucket.get("k"))?.text()).toBe("mine after 5 calls");
    } finally {
      vi.useRealTimers();
    }
  });
});
