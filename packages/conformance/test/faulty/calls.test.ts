import { connect, KvError } from "@revkv/core";
import { describe, expect, test } from "vitest";
import { faulty } from "../../src/faulty.ts";
import { remote } from "../remote.ts";
import { bench, brief, endOf, failure, logOf } from "./bench.ts";

describe("a call that fails", () => {
  test("is UNAVAILABLE and has done nothing, so many times as asked for", async () => {
    const { store, bucket, sound } = await bench();
    store.next("fail", { times: 2 });
    expect(await endOf(bucket.put("a", "1"))).toBe("UNAVAILABLE");
    expect(await endOf(bucket.get("a"))).toBe("UNAVAILABLE");
    expect(await bucket.put("a", "2")).toBe(1);
    expect(await logOf(sound)).toEqual(["1 PUT a=2"]);
  });

  test("rejects with the error that the test gives", async () => {
    const { store, bucket } = await bench();
    const error = KvError.of("BUCKET_FULL", "no room");
    store.next("fail", { error });
    expect(await failure(bucket.put("a", "1"))).toBe(error);
  });
});

describe("a request that is lost", () => {
  test("of a write is TIMEOUT with its outcome unknown, and nothing is stored", async () => {
    const { store, bucket, sound } = await bench();
    store.next("loseRequest");
    expect(await endOf(bucket.put("a", "1"))).toBe("TIMEOUT, outcome unknown");
    expect(await logOf(sound)).toEqual([]);
  });

  test("of a read is TIMEOUT, and there is nothing to be unsure of", async () => {
    const { store, bucket } = await bench();
    store.next("loseRequest");
    expect(await endOf(bucket.get("a"))).toBe("TIMEOUT, not done");
  });
});

describe("a reply that is lost", () => {
  test("of a write is TIMEOUT with its outcome unknown; it is stored, and watchers see it", async () => {
    const { store, bucket } = await bench();
    const watcher = await bucket.watch();
    store.next("loseReply");
    expect(await endOf(bucket.put("a", "1"))).toBe("TIMEOUT, outcome unknown");
    const next = await watcher[Symbol.asyncIterator]().next();
    expect(next.value && brief(next.value)).toBe("1 PUT a=1");
  });

  test("hides a refusal too: who asks again cannot know which of the two it was", async () => {
    const { store, bucket, sound } = await bench();
    await bucket.put("a", "1");
    store.next("loseReply");
    expect(await endOf(bucket.create("a", "2"))).toBe("TIMEOUT, outcome unknown");
    expect(await logOf(sound)).toEqual(["1 PUT a=1"]);
  });

  test.each(["get", "getMany", "keys", "history"] as const)(
    "of %s is TIMEOUT, and there is nothing to be unsure of",
    async (name) => {
      const { store, bucket } = await bench();
      const calls = {
        get: () => bucket.get("a"),
        getMany: () => bucket.getMany(["a"]),
        keys: () => bucket.keys().toArray(),
        history: () => bucket.history(">").toArray(),
      };
      store.next("loseReply");
      expect(await endOf(calls[name]())).toBe("TIMEOUT, not done");
    },
  );

  test("of a watch leaves none behind", async () => {
    const { store, bucket } = await bench();
    store.next("loseReply");
    expect(await endOf(bucket.watch())).toBe("TIMEOUT, not done");
    await bucket.put("a", "1");
    const watcher = await bucket.watch();
    expect((await watcher.snapshot()).map(brief)).toEqual(["1 PUT a=1"]);
  });

  test("of a purgeDeletes, and of what is about a bucket, where that is asked for", async () => {
    const { store, kv, bucket, sound, soundKv } = await bench();
    await sound.delete("a");
    store.next("loseReply", { of: "write" });
    expect(await endOf(bucket.purgeDeletes({ olderThanMs: 0 }))).toBe("TIMEOUT, outcome unknown");
    expect(await logOf(sound)).toEqual([]);
    store.next("loseReply", { of: "bucket" });
    expect(await endOf(kv.create("c"))).toBe("TIMEOUT, outcome unknown");
    store.next("loseReply", { of: "bucket" });
    expect(await endOf(kv.names().toArray())).toBe("TIMEOUT, not done");
    expect(await soundKv.names().toArray()).toEqual(["b", "c"]);
  });
});

describe("a write that arrives twice", () => {
  test("is stored twice where it expects nothing, and the first answer counts", async () => {
    const { store, bucket, sound } = await bench();
    store.next("duplicate", { times: 2 });
    expect(await bucket.put("a", "1")).toBe(1);
    expect(await bucket.delete("a")).toBe(3);
    expect(await logOf(sound)).toEqual(["1 PUT a=1", "2 PUT a=1", "3 DEL a", "4 DEL a"]);
  });

  test("is stored once under compare-and-set, and nobody hears of the refusal", async () => {
    const { store, bucket, sound } = await bench();
    store.next("duplicate", { times: 3 });
    expect(await bucket.create("a", "1")).toBe(1);
    expect(await bucket.update("a", "2", 1)).toBe(2);
    expect(await endOf(bucket.update("a", "3", 1))).toBe("REVISION_MISMATCH");
    expect(await logOf(sound)).toEqual(["1 PUT a=1", "2 PUT a=2"]);
  });
});

