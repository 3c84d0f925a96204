import type { KvConfig } from "@revkv/core";
import { describe, expect, test } from "vitest";
import { brief, codeOf, failure, stateOf, world, wrong } from "./support.ts";

const BAD_SECONDS = [0, -1_000, 1, 500, 999, 1_500, 1_000.5, Number.NaN, Infinity, 2 ** 53];

describe("rule 12: the times that are allowed", () => {
  test("ttlMs of a bucket is an integer >= 100", async () => {
    const { kv } = await world();
    for (const ttlMs of [99, 0, -100, 100.5, Number.NaN, Infinity, 2 ** 53]) {
      expect(await codeOf(kv.create("c", { ttlMs }))).toBe("INVALID_CONFIG");
    }
    for (const ttlMs of [100, 101, 1_234]) {
      const bucket = await kv.create(`c${ttlMs}`, { ttlMs });
      expect((await bucket.status()).config.ttlMs).toBe(ttlMs);
    }
  });

  test("limitMarkerTtlMs is a multiple of 1,000, >= 1,000, else INVALID_CONFIG", async () => {
    const { kv } = await world();
    for (const limitMarkerTtlMs of BAD_SECONDS) {
      expect(await codeOf(kv.create("c", { limitMarkerTtlMs }))).toBe("INVALID_CONFIG");
    }
    expect((await kv.create("c", { limitMarkerTtlMs: 1_000 })).name).toBe("c");
  });

  test("ttlMs of an entry is a multiple of 1,000, >= 1,000, else INVALID_TTL", async () => {
    const { bucket } = await world({ limitMarkerTtlMs: 1_000 });
    for (const ttlMs of BAD_SECONDS) {
      expect(await codeOf(bucket.create("k", "v", { ttlMs }))).toBe("INVALID_TTL");
      expect(await codeOf(bucket.put("k", "v", { ttlMs }))).toBe("INVALID_TTL");
      expect(await codeOf(bucket.purge("k", { ttlMs }))).toBe("INVALID_TTL");
    }
    expect(await stateOf(bucket)).toMatchObject({ lastRevision: 0 });
    expect(await bucket.create("k", "v", { ttlMs: 1_000 })).toBe(1);
    expect(await bucket.put("k", "v", { ttlMs: 86_400_000 * 365 })).toBe(2);
  });

  test("a malformed ttlMs is INVALID_TTL also where the bucket allows none", async () => {
    const { bucket } = await world();
    expect(await codeOf(bucket.create("k", "v", { ttlMs: 1_500 }))).toBe("INVALID_TTL");
  });

  test("ttlMs: null is a wrong type", async () => {
    const { bucket } = await world({ limitMarkerTtlMs: 1_000 });
    const options = { ttlMs: wrong<number>(null) };
    expect(await codeOf(bucket.create("k", "v", options))).toBe("INVALID_ARGUMENT");
  });

  test("an entry's ttlMs needs limitMarkerTtlMs on the bucket, else TTL_NOT_ENABLED", async () => {
    const { bucket } = await world({ ttlMs: 5_000 });
    for (const call of [
      bucket.put("k", "v", { ttlMs: 1_000 }),
      bucket.create("k", "v", { ttlMs: 1_000 }),
      bucket.purge("k", { ttlMs: 1_000 }),
    ]) {
      expect(await failure(call)).toMatchObject({ code: "TTL_NOT_ENABLED", natsCode: 10166 });
    }
  });

  test("with history > 1 a put with ttlMs is INVALID_TTL that says so; create and purge take it", async () => {
    const { bucket } = await world({ history: 2, limitMarkerTtlMs: 1_000 });
    const error = await failure(bucket.put("k", "v", { ttlMs: 1_000 }));
    expect(error.code).toBe("INVALID_TTL");
    expect(error.message).toContain("older value");
    expect(error.message).toContain("history");
    const later = bucket.put("k", "v", { ttlMs: 1_000, expected: 3 });
    expect(await codeOf(later)).toBe("INVALID_TTL");
    expect(await bucket.create("k", "v", { ttlMs: 1_000 })).toBe(1);
    expect(await bucket.purge("k", { ttlMs: 1_000 })).toBe(2);
  });
});

