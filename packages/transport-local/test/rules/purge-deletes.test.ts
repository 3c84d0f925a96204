import { describe, expect, test } from "vitest";
import { brief, codeOf, stateOf, take, world, wrong } from "./support.ts";

const MINUTES = 60_000;

describe("rule 27: what purgeDeletes removes", () => {
  test("for each key whose last entry is a marker everything below it, and an old marker too", async () => {
    const { bucket, clock } = await world({ history: 5 });
    await bucket.put("deleted", "1");
    await bucket.put("deleted", "2");
    await bucket.delete("deleted");
    await bucket.put("purged", "4");
    await bucket.purge("purged");
    await bucket.put("live", "6");
    await bucket.delete("live");
    await bucket.put("live", "8");
    clock.advance(30 * MINUTES);
    expect(await bucket.purgeDeletes()).toBe(4);
    expect(await stateOf(bucket)).toMatchObject({
      entries: ["6 PUT live", "7 DEL live", "8 PUT live"],
      lastRevision: 8,
    });
  });

  test("a young marker stays, what is below it goes", async () => {
    const { bucket, clock } = await world({ history: 5 });
    await bucket.put("k", "1");
    await bucket.delete("k");
    await bucket.delete("k");
    clock.advance(30 * MINUTES - 1);
    expect(await bucket.purgeDeletes()).toBe(2);
    expect(await stateOf(bucket)).toMatchObject({ entries: ["3 DEL k"] });
    expect(await bucket.purgeDeletes()).toBe(0);
  });

  test("a marker goes when created <= now - olderThanMs, to the ms", async () => {
    for (const [ageMs, olderThanMs, removed] of [
      [1_000, 1_000, 1],
      [999, 1_000, 0],
      [1_001, 1_000, 1],
      [1_000, 1_000.5, 0],
      [1_001, 1_000.5, 1],
    ] as const) {
      const { bucket, clock } = await world();
      await bucket.delete("k");
      clock.advance(ageMs);
      expect(await bucket.purgeDeletes({ olderThanMs })).toBe(removed);
    }
  });

  test("the default is 30 minutes", async () => {
    const { bucket, clock } = await world();
    await bucket.delete("k");
    clock.advance(30 * MINUTES - 1);
    expect(await bucket.purgeDeletes()).toBe(0);
    clock.advance(1);
    expect(await bucket.purgeDeletes({ olderThanMs: undefined })).toBe(1);
  });

  test("0 takes every marker without looking at clocks", async () => {
    const { bucket } = await world({ history: 2 }, 1_000_000);
    await bucket.put("a", "v");
    await bucket.delete("a");
    await bucket.purge("b");
    expect(await bucket.purgeDeletes({ olderThanMs: 0 })).toBe(3);
    expect(await stateOf(bucket)).toMatchObject({ values: 0, bytes: 0, lastRevision: 3 });
  });

  test("limit markers are markers", async () => {
    const { bucket, clock } = await world({ limitMarkerTtlMs: 60_000 });
    await bucket.create("k", "v", { ttlMs: 1_000 });
    clock.advance(2_000);
    expect(await bucket.purgeDeletes({ olderThanMs: 1_001 })).toBe(0);
    expect(await bucket.purgeDeletes({ olderThanMs: 1_000 })).toBe(1);
  });

  test("negative is INVALID_ARGUMENT, and so is what is no number", async () => {
    const { bucket } = await world();
    await bucket.delete("k");
    for (const olderThanMs of [-1, -0.1, -Infinity, Number.NaN, "0", null, {}]) {
      const purging = bucket.purgeDeletes({ olderThanMs: wrong(olderThanMs) });
      expect(await codeOf(purging)).toBe("INVALID_ARGUMENT");
    }
    expect(await stateOf(bucket)).toMatchObject({ values: 1 });
  });

  test("of an empty bucket, or one without markers, is 0", async () => {
    const { bucket } = await world();
    expect(await bucket.purgeDeletes({ olderThanMs: 0 })).toBe(0);
    await bucket.put("k", "v");
    expect(await bucket.purgeDeletes({ olderThanMs: 0 })).toBe(0);
  });

  test("a live key keeps its history, also the markers in it", async () => {
    const { bucket, clock } = await world({ history: 5 });
    await bucket.put("k", "1");
    await bucket.delete("k");
    await bucket.put("k", "3");
    clock.advance(60 * MINUTES);
    expect(await bucket.purgeDeletes({ olderThanMs: 0 })).toBe(0);
    expect((await bucket.get("k"))?.text()).toBe("3");
    expect(await bucket.history("k").toArray()).toHaveLength(3);
  });
});

describe("rule 27: what purgeDeletes leaves as it was", () => {
  test("it uses no revision, and a removed key is as one never written", async () => {
    const { bucket } = await world();
    await bucket.put("k", "v");
    await bucket.purge("k");
    await bucket.purgeDeletes({ olderThanMs: 0 });
    expect(await bucket.get("k", { includeDeleted: true })).toBeNull();
    expect(await bucket.get("k", { revision: 2, includeDeleted: true })).toBeNull();
    expect(await bucket.put("k", "v", { expected: 0 })).toBe(3);
  });

  test("watchers see nothing", async () => {
    const { bucket } = await world({ history: 3 });
    await bucket.put("k", "v");
    await bucket.delete("k");
    const watcher = await bucket.watch(">", { include: "updates" });
    await bucket.purgeDeletes({ olderThanMs: 0 });
    await bucket.put("end", "v");
    const [entry] = await take(watcher[Symbol.asyncIterator](), 1);
    expect(entry && brief(entry)).toBe("3 PUT end");
  });

  test("it is one step: what is written around it survives", async () => {
    const { bucket } = await world();
    await bucket.delete("k");
    const [removed, revision] = await Promise.all([
      bucket.purgeDeletes({ olderThanMs: 0 }),
      bucket.put("k", "v"),
    ]);
    expect([removed, revision]).toEqual([1, 2]);
    expect((await bucket.get("k"))?.text()).toBe("v");
  });

  test("5,000 markers go at once", async () => {
    const { bucket } = await world({ history: 2 });
    for (let at = 0; at < 5_000; at += 1) {
      await bucket.put(`k${at}`, "v");
      if (at % 2 === 0) await bucket.delete(`k${at}`);
    }
    expect(await bucket.purgeDeletes({ olderThanMs: 0 })).toBe(5_000);
    expect(await bucket.status()).toMatchObject({ values: 2_500, lastRevision: 7_500 });
    expect(await bucket.keys().toArray()).toHaveLength(2_500);
  });
});
