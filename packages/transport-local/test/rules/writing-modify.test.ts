import { number, type KvBucket } from "@revkv/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { codeOf, failure, rejection, world, wrong } from "./support.ts";

/** A value that another client writes whenever the function of modify is called. */
async function contested(
  bucket: KvBucket,
  losses: number,
): Promise<(value: unknown) => Promise<string>> {
  let calls = 0;
  await bucket.put("k", "0");
  return async () => {
    calls += 1;
    if (calls <= losses) await bucket.put("k", `other ${calls}`);
    return `mine after ${calls} calls`;
  };
}

// Without chance there is no wait between two tries.
beforeEach(() => {
  vi.spyOn(Math, "random").mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("rule 9: modify", () => {
  test("reads, calls with the value, writes under compare-and-set and resolves to the revision", async () => {
    const { kv } = await world();
    const counters = await kv.create("n", { codec: number });
    expect(await counters.modify("k", (n = 10) => n + 1)).toBe(1);
    expect(await counters.modify("k", async (n = 10) => n + 1)).toBe(2);
    expect((await counters.get("k"))?.value).toBe(12);
  });

  test("calls with undefined for missing, deleted, purged and expired keys", async () => {
    const { bucket, clock } = await world({ history: 5, ttlMs: 1_000, limitMarkerTtlMs: 5_000 });
    await bucket.put("expired", "v");
    clock.advance(1_000);
    await bucket.put("deleted", "v");
    await bucket.delete("deleted");
    await bucket.purge("purged");
    for (const key of ["missing", "deleted", "purged", "expired"]) {
      const seen: unknown[] = [];
      await bucket.modify(key, (value) => {
        seen.push(value);
        return "new";
      });
      expect(seen).toEqual([undefined]);
      expect((await bucket.get(key))?.text()).toBe("new");
    }
  });

  test("tries again when another write came first", async () => {
    const { bucket } = await world();
    await bucket.modify("k", await contested(bucket, 3));
    expect((await bucket.get("k"))?.text()).toBe("mine after 4 calls");
  });

  test("tries again when the key was deleted meanwhile, and when it was created meanwhile", async () => {
    const { bucket } = await world();
    await bucket.put("k", "0");
    const seen: (string | undefined)[] = [];
    await bucket.modify("k", async (value) => {
      seen.push(value === undefined ? undefined : new TextDecoder().decode(value));
      if (seen.length === 1) await bucket.delete("k");
      if (seen.length === 2) await bucket.put("k", "other");
      return "mine";
    });
    expect(seen).toEqual(["0", undefined, "other"]);
    expect((await bucket.get("k"))?.text()).toBe("mine");
  });

  test("gives up after 10 retries with the last REVISION_MISMATCH", async () => {
    const { bucket } = await world();
    const change = await contested(bucket, Infinity);
    const error = await failure(bucket.modify("k", change));
    expect(error).toMatchObject({ code: "REVISION_MISMATCH", expected: 11, actual: 12 });
    expect((await bucket.status()).lastRevision).toBe(12);
  });

  test("gives up with KEY_EXISTS where the last race was one to create", async () => {
    const { bucket } = await world();
    const modifying = bucket.modify(
      "k",
      async () => {
        await bucket.put("k", "other");
        return "mine";
      },
      { retries: 0 },
    );
    expect(await failure(modifying)).toMatchObject({ code: "KEY_EXISTS", actual: 1 });
  });

  test("retries counts the tries after the first", async () => {
    for (const retries of [0, 1, 3]) {
      const { bucket } = await world();
      let calls = 0;
      const modifying = bucket.modify(
        "k",
        async () => {
          calls += 1;
          await bucket.put("k", "other");
          return "mine";
        },
        { retries },
      );
      await rejection(modifying);
      expect(calls).toBe(retries + 1);
    }
  });

  test("no update of many at once is lost", async () => {
    const { kv } = await world();
    const counters = await kv.create("n", { codec: number });
    const once = (): Promise<number> => counters.modify("k", (n = 0) => n + 1, { retries: 100 });
    await Promise.all(Array.from({ length: 20 }, once));
    expect((await counters.get("k"))?.value).toBe(20);
    expect((await counters.status()).lastRevision).toBe(20);
  });

  test("what the function throws, or rejects with, is what modify rejects with; nothing is written", async () => {
    const { bucket } = await world();
    const mine = new Error("mine");
    const throwing = bucket.modify("k", () => {
      throw mine;
    });
    expect(await rejection(throwing)).toBe(mine);
    expect(await rejection(bucket.modify("k", () => Promise.reject(mine)))).toBe(mine);
    expect((await bucket.status()).lastRevision).toBe(0);
  });

  test("other failures are not retried", async () => {
    const { bucket } = await world({ maxValueBytes: 60 });
    let calls = 0;
    const change = (): string => {
      calls += 1;
      return "x".repeat(100);
    };
    expect(await codeOf(bucket.modify("k", change))).toBe("VALUE_TOO_LARGE");
    expect(await codeOf(bucket.modify("k", () => wrong(5)))).toBe("INVALID_VALUE");
    expect(calls).toBe(1);
  });

  test("a value that does not decode is INVALID_VALUE, and nothing is written over it", async () => {
    const { kv, bucket } = await world();
    await bucket.put("k", "no number");
    const counters = await kv.open("b", { codec: number });
    expect(await codeOf(counters.modify("k", () => 1))).toBe("INVALID_VALUE");
    expect((await bucket.status()).lastRevision).toBe(1);
  });

  test("an aborted signal ends it with its reason, before anything is asked", async () => {
    const { bucket } = await world();
    const reason = new Error("enough");
    let calls = 0;
    const change = (): string => {
      calls += 1;
      return "v";
    };
    const signal = AbortSignal.abort(reason);
    expect(await rejection(bucket.modify("k", change, { signal }))).toBe(reason);
    expect(calls).toBe(0);
  });

  test("an abort while the function works ends it: nothing is written", async () => {
    const { bucket } = await world();
    const aborting = new AbortController();
    const reason = new Error("enough");
    const change = (): string => {
      aborting.abort(reason);
      return "v";
    };
    expect(await rejection(bucket.modify("k", change, { signal: aborting.signal }))).toBe(reason);
    expect((await bucket.status()).lastRevision).toBe(0);
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

  test("an abort by the function itself ends it, though the function never answers", async () => {
    const { bucket } = await world();
    const aborting = new AbortController();
    const change = (): Promise<never> => {
      aborting.abort("enough");
      return new Promise(() => undefined);
    };
    expect(await rejection(bucket.modify("k", change, { signal: aborting.signal }))).toBe("enough");
  });
});
