import { Engine, type Clock } from "@revkv/core/engine";
import { describe, expect, test } from "vitest";

describe("rule 28: a key whose turn to expire has not come", () => {
  test("is neither read nor met by a write, and what took its place is not either", () => {
    let now = 0;
    const late: Clock = { nowMs: () => now, schedule: () => () => undefined };
    const engine = new Engine({ clock: late });
    const bucket = engine.create("b", { ttlMs: 1_000, limitMarkerTtlMs: 1_000 });
    for (let at = 0; at < 9_000; at += 1) bucket.put(`k.${at}`, "v");
    now = 1_500;
    expect(bucket.get("k.8999", { includeDeleted: true })?.operation).toBe("PURGE");
    now = 2_000;
    expect(bucket.get("k.8998", { includeDeleted: true })).toBeNull();
    expect(bucket.put("k.8997", "v", { expected: 0 })).toBeGreaterThan(9_000);
  });
});