describe("a stale read", () => {
  test("gives what the key had before its last write, whoever reads", async () => {
    const { store, bucket } = await bench({ stale: 1 }, {});
    await bucket.put("a", "1");
    expect(await bucket.get("a")).toBeNull();
    await bucket.put("a", "2");
    const earlier = await bucket.get("a");
    expect(earlier && brief(earlier)).toBe("1 PUT a=1");
    await bucket.delete("a");
    expect((await bucket.get("a"))?.text()).toBe("2");
    expect(store.faults.map(({ fault }) => fault)).toEqual(["stale", "stale", "stale"]);
  });

  test("never comes from the leader, and minRevision asks the leader", async () => {
    const { store, bucket } = await bench({ stale: 1 });
    await bucket.put("a", "1");
    const revision = await bucket.put("a", "2");
    expect((await bucket.get("a", { consistency: "leader" }))?.text()).toBe("2");
    expect(store.faults).toEqual([]);
    expect((await bucket.get("a", { minRevision: revision }))?.text()).toBe("2");
    expect(store.faults).toHaveLength(1);
  });

  test("of many keys is of one moment: the newest of their entries is not there yet", async () => {
    const { bucket } = await bench({ stale: 1 });
    for (const value of ["1", "2"]) for (const key of ["a", "b"]) await bucket.put(key, value);
    const found = await bucket.getMany(["a", "b"]);
    expect([...found.values()].map(brief)).toEqual(["3 PUT a=2", "2 PUT b=1"]);
    await bucket.put("c", "1");
    expect([...(await bucket.getMany(["a", "c"])).keys()]).toEqual(["a"]);
  });

  test("is the last state where nobody saw an earlier one, and then no fault", async () => {
    const { store, bucket, sound } = await bench({ stale: 1 });
    await bucket.put("a", "1");
    await sound.put("a", "2");
    expect((await bucket.get("a"))?.text()).toBe("2");
    expect(store.faults).toEqual([]);
  });

  test("knows what was there over a slow wire too, where writes keep their order", async () => {
    const store = faulty(remote(9));
    const bucket = await (await connect(store)).create("b", { history: 20 });
    const values = Array.from({ length: 20 }, (_, at) => `${at}`);
    await Promise.all(values.map((value) => bucket.put("a", value)));
    const entries = values.map((value, at) => `${at + 1} PUT a=${value}`);
    expect(await logOf(bucket)).toEqual(entries);
    await bucket.put("a", "the last");
    store.next("stale");
    expect((await bucket.get("a"))?.text()).toBe("19");
  });

  test("shows nothing of a bucket that was deleted", async () => {
    const { kv, bucket } = await bench({ stale: 1 });
    await bucket.put("a", "old");
    await bucket.put("a", "older");
    await kv.delete("b");
    await kv.create("b");
    await bucket.put("x", "1");
    await bucket.put("a", "new");
    expect(await bucket.get("a")).toBeNull();
  });
});

describe("what a test asks for", () => {
  test("waits for a call that it fits, by what the call does and by its key", async () => {
    const { store, bucket } = await bench();
    store.next("fail", { of: "write", key: "b" });
    store.next("loseReply", { of: "read" });
    await bucket.put("a", "1");
    expect(await endOf(bucket.get("a"))).toBe("TIMEOUT, not done");
    expect(await bucket.get("b")).toBeNull();
    expect(await endOf(bucket.put("b", "1"))).toBe("UNAVAILABLE");
    await bucket.put("b", "1");
  });

  test("is met by a call about a whole bucket only where it says so", async () => {
    const { store, kv, bucket } = await bench({ fail: 1 });
    await kv.create("c");
    store.next("loseReply");
    expect((await bucket.status()).values).toBe(0);
    expect(await endOf(bucket.get("a"))).toBe("TIMEOUT, not done");
    store.next("fail", { of: "bucket" });
    expect(await endOf(bucket.status())).toBe("UNAVAILABLE");
  });

  test("is told with the number of the call and what was called", async () => {
    const { store, bucket } = await bench();
    await bucket.put("a", "1");
    store.next("loseReply");
    store.next("fail");
    await endOf(bucket.delete("a"));
    await endOf(bucket.keys().toArray());
    expect(store.faults).toEqual([
      { fault: "loseReply", call: 3, what: 'delete "a" in "b"' },
      { fault: "fail", call: 4, what: 'list > in "b"' },
    ]);
  });

  test("is forgotten when the store heals, and chances are too", async () => {
    const { store, bucket } = await bench({ fail: 1, delayMs: { most: 10 } });
    store.next("loseReply", { times: 5 });
    store.heal();
    expect(await bucket.put("a", "1")).toBe(1);
    expect((await bucket.get("a"))?.text()).toBe("1");
  });
});
