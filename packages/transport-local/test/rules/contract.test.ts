import { KvError, type KvConfig, type Sink, type Write } from "@revkv/core";
import { describe, expect, test } from "vitest";
import { deferred, fake, raw, subscription } from "./fake-transport.ts";
import { brief, codeOf, failure, take } from "@revkv/dev/expecting";
import { turns } from "./support.ts";

describe("rule 5: features that are false", () => {
  const configs: readonly [feature: string, config: KvConfig][] = [
    ["limitMarkers", { limitMarkerTtlMs: 1_000 }],
    ["metadata", { metadata: { a: "b" } }],
    ["compression", { compression: true }],
    ["mirror", { mirror: { bucket: "x" } }],
    ["mirror", { sources: [{ bucket: "x" }] }],
  ];
  test.each(configs)(
    "%s: %j is FEATURE_UNSUPPORTED, and nothing is sent",
    async (feature, config) => {
      const sent: string[] = [];
      const { kv } = await fake({
        features: { [feature]: false },
        store: {
          createBucket: async () => void sent.push("create"),
          updateBucket: async () => void sent.push("update"),
        },
      });
      for (const call of [
        kv.create("c", config),
        kv.update("c", config),
        kv.createOrUpdate("c", config),
      ]) {
        expect(await codeOf(call)).toBe("FEATURE_UNSUPPORTED");
      }
      expect(sent).toEqual([]);
      await kv.create("c", { compression: false, metadata: {}, sources: [] });
      expect(sent).toEqual(["create"]);
    },
  );

  test("a true feature lets the setting through", async () => {
    const configsSent: KvConfig[] = [];
    const { kv } = await fake({
      store: { createBucket: async (_name, config) => void configsSent.push(config) },
    });
    for (const [, config] of configs) await kv.create("c", config);
    expect(configsSent).toEqual(configs.map(([, config]) => config));
  });

  test("ttl: no entry takes one", async () => {
    const { bucket } = await fake({ features: { ttl: false } });
    for (const call of [
      bucket.put("k", "v", { ttlMs: 1_000 }),
      bucket.create("k", "v", { ttlMs: 1_000 }),
      bucket.purge("k", { ttlMs: 1_000 }),
    ]) {
      expect(await codeOf(call)).toBe("FEATURE_UNSUPPORTED");
    }
    expect(await bucket.put("k", "v")).toBe(1);
  });

  test("multiFilter: several filters are refused, those that merge into one are not", async () => {
    const { bucket } = await fake({ features: { multiFilter: false } });
    const several = ["a", "b"];
    expect(await codeOf(bucket.keys(several).toArray())).toBe("FEATURE_UNSUPPORTED");
    expect(await codeOf(bucket.history(several).toArray())).toBe("FEATURE_UNSUPPORTED");
    expect(await codeOf(bucket.watch(several))).toBe("FEATURE_UNSUPPORTED");
    expect(await bucket.keys(["a.>", "a.b", "a.>"]).toArray()).toEqual([]);
  });
});

describe("rule 6: what reaches a link is judged", () => {
  test("writes as they are meant", async () => {
    const writes: Write[] = [];
    const { bucket } = await fake({ link: { write: (write) => writes.push(write) } });
    await bucket.put("k", "v");
    await bucket.put("k", "v", { expected: 3, ttlMs: 2_000 });
    await bucket.create("k", "v");
    await bucket.update("k", "v", 4);
    await bucket.delete("k", { expected: 0 });
    await bucket.purge("k", { ttlMs: 1_000 });
    const bytes = new TextEncoder().encode("v");
    const none = new Uint8Array();
    const put = { key: "k", operation: "PUT", bytes, ttlMs: undefined } as const;
    expect(writes).toEqual([
      { ...put, expected: "any" },
      { ...put, expected: 3, ttlMs: 2_000 },
      { ...put, expected: "absent" },
      { ...put, expected: 4 },
      { key: "k", operation: "DEL", bytes: none, expected: 0, ttlMs: undefined },
      { key: "k", operation: "PURGE", bytes: none, expected: "any", ttlMs: 1_000 },
    ]);
  });

  test("filters merged, starts in words", async () => {
    const requests: unknown[] = [];
    const { bucket } = await fake({
      link: {
        subscribe: async (request, sink) => {
          requests.push(request);
          sink.caughtUp();
          return subscription();
        },
      },
    });
    await bucket.keys(["a.>", "a.b"]).toArray();
    await bucket.history("k", { metaOnly: true }).toArray();
    await bucket.watch();
    await bucket.watch("a", { include: "history" });
    await bucket.watch("a", { include: "updates" });
    await bucket.watch("a", { fromRevision: 3, metaOnly: true });
    const live = { metaOnly: false, live: true };
    expect(requests).toEqual([
      { filters: ["a.>"], start: "last", metaOnly: true, live: false },
      { filters: ["k"], start: "all", metaOnly: true, live: false },
      { ...live, filters: [">"], start: "last" },
      { ...live, filters: ["a"], start: "all" },
      { ...live, filters: ["a"], start: "new" },
      { filters: ["a"], start: { revision: 3 }, metaOnly: true, live: true },
    ]);
  });

  test("what the link throws at once is a rejection", async () => {
    const { bucket } = await fake({
      link: {
        write: () => {
          throw KvError.of("BACKEND", "at once");
        },
        read: () => {
          throw KvError.of("BACKEND", "at once");
        },
        readMany: () => {
          throw KvError.of("BACKEND", "at once");
        },
        subscribe: () => {
          throw KvError.of("BACKEND", "at once");
        },
        dropMarkers: () => {
          throw KvError.of("BACKEND", "at once");
        },
      },
    });
    for (const call of [
      () => bucket.put("k", "v"),
      () => bucket.get("k"),
      () => bucket.getMany(["k"]),
      () => bucket.keys().toArray(),
      () => bucket.watch(),
      () => bucket.purgeDeletes(),
    ]) {
      expect(await codeOf(call())).toBe("BACKEND");
    }
  });

  test("getMany gives the order asked whatever the order of the answer, markers left out", async () => {
    const { bucket } = await fake({
      link: { readMany: async () => [raw("c", 3), raw("a", 1), raw("b", 2, "DEL")] },
    });
    expect([...(await bucket.getMany(["a", "b", "c", "d"])).keys()]).toEqual(["a", "c"]);
  });

  test("a revision of another key is null, whatever the link says", async () => {
    const { bucket } = await fake({ link: { readAt: async () => raw("other", 3) } });
    expect(await bucket.get("k", { revision: 3 })).toBeNull();
    expect(await bucket.get("k", { revision: 3, includeDeleted: true })).toBeNull();
  });
});