describe("rule 12: what expires, and when", () => {
  test("nothing is read at its time or after it, all of it is before", async () => {
    const { bucket, clock } = await world({ ttlMs: 1_000 });
    await bucket.put("k", "v");
    clock.advance(999);
    expect((await bucket.get("k"))?.text()).toBe("v");
    clock.advance(1);
    expect(await bucket.get("k", { includeDeleted: true })).toBeNull();
    expect(await bucket.get("k", { revision: 1 })).toBeNull();
    expect((await bucket.getMany(["k"])).size).toBe(0);
    expect(await bucket.keys().toArray()).toEqual([]);
    expect(await stateOf(bucket)).toEqual({ values: 0, bytes: 0, lastRevision: 1, entries: [] });
  });

  test("each revision goes by its own age", async () => {
    const { bucket, clock } = await world({ history: 3, ttlMs: 1_000 });
    await bucket.put("k", "1");
    clock.advance(600);
    await bucket.put("k", "2");
    clock.advance(400);
    expect((await bucket.history("k").toArray()).map(brief)).toEqual(["2 PUT k"]);
    clock.advance(600);
    expect(await bucket.history("k").toArray()).toEqual([]);
  });

  test("markers go by their age too", async () => {
    const { bucket, clock } = await world({ ttlMs: 1_000 });
    await bucket.delete("d");
    await bucket.purge("p");
    clock.advance(1_000);
    expect(await stateOf(bucket)).toMatchObject({ values: 0, lastRevision: 2 });
  });

  test("an entry's own ttlMs counts, and the bucket's where that is shorter", async () => {
    const { bucket, clock } = await world({ ttlMs: 2_000, limitMarkerTtlMs: 1_000 });
    await bucket.create("short", "v", { ttlMs: 1_000 });
    await bucket.create("long", "v", { ttlMs: 3_000 });
    clock.advance(1_000);
    expect(await bucket.keys().toArray()).toEqual(["long"]);
    clock.advance(1_000);
    expect(await bucket.keys().toArray()).toEqual([]);
  });

  test("a later put without ttlMs stays", async () => {
    const { bucket, clock } = await world({ limitMarkerTtlMs: 1_000 });
    await bucket.put("k", "v", { ttlMs: 1_000 });
    await bucket.put("k", "w");
    clock.advance(10_000);
    expect((await bucket.get("k"))?.text()).toBe("w");
    expect((await bucket.status()).lastRevision).toBe(2);
  });

  test("with history > 1 a ttlMs below the marker's is raised to it", async () => {
    for (const [history, due] of [
      [1, 1_000],
      [2, 5_000],
    ] as const) {
      const { bucket, clock } = await world({ history, limitMarkerTtlMs: 5_000 });
      await bucket.create("k", "v", { ttlMs: 1_000 });
      await bucket.purge("p", { ttlMs: 1_000 });
      clock.advance(due - 1);
      expect((await bucket.get("k"))?.revision).toBe(1);
      expect(await bucket.get("p", { includeDeleted: true })).not.toBeNull();
      clock.advance(1);
      expect(await bucket.get("k")).toBeNull();
      expect(await bucket.get("p", { includeDeleted: true })).toBeNull();
    }
  });

  test("a purge with ttlMs goes silently", async () => {
    const { bucket, clock } = await world({ limitMarkerTtlMs: 3_000 });
    await bucket.put("k", "v");
    await bucket.purge("k", { ttlMs: 1_000 });
    clock.advance(1_000);
    expect(await stateOf(bucket)).toEqual({ values: 0, bytes: 0, lastRevision: 2, entries: [] });
  });
});

