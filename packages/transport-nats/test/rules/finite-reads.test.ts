import { connect, type KvBucket, type KvManager } from "@revkv/core";
import { describeServers, startProxy, type Proxy } from "@revkv/dev/nats-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nats } from "../../src/index.ts";
import { brief, codeOf, failure, fill, isAtLeast, rejection, storeOn, take } from "./support.ts";

async function readOn(iterator: AsyncIterator<unknown>): Promise<number> {
  for (let count = 0; ; count += 1) if ((await iterator.next()).done === true) return count;
}

describeServers("rule 17: keys and history", {}, (server) => {
  const here = storeOn(server);

  test("in ascending order of revision, each key once", async () => {
    const bucket = await here.bucket({ history: 3 });
    for (const key of ["c", "a", "b", "a", "c", "d", "e"]) await bucket.put(key, "v");
    await bucket.delete("d");
    await bucket.purge("e");
    expect(await bucket.keys().toArray()).toEqual(["b", "a", "c"]);
    expect((await bucket.history(">").toArray()).map(brief)).toEqual([
      "1 PUT c",
      "2 PUT a",
      "3 PUT b",
      "4 PUT a",
      "5 PUT c",
      "6 PUT d",
      "8 DEL d",
      "9 PURGE e",
    ]);
    const deltas = (await bucket.history("a").toArray()).map(({ delta }) => delta);
    expect(deltas).toEqual([1, 0]);
  });

  test("of nothing is empty, not an error", async () => {
    const bucket = await here.bucket();
    expect(await bucket.keys().toArray()).toEqual([]);
    expect(await bucket.history(">").toArray()).toEqual([]);
    await bucket.put("k", "v");
    await bucket.delete("k");
    expect(await bucket.keys().toArray()).toEqual([]);
    expect(await bucket.keys("other.>").toArray()).toEqual([]);
    expect(await bucket.history("other").toArray()).toEqual([]);
  });

  test("metaOnly gives heads: no value, and its length", async () => {
    const bucket = await here.bucket({ history: 3 });
    await bucket.put("k", "12345");
    await bucket.put("empty", "");
    await bucket.delete("k");
    const heads = await bucket.history(">", { metaOnly: true }).toArray();
    expect(heads.map(({ operation, length }) => [operation, length])).toEqual([
      ["PUT", 5],
      ["PUT", 0],
      ["DEL", 0],
    ]);
    for (const head of heads) expect("value" in head || "text" in head).toBe(false);
  });

  test("nothing is asked before the first pull, and each iteration is a new read", async () => {
    const bucket = await here.bucket();
    const keys = bucket.keys();
    await bucket.put("a", "v");
    expect(await keys.toArray()).toEqual(["a"]);
    await bucket.put("b", "v");
    const seen: string[] = [];
    for await (const key of keys) seen.push(key);
    expect(seen).toEqual(["a", "b"]);
    expect(await codeOf(bucket.keys("a..b").toArray())).toBe("INVALID_FILTER");
    expect(await codeOf(bucket.history([]).toArray())).toBe("INVALID_FILTER");
  });

  test("a long one is complete, read slowly or at once, while others write", async () => {
    const bucket = await here.bucket({ history: 2 });
    const keys = await fill(bucket, 2_000, 100);
    const writer = await (await here.anotherStore()).open(bucket.name);
    const run = { isOver: false };
    const writing = (async () => {
      for (let at = 0; !run.isOver; at += 1) await writer.put(`late${at % 50}`, "v");
    })();
    const slow = new Set<string>();
    for await (const key of bucket.keys()) {
      slow.add(key);
      if (slow.size % 500 === 0) await new Promise(setImmediate);
    }
    expect(keys.filter((key) => !slow.has(key))).toEqual([]);
    const entries = await bucket.history("*").toArray();
    run.isOver = true;
    await writing;
    expect(keys.filter((key) => !entries.some((one) => one.key === key))).toEqual([]);
    const revisions = entries.map(({ revision }) => revision);
    expect(revisions).toEqual([...new Set(revisions)].toSorted((a, b) => a - b));
  });
});

