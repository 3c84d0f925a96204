import { isKvError } from "@revkv/core";
import { describe, expect, test } from "vitest";
import { brief, codeOf, failure, rejection, stateOf, world, wrong } from "./support.ts";

describe("rule 8: expected 'absent'", () => {
  test("means no live value: missing, deleted, purged and expired keys are absent", async () => {
    const { bucket, clock } = await world({ ttlMs: 1_000, limitMarkerTtlMs: 5_000 });
    await bucket.put("expired", "v");
    clock.advance(1_000);
    await bucket.delete("deleted");
    await bucket.purge("purged");
    for (const key of ["missing", "deleted", "purged", "expired"]) {
      expect(await bucket.get(key)).toBeNull();
      expect(await bucket.put(key, "v", { expected: "absent" })).toBeGreaterThan(0);
      expect((await bucket.get(key))?.text()).toBe("v");
    }
  });

  test("conflicts with KEY_EXISTS, which names the live revision", async () => {
    const { bucket } = await world();
    await bucket.put("k", "");
    expect(await failure(bucket.put("k", "w", { expected: "absent" }))).toMatchObject({
      code: "KEY_EXISTS",
      key: "k",
      actual: 1,
    });
  });

  test("works over a limit marker in a bucket with history", async () => {
    const { bucket, clock } = await world({ history: 5, ttlMs: 1_000, limitMarkerTtlMs: 5_000 });
    await bucket.put("k", "v");
    clock.advance(1_000);
    expect(await bucket.create("k", "w")).toBe(3);
    expect((await bucket.history("k").toArray()).map(brief)).toEqual(["2 PURGE k", "3 PUT k"]);
  });
});

describe("rule 8: expected n and 0", () => {
  test("n >= 1: the key's last entry has revision n, marker or not", async () => {
    const { bucket } = await world({ history: 3 });
    expect(await bucket.put("k", "1")).toBe(1);
    expect(await bucket.put("k", "2", { expected: 1 })).toBe(2);
    expect(await bucket.delete("k", { expected: 2 })).toBe(3);
    expect(await bucket.put("k", "4", { expected: 3 })).toBe(4);
    expect(await bucket.purge("k", { expected: 4 })).toBe(5);
    expect(await bucket.update("k", "6", 5)).toBe(6);
  });

  test("n of a limit marker is the key's last revision too", async () => {
    const { bucket, clock } = await world({ ttlMs: 1_000, limitMarkerTtlMs: 1_000 });
    await bucket.put("k", "v");
    clock.advance(1_000);
    expect(await codeOf(bucket.update("k", "w", 1))).toBe("REVISION_MISMATCH");
    expect(await bucket.update("k", "w", 2)).toBe(3);
  });

  test("a conflict is REVISION_MISMATCH { expected, actual }, also of another key's revision", async () => {
    const { bucket } = await world({ history: 3 });
    await bucket.put("other", "v");
    await bucket.put("k", "1");
    await bucket.put("k", "2");
    for (const expected of [1, 2, 4, Number.MAX_SAFE_INTEGER]) {
      for (const call of [
        bucket.put("k", "x", { expected }),
        bucket.update("k", "x", expected),
        bucket.delete("k", { expected }),
        bucket.purge("k", { expected }),
      ]) {
        expect(await failure(call)).toMatchObject({
          code: "REVISION_MISMATCH",
          key: "k",
          expected,
          actual: 3,
        });
      }
    }
    expect(await failure(bucket.update("none", "x", 1))).toMatchObject({ expected: 1, actual: 0 });
  });

  test("0: nothing at all is stored for the key, not even a marker", async () => {
    const { bucket } = await world();
    expect(await bucket.put("k", "v", { expected: 0 })).toBe(1);
    await bucket.delete("k");
    for (const call of [
      bucket.put("k", "v", { expected: 0 }),
      bucket.delete("k", { expected: 0 }),
      bucket.purge("k", { expected: 0 }),
    ]) {
      expect(await failure(call)).toMatchObject({
        code: "REVISION_MISMATCH",
        expected: 0,
        actual: 2,
      });
    }
    await bucket.purgeDeletes({ olderThanMs: 0 });
    expect(await bucket.delete("k", { expected: 0 })).toBe(3);
    expect(await bucket.purge("new", { expected: 0 })).toBe(4);
  });

  test("0: an entry that expired without a marker is nothing", async () => {
    const { bucket, clock } = await world({ ttlMs: 1_000 });
    await bucket.put("k", "v");
    clock.advance(1_000);
    expect(await bucket.put("k", "v", { expected: 0 })).toBe(2);
  });
});