describe("rule 12: limit markers", () => {
  const config: KvConfig = { ttlMs: 1_000, limitMarkerTtlMs: 5_000, history: 3 };

  test("have reason MaxAge, the due time as created, a revision of their own", async () => {
    const { bucket, clock } = await world({ limitMarkerTtlMs: 5_000 }, 500);
    await bucket.create("k", "v", { ttlMs: 2_000 });
    clock.advance(60_000 - 500);
    await bucket.put("x", "v");
    expect((await bucket.history(">").toArray()).map(brief)).toEqual(["3 PUT x"]);
    const again = await world({ limitMarkerTtlMs: 60_000 }, 500);
    await again.bucket.create("k", "v", { ttlMs: 2_000 });
    again.clock.advance(10_000);
    const marker = await again.bucket.get("k", { includeDeleted: true });
    expect(marker).toMatchObject({ operation: "PURGE", reason: "MaxAge", revision: 2, length: 0 });
    expect(marker?.created).toEqual(new Date(2_500));
  });

  test("live no longer than ttlMs of the bucket", async () => {
    const { bucket, clock } = await world(config);
    await bucket.put("k", "v");
    clock.advance(1_999);
    expect(await stateOf(bucket)).toMatchObject({ entries: ["2 PURGE k"] });
    clock.advance(1);
    expect(await stateOf(bucket)).toMatchObject({ entries: [], lastRevision: 2 });
  });

  test("come only when the last remaining entry of a key goes", async () => {
    const { bucket, clock } = await world(config);
    await bucket.put("k", "1");
    clock.advance(500);
    await bucket.put("k", "2");
    clock.advance(500);
    expect(await stateOf(bucket)).toMatchObject({ entries: ["2 PUT k"], lastRevision: 2 });
    clock.advance(500);
    expect(await stateOf(bucket)).toMatchObject({ entries: ["3 PURGE k"] });
  });

  test("come for a DEL, not for a PURGE, not for a limit marker", async () => {
    const { bucket, clock } = await world(config);
    await bucket.delete("d");
    await bucket.purge("p");
    clock.advance(1_000);
    expect(await stateOf(bucket)).toMatchObject({ entries: ["3 PURGE d"] });
    clock.advance(5_000);
    expect(await stateOf(bucket)).toMatchObject({ entries: [], lastRevision: 3 });
  });

  test("come in order of due time, and of revision where that is the same", async () => {
    const { bucket, clock } = await world({ limitMarkerTtlMs: 60_000 });
    await bucket.create("z", "v", { ttlMs: 3_000 });
    await bucket.create("y", "v", { ttlMs: 1_000 });
    await bucket.create("b", "v", { ttlMs: 2_000 });
    await bucket.create("a", "v", { ttlMs: 2_000 });
    clock.advance(10_000);
    expect((await bucket.history(">").toArray()).map(brief)).toEqual([
      "5 PURGE y",
      "6 PURGE b",
      "7 PURGE a",
      "8 PURGE z",
    ]);
  });

  test("stay below a new value in the history and go silently; a marker can come back as last", async () => {
    const { bucket, clock } = await world({ history: 5, limitMarkerTtlMs: 5_000 });
    await bucket.create("k", "v", { ttlMs: 5_000 });
    clock.advance(5_000);
    expect(await bucket.create("k", "w")).toBe(3);
    expect(await stateOf(bucket)).toMatchObject({ entries: ["2 PURGE k", "3 PUT k"] });
    clock.advance(5_000);
    expect(await stateOf(bucket)).toMatchObject({ entries: ["3 PUT k"], lastRevision: 3 });
  });

  test("an older marker comes back where the newer entry goes first, without a new marker", async () => {
    const { bucket, clock } = await world({ history: 5, limitMarkerTtlMs: 1_000 });
    await bucket.put("k", "v");
    await bucket.delete("k");
    await bucket.create("k", "w", { ttlMs: 2_000 });
    clock.advance(2_000);
    expect(await bucket.get("k")).toBeNull();
    expect(await stateOf(bucket)).toMatchObject({
      entries: ["1 PUT k", "2 DEL k"],
      lastRevision: 3,
    });
  });

  test("cannot be taken away by update: INVALID_CONFIG; a new time is fine", async () => {
    const { kv, bucket, clock } = await world({ limitMarkerTtlMs: 5_000 });
    const before = await bucket.status();
    expect(await codeOf(kv.update("b", {}))).toBe("INVALID_CONFIG");
    expect(await codeOf(kv.update("b", { limitMarkerTtlMs: undefined }))).toBe("INVALID_CONFIG");
    expect(await codeOf(kv.createOrUpdate("b", { history: 2 }))).toBe("INVALID_CONFIG");
    expect(await bucket.status()).toEqual(before);
    await bucket.put("old", "v", { ttlMs: 1_000 });
    clock.advance(1_000);
    await kv.update("b", { limitMarkerTtlMs: 1_000 });
    await bucket.put("new", "v", { ttlMs: 1_000 });
    clock.advance(1_000);
    expect(await stateOf(bucket)).toMatchObject({ entries: ["2 PURGE old", "4 PURGE new"] });
    clock.advance(1_000);
    expect(await stateOf(bucket)).toMatchObject({ entries: ["2 PURGE old"] });
    clock.advance(3_000);
    expect(await stateOf(bucket)).toMatchObject({ entries: [] });
  });

  test("can be switched on by update, and then old entries leave markers too", async () => {
    const { kv, bucket, clock } = await world({ ttlMs: 1_000 });
    await bucket.put("k", "v");
    await kv.update("b", { ttlMs: 1_000, limitMarkerTtlMs: 1_000 });
    clock.advance(1_000);
    expect(await stateOf(bucket)).toMatchObject({ entries: ["2 PURGE k"] });
  });
});
