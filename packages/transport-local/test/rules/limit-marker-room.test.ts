import { describe, expect, test } from "vitest";
import { codeOf, world } from "./support.ts";

describe("rule 12: limit markers and limits", () => {
  test("a limit marker is stored even where there is no room for it", async () => {
    const limits = { maxBytes: 40, maxValueBytes: 10, storage: "memory" } as const;
    const { bucket, clock } = await world({ ...limits, ttlMs: 1_000, limitMarkerTtlMs: 2_000 });
    await bucket.put("k", "0123456789");
    expect((await bucket.status()).bytes).toBe(7 + 10 + 16);
    clock.advance(1_000);
    expect(await bucket.get("k")).toBeNull();
    const marker = await bucket.get("k", { includeDeleted: true });
    expect(marker).toMatchObject({ operation: "PURGE", reason: "MaxAge", revision: 2 });
    // Its headers have 72 bytes, more than either limit: what follows is refused as in any full bucket.
    expect((await bucket.status()).bytes).toBe(7 + 72 + 16);
    expect(await codeOf(bucket.put("l", "v"))).toBe("BUCKET_FULL");
    clock.advance(1_000);
    expect(await bucket.status()).toMatchObject({ values: 0, bytes: 0, lastRevision: 2 });
  });
});