describe("rule 8: an expectation that is given is one", () => {
  test("expected: undefined or null, given explicitly, is INVALID_ARGUMENT", async () => {
    const { bucket } = await world();
    await bucket.put("k", "v");
    const before = await stateOf(bucket);
    for (const nothing of [undefined, null]) {
      const options = { expected: wrong<number>(nothing) };
      expect(await codeOf(bucket.put("k", "x", options))).toBe("INVALID_ARGUMENT");
      expect(await codeOf(bucket.delete("k", options))).toBe("INVALID_ARGUMENT");
      expect(await codeOf(bucket.purge("k", options))).toBe("INVALID_ARGUMENT");
      expect(await codeOf(bucket.update("k", "x", wrong(nothing)))).toBe("INVALID_ARGUMENT");
    }
    expect(await stateOf(bucket)).toEqual(before);
  });

  test("expected: seen?.revision can never overwrite blindly", async () => {
    const { bucket } = await world();
    const seen = await bucket.get("k");
    await bucket.put("k", "of another");
    const options = { expected: wrong<number>(seen?.revision) };
    expect(await codeOf(bucket.put("k", "mine", options))).toBe("INVALID_ARGUMENT");
    expect((await bucket.get("k"))?.text()).toBe("of another");
  });

  test.each([-1, 0.5, Number.NaN, Infinity, 2 ** 53, "1", "any", true, {}])(
    "expected: %j is INVALID_ARGUMENT",
    async (value) => {
      const { bucket } = await world();
      const expected = wrong<number>(value);
      expect(await codeOf(bucket.put("k", "v", { expected }))).toBe("INVALID_ARGUMENT");
      expect(await codeOf(bucket.delete("k", { expected }))).toBe("INVALID_ARGUMENT");
      expect(await codeOf(bucket.purge("k", { expected }))).toBe("INVALID_ARGUMENT");
      expect(await codeOf(bucket.update("k", "v", expected))).toBe("INVALID_ARGUMENT");
      expect(await stateOf(bucket)).toMatchObject({ lastRevision: 0 });
    },
  );

  test("'absent' is for put alone", async () => {
    const { bucket } = await world();
    const options = { expected: wrong<number>("absent") };
    expect(await codeOf(bucket.delete("k", options))).toBe("INVALID_ARGUMENT");
    expect(await codeOf(bucket.purge("k", options))).toBe("INVALID_ARGUMENT");
  });

  test("update takes n >= 1 only", async () => {
    const { bucket } = await world();
    expect(await codeOf(bucket.update("k", "v", 0))).toBe("INVALID_ARGUMENT");
  });

  test("create has one error, KEY_EXISTS", async () => {
    const { bucket } = await world();
    expect(await bucket.create("k", "v")).toBe(1);
    expect(await codeOf(bucket.create("k", "w"))).toBe("KEY_EXISTS");
    await bucket.delete("k");
    expect(await bucket.create("k", "w")).toBe(3);
  });

  test("of many creates at once one wins, all others are told KEY_EXISTS", async () => {
    const { bucket } = await world();
    const racers = Array.from({ length: 20 }, (_, at) => bucket.create("k", `${at}`));
    const settled = await Promise.allSettled(racers);
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const lost = settled.filter((one) => one.status === "rejected");
    expect(lost.every(({ reason }) => isKvError(reason, "KEY_EXISTS"))).toBe(true);
    expect((await bucket.status()).lastRevision).toBe(1);
  });
});