describeServers("rule 17: a read that is cut short never looks complete", {}, (server) => {
  const here = storeOn(server);
  let proxy: Proxy;
  let long: KvBucket;
  beforeAll(async () => {
    proxy = await startProxy(here.server.port);
    long = await here.bucket({ history: 2 });
    await fill(long, 3_000, 1_000);
  });
  afterAll(() => proxy.stop());

  interface Far {
    readonly kv: KvManager;
    readonly bucket: KvBucket;
  }

  /** The long bucket by way of the proxy. */
  async function far(): Promise<Far> {
    const kv = await connect(nats(await here.anotherConnection(proxy.url)));
    return { kv, bucket: await kv.open(long.name) };
  }

  test("by a connection that breaks: INCOMPLETE_READ, in a loop, at once, before the first entry", async () => {
    const { kv, bucket } = await far();
    const entries = bucket.history(">")[Symbol.asyncIterator]();
    await entries.next();
    proxy.cut();
    expect(await rejection(readOn(entries))).toMatchObject({ code: "INCOMPLETE_READ" });
    expect((await bucket.status()).values).toBe(3_000);
    proxy.afterFromServer(500_000, () => proxy.cut());
    expect(await failure(bucket.history(">").toArray())).toMatchObject({ code: "INCOMPLETE_READ" });
    expect((await bucket.status()).values).toBe(3_000);
    proxy.afterFromServer(20_000, () => proxy.cut());
    expect(await codeOf(bucket.keys().toArray())).toBe("INCOMPLETE_READ");
    expect((await bucket.keys().toArray()).length).toBe(3_000);
    await kv.close();
  });

  test("by a cut at any place: complete, or an error", async () => {
    const { kv, bucket } = await far();
    const outcomes: string[] = [];
    for (let round = 0; round < 8; round += 1) {
      proxy.afterFromServer(100 + round * 30_000, () => proxy.cut());
      const outcome = await bucket
        .keys()
        .toArray()
        .then(
          (keys) => `${keys.length}`,
          (error: unknown) => (error as { readonly code: string }).code,
        );
      outcomes.push(outcome);
      await bucket.status();
    }
    const known = new Set(["3000", "INCOMPLETE_READ", "DISCONNECTED"]);
    expect(outcomes.filter((one) => !known.has(one))).toEqual([]);
    expect(outcomes).toContain("INCOMPLETE_READ");
    await kv.close();
  });

  test("by close(): CLOSED", async () => {
    const { kv, bucket } = await far();
    const entries = bucket.history(">")[Symbol.asyncIterator]();
    await entries.next();
    const all = rejection(bucket.history(">").toArray());
    await kv.close();
    expect(await rejection(readOn(entries))).toMatchObject({ code: "CLOSED" });
    expect(await all).toMatchObject({ code: "CLOSED" });
  });

  test("by the delete of its bucket: BUCKET_DELETED", async () => {
    const bucket = await here.bucket();
    await fill(bucket, 2_000, 6_000);
    const entries = bucket.history(">")[Symbol.asyncIterator]();
    await entries.next();
    await here.kv.delete(bucket.name);
    expect(await rejection(readOn(entries))).toMatchObject({ code: "BUCKET_DELETED" });
  });

  test("by a signal: its reason", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const entries = long.history(">", { signal })[Symbol.asyncIterator]();
    await entries.next();
    const all = rejection(long.keys(">", { signal }).toArray());
    const reason = new Error("enough");
    controller.abort(reason);
    expect(await rejection(entries.next())).toBe(reason);
    expect(await all).toBe(reason);
    expect(await rejection(long.keys(">", { signal }).toArray())).toBe(reason);
  });
});