describe("rule 23: a link that is slow with the initial values", () => {
  const live = async () => {
    const sinks: Sink[] = [];
    const asked = { stops: 0, resumes: 0 };
    const { kv, bucket } = await fake({
      link: {
        subscribe: async (_request, sink) => {
          sinks.push(sink);
          return subscription(asked);
        },
      },
    });
    const watcher = await bucket.watch();
    const [sink] = sinks;
    if (sink === undefined) throw new Error("nobody subscribed");
    return { kv, watcher, sink, asked };
  };

  test("snapshot() waits for their end", async () => {
    const { watcher, sink } = await live();
    let isDone = false;
    const snapshot = watcher.snapshot().finally(() => (isDone = true));
    sink.entry(raw("a", 1));
    await turns();
    expect(isDone).toBe(false);
    sink.entry(raw("b", 2));
    sink.caughtUp();
    sink.entry(raw("c", 3));
    expect((await snapshot).map(brief)).toEqual(["1 PUT a", "2 PUT b"]);
    const [next] = await take(watcher[Symbol.asyncIterator](), 1);
    expect(next).toMatchObject({ revision: 3, isUpdate: true });
  });

  test("a snapshot that waits rejects with what ends the watch", async () => {
    const ended = await live();
    const cut = KvError.of("DISCONNECTED", "gone", { outcomeUnknown: false });
    const waiting = failure(ended.watcher.snapshot());
    ended.sink.entry(raw("a", 1));
    ended.sink.closed(cut);
    expect(await waiting).toBe(cut);
    const stopped = await live();
    const other = codeOf(stopped.watcher.snapshot());
    await stopped.watcher.stop();
    expect(await other).toBe("CLOSED");
    const closed = await live();
    const third = codeOf(closed.watcher.snapshot());
    await closed.kv.close();
    expect(await third).toBe("CLOSED");
  });

  test("entries are delivered as they come, initialized after the last of them", async () => {
    const { watcher, sink } = await live();
    const seen: string[] = [];
    watcher.on("initialized", () => seen.push("initialized"));
    watcher.on("entry", (entry) => seen.push(`${brief(entry)} ${entry.isUpdate}`));
    await turns();
    sink.entry(raw("a", 1));
    expect(seen).toEqual(["1 PUT a false"]);
    sink.caughtUp();
    sink.entry(raw("b", 2));
    expect(seen).toEqual(["1 PUT a false", "initialized", "2 PUT b true"]);
  });

  test("initialized does not come for a watch that ended first", async () => {
    const { watcher, sink } = await live();
    const seen: string[] = [];
    watcher.on("initialized", () => seen.push("initialized"));
    watcher.on("closed", (reason) => seen.push(`closed ${reason?.code}`));
    watcher.on("entry", (entry) => seen.push(brief(entry)));
    await turns();
    sink.entry(raw("a", 1));
    sink.closed(KvError.of("BUCKET_DELETED", "gone"));
    await turns();
    expect(seen).toEqual(["1 PUT a", "closed BUCKET_DELETED"]);
  });

  test("the link's side is freed when the watch ends, and what it still says is not heard", async () => {
    const { watcher, sink, asked } = await live();
    const seen: string[] = [];
    watcher.on("entry", (entry) => seen.push(brief(entry)));
    await watcher.stop();
    expect(asked.stops).toBeGreaterThanOrEqual(1);
    sink.entry(raw("a", 1));
    sink.caughtUp();
    sink.closed();
    await turns();
    expect(seen).toEqual([]);
  });

  test("entries that come before subscribe answers are kept", async () => {
    const answer = deferred<undefined>();
    const { bucket } = await fake({
      link: {
        subscribe: async (_request, sink) => {
          sink.entry(raw("a", 1));
          sink.caughtUp();
          sink.entry(raw("b", 2));
          await answer.promise;
          return subscription();
        },
      },
    });
    const watching = bucket.watch();
    await turns();
    answer.resolve(undefined);
    const watcher = await watching;
    expect((await watcher.snapshot()).map(brief)).toEqual(["1 PUT a"]);
    expect((await take(watcher[Symbol.asyncIterator](), 1)).map(brief)).toEqual(["2 PUT b"]);
  });
});