describe("rule 10: markers and failures", () => {
  test("delete and purge resolve to the marker's revision", async () => {
    const { bucket } = await world({ history: 5 });
    await bucket.put("k", "v");
    expect(await bucket.delete("k")).toBe(2);
    expect(await bucket.purge("k")).toBe(3);
    expect(await bucket.get("k", { includeDeleted: true })).toMatchObject({
      operation: "PURGE",
      revision: 3,
      length: 0,
      reason: undefined,
    });
  });

  test("both work on missing and on deleted keys and add a marker each time", async () => {
    const { bucket } = await world({ history: 10 });
    expect(await bucket.delete("k")).toBe(1);
    expect(await bucket.delete("k")).toBe(2);
    expect(await bucket.purge("k")).toBe(3);
    expect(await bucket.purge("k")).toBe(4);
    expect(await bucket.delete("k")).toBe(5);
    expect((await bucket.history("k").toArray()).map(brief)).toEqual(["4 PURGE k", "5 DEL k"]);
  });

  test("delete keeps what is below within the history, purge nothing", async () => {
    const { bucket } = await world({ history: 3 });
    for (const value of ["1", "2", "3"]) await bucket.put("k", value);
    await bucket.delete("k");
    expect((await bucket.history("k").toArray()).map(brief)).toEqual([
      "2 PUT k",
      "3 PUT k",
      "4 DEL k",
    ]);
    await bucket.purge("k");
    expect((await bucket.history("k").toArray()).map(brief)).toEqual(["5 PURGE k"]);
    await bucket.put("k", "6");
    expect((await bucket.history("k").toArray()).map(brief)).toEqual(["5 PURGE k", "6 PUT k"]);
  });

  test("markers count in the history", async () => {
    const { bucket } = await world({ history: 3 });
    for (const value of ["1", "2", "3", "4", "5"]) await bucket.put("k", value);
    await bucket.delete("k");
    await bucket.put("k", "7");
    const kept = (await bucket.history("k").toArray()).map(brief);
    expect(kept).toEqual(["5 PUT k", "6 DEL k", "7 PUT k"]);
  });

  test("a failed write uses no revision and changes nothing", async () => {
    const { bucket } = await world({ history: 2, maxValueBytes: 200, maxBytes: 400 });
    await bucket.put("k", "v");
    const before = await stateOf(bucket);
    const failing: readonly (() => Promise<unknown>)[] = [
      () => bucket.put("k", "x", { expected: 9 }),
      () => bucket.put("k", "x", { expected: 0 }),
      () => bucket.put("k", "x", { expected: "absent" }),
      () => bucket.create("k", "x"),
      () => bucket.update("k", "x", 9),
      () => bucket.delete("k", { expected: 9 }),
      () => bucket.purge("k", { expected: 9 }),
      () => bucket.purge("k", { ttlMs: 1_000 }),
      () => bucket.create("n", "x", { ttlMs: 1_000 }),
      () => bucket.create("n", "x", { ttlMs: 1_500 }),
      () => bucket.put("k", "x".repeat(201)),
      () => bucket.put("k".repeat(3_000), "x"),
      () => bucket.put("k", wrong(5)),
      () => bucket.put("k", "\ud800"),
      () => bucket.put("a b", "x"),
      () => bucket.put("k", "x", { signal: AbortSignal.abort() }),
    ];
    for (const call of failing) {
      await rejection(call());
      expect(await stateOf(bucket)).toEqual(before);
    }
    expect(await bucket.put("k", "next")).toBe(2);
  });

  test("one counter for the bucket, one step for every write of any kind", async () => {
    const { bucket } = await world();
    expect(await bucket.put("a", "v")).toBe(1);
    expect(await bucket.create("b", "v")).toBe(2);
    expect(await bucket.update("a", "v", 1)).toBe(3);
    expect(await bucket.delete("c")).toBe(4);
    expect(await bucket.purge("a")).toBe(5);
    expect(await bucket.purgeDeletes({ olderThanMs: 0 })).toBe(2);
    expect(await bucket.put("d", "v")).toBe(6);
  });
});