describeServers("rule 20: filters", {}, (server, { version }) => {
  const here = storeOn(server);
  const keys = ["a", "b", "a.b", "a.c", "b.c", "a.b.c", "a.b.d", "x.b.c", "x.y.z.w"];
  const several: readonly (readonly [readonly string[], readonly string[]])[] = [
    [
      ["a", "b"],
      ["a", "b"],
    ],
    [["a", "a"], ["a"]],
    [
      ["a.>", "a.b"],
      ["a.b", "a.c", "a.b.c", "a.b.d"],
    ],
    [
      ["a.*", "*.b", "*.c"],
      ["a.b", "a.c", "b.c"],
    ],
    [
      ["a.*", "*.b"],
      ["a.b", "a.c"],
    ],
    [
      ["*.b.>", "a.*.c", "b"],
      ["b", "a.b.c", "a.b.d", "x.b.c"],
    ],
    [
      ["a.b.>", "*.*.c", "*"],
      ["a", "b", "a.b.c", "a.b.d", "x.b.c"],
    ],
    [
      ["x.>", "*.*.*.w", "nothing.here"],
      ["x.b.c", "x.y.z.w"],
    ],
    [[">", "a"], keys],
  ];
  const single: readonly (readonly [string, readonly string[]])[] = [
    ["a", ["a"]],
    ["a.b", ["a.b"]],
    ["*", ["a", "b"]],
    ["*.c", ["a.c", "b.c"]],
    ["*.b.*", ["a.b.c", "a.b.d", "x.b.c"]],
    ["a.>", ["a.b", "a.c", "a.b.c", "a.b.d"]],
    ["*.*.>", ["a.b.c", "a.b.d", "x.b.c", "x.y.z.w"]],
    [">", keys],
    ["z.>", []],
  ];
  let bucket: KvBucket;
  beforeAll(async () => {
    bucket = await here.bucket({ history: 2 });
    for (const key of keys) await bucket.put(key, "v");
  });

  const cases = isAtLeast(version, "2.10") ? [...single, ...several] : single;
  test.each(cases)("%j", async (filter, wanted) => {
    expect(await bucket.keys(filter).toArray()).toEqual(wanted);
    expect((await bucket.history(filter).toArray()).map(({ key }) => key)).toEqual(wanted);
    const watcher = await bucket.watch(filter, { include: "history" });
    expect((await watcher.snapshot()).map(({ key }) => key)).toEqual(wanted);
    await watcher.stop();
    const live = await here.bucket();
    const watching = await live.watch(filter);
    expect(await watching.snapshot()).toEqual([]);
    for (const key of keys) await live.put(key, "v");
    const seen = await take(watching[Symbol.asyncIterator](), wanted.length);
    expect(seen.map(({ key }) => key)).toEqual(wanted);
    await watching.stop();
  });

  test.each([[""], ["a..b"], ["a*"], [">.a"], ["a.>.b"], [[]], [["a", "b."]]])(
    "%j is INVALID_FILTER",
    async (filter) => {
      expect(await codeOf(bucket.keys(filter).toArray())).toBe("INVALID_FILTER");
      expect(await codeOf(bucket.history(filter).toArray())).toBe("INVALID_FILTER");
      expect(await codeOf(bucket.watch(filter))).toBe("INVALID_FILTER");
    },
  );
});

describeServers("rule 20: a server of one filter", { versions: ["2.9"] }, (server) => {
  const here = storeOn(server);

  test("refuses several: FEATURE_UNSUPPORTED; those that are one are taken", async () => {
    const bucket = await here.bucket();
    await bucket.put("a", "v");
    expect(await codeOf(bucket.keys(["a", "b"]).toArray())).toBe("FEATURE_UNSUPPORTED");
    expect(await codeOf(bucket.watch(["a", "b"]))).toBe("FEATURE_UNSUPPORTED");
    expect(await bucket.keys(["a", ">"]).toArray()).toEqual(["a"]);
    expect(await bucket.keys(["a", "a"]).toArray()).toEqual(["a"]);
  });
});
