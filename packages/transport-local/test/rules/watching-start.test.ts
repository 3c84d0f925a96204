import type { KvBucket, KvEntry, KvWatcher } from "@revkv/core";
import { describe, expect, test } from "vitest";
import { brief, codeOf, failure, take, world, wrong, type World } from "./support.ts";

async function snapshotOf(watching: Promise<KvWatcher<KvEntry>>): Promise<string[]> {
  const watcher = await watching;
  const entries = await watcher.snapshot();
  await watcher.stop();
  return entries.map(brief);
}

/** a.1, a.2 and b, each with two entries; c is deleted, d purged. */
async function filled(): Promise<World> {
  const here = await world({ history: 3 });
  for (const key of ["a.1", "a.2", "b"]) await here.bucket.put(key, "old");
  for (const key of ["a.1", "a.2", "b", "c"]) await here.bucket.put(key, "new");
  await here.bucket.delete("c");
  await here.bucket.purge("d");
  return here;
}

async function live(
  bucket: KvBucket,
  watcher: KvWatcher<KvEntry>,
  count: number,
): Promise<string[]> {
  const iterator = watcher[Symbol.asyncIterator]();
  const entries = await take(iterator, count);
  expect(entries.every(({ isUpdate }) => isUpdate)).toBe(true);
  expect(bucket.name).toBe("b");
  return entries.map(brief);
}

describe("rule 20: filters", () => {
  const matched = async (filter: string | readonly string[]): Promise<readonly string[]> => {
    const { bucket } = await world();
    for (const key of ["a", "b", "a.b", "a.c", "b.c", "a.b.c", "a.b.d", "x.b.c"]) {
      await bucket.put(key, "v");
    }
    const watcher = await bucket.watch(filter);
    const initial = (await watcher.snapshot()).map(({ key }) => key);
    expect(await bucket.keys(filter).toArray()).toEqual(initial);
    expect((await bucket.history(filter).toArray()).map(({ key }) => key)).toEqual(initial);
    for (const key of await bucket.keys().toArray()) await bucket.put(key, "again");
    const later = await take(watcher[Symbol.asyncIterator](), initial.length);
    expect(later.map(({ key }) => key)).toEqual(initial);
    return initial;
  };

  test.each([
    ["a", ["a"]],
    ["a.b", ["a.b"]],
    ["*", ["a", "b"]],
    ["*.*", ["a.b", "a.c", "b.c"]],
    ["a.*", ["a.b", "a.c"]],
    ["*.c", ["a.c", "b.c"]],
    ["a.*.c", ["a.b.c"]],
    ["*.b.c", ["a.b.c", "x.b.c"]],
    ["a.>", ["a.b", "a.c", "a.b.c", "a.b.d"]],
    ["a.b.>", ["a.b.c", "a.b.d"]],
    ["*.>", ["a.b", "a.c", "b.c", "a.b.c", "a.b.d", "x.b.c"]],
    ["*.*.>", ["a.b.c", "a.b.d", "x.b.c"]],
    [">", ["a", "b", "a.b", "a.c", "b.c", "a.b.c", "a.b.d", "x.b.c"]],
    ["z.>", []],
    ["a.b.c.>", []],
  ])("%s: a literal, `*` for one token, a last `>` for one or more", async (filter, keys) => {
    expect(await matched(filter)).toEqual(keys);
  });

  test.each([
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
      ["a.b", "a.*", "a.>"],
      ["a.b", "a.c", "a.b.c", "a.b.d"],
    ],
    [
      ["a.*", "*.c"],
      ["a.b", "a.c", "b.c"],
    ],
    [
      ["*.*.c", "a.>", "x.>"],
      ["a.b", "a.c", "a.b.c", "a.b.d", "x.b.c"],
    ],
    [
      [">", "a"],
      ["a", "b", "a.b", "a.c", "b.c", "a.b.c", "a.b.d", "x.b.c"],
    ],
  ])("%j: several are a union, overlaps merged, each entry once", async (filters, keys) => {
    expect(await matched(filters)).toEqual(keys);
  });

  test("an empty list is INVALID_FILTER", async () => {
    const { bucket } = await world();
    expect(await codeOf(bucket.watch([]))).toBe("INVALID_FILTER");
    expect(await codeOf(bucket.keys([]).toArray())).toBe("INVALID_FILTER");
    expect(await codeOf(bucket.history([]).toArray())).toBe("INVALID_FILTER");
  });

  test("without a filter everything is watched", async () => {
    const { bucket } = await filled();
    expect(await snapshotOf(bucket.watch())).toHaveLength(5);
  });
});

describe("rule 21: where a watch begins", () => {
  test("'last', the default: an exact snapshot of the last entries, markers included, then everything", async () => {
    for (const include of [undefined, "last"] as const) {
      const { bucket } = await filled();
      const watcher = await bucket.watch(">", { include });
      await bucket.put("b", "newer");
      await bucket.put("e", "new");
      expect((await watcher.snapshot()).map(brief)).toEqual([
        "4 PUT a.1",
        "5 PUT a.2",
        "6 PUT b",
        "8 DEL c",
        "9 PURGE d",
      ]);
      expect(await live(bucket, watcher, 2)).toEqual(["10 PUT b", "11 PUT e"]);
    }
  });

  test("the snapshot keeps values that are overwritten before they are read", async () => {
    const { kv, bucket } = await world();
    await bucket.put("k", "old");
    const watcher = await bucket.watch();
    await bucket.put("k", "new");
    await bucket.purge("k");
    await bucket.purgeDeletes({ olderThanMs: 0 });
    const [entry] = await watcher.snapshot();
    expect(entry?.operation === "PUT" && entry.text()).toBe("old");
    expect(await live(bucket, watcher, 2)).toEqual(["2 PUT k", "3 PURGE k"]);
    await kv.close();
  });

  test("'history': all stored entries, then live", async () => {
    const { bucket } = await filled();
    const watcher = await bucket.watch("a.*", { include: "history" });
    expect((await watcher.snapshot()).map(brief)).toEqual([
      "1 PUT a.1",
      "2 PUT a.2",
      "4 PUT a.1",
      "5 PUT a.2",
    ]);
    await bucket.put("a.1", "v");
    expect(await live(bucket, watcher, 1)).toEqual(["10 PUT a.1"]);
  });

  test("'updates': live only, and the snapshot is empty", async () => {
    const { bucket } = await filled();
    const watcher = await bucket.watch(">", { include: "updates" });
    expect(await watcher.snapshot()).toEqual([]);
    await bucket.put("b", "v");
    expect(await live(bucket, watcher, 1)).toEqual(["10 PUT b"]);
  });

  test("fromRevision: all stored matching entries with revision >= r, every one of a key", async () => {
    const { bucket } = await filled();
    const from = (fromRevision: number, filter = ">"): Promise<string[]> =>
      snapshotOf(bucket.watch(filter, { fromRevision }));
    expect(await from(6)).toEqual(["6 PUT b", "7 PUT c", "8 DEL c", "9 PURGE d"]);
    expect(await from(4, "a.*")).toEqual(["4 PUT a.1", "5 PUT a.2"]);
    expect(await from(3, "b")).toEqual(["3 PUT b", "6 PUT b"]);
    expect(await from(9)).toEqual(["9 PURGE d"]);
    expect(await from(1)).toHaveLength(9);
    expect(await from(10)).toEqual([]);
  });

  test("fromRevision beyond the last: nothing before that revision, live or not", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch(">", { fromRevision: 3 });
    expect(await watcher.snapshot()).toEqual([]);
    for (const value of ["1", "2", "3", "4"]) await bucket.put("k", value);
    expect(await live(bucket, watcher, 2)).toEqual(["3 PUT k", "4 PUT k"]);
  });

  test("fromRevision: what was trimmed in between is not replayed", async () => {
    const { bucket } = await world({ history: 2 });
    for (let at = 1; at <= 6; at += 1) await bucket.put(at === 3 ? "other" : "k", `${at}`);
    expect(await snapshotOf(bucket.watch(">", { fromRevision: 2 }))).toEqual([
      "3 PUT other",
      "5 PUT k",
      "6 PUT k",
    ]);
  });

  test.each([0, -1, 1.5, Number.NaN, 2 ** 53, "3", null])(
    "fromRevision: %j is INVALID_ARGUMENT",
    async (value) => {
      const { bucket } = await world();
      const fromRevision = wrong<number>(value);
      expect(await codeOf(bucket.watch(">", { fromRevision }))).toBe("INVALID_ARGUMENT");
    },
  );

  test("include and fromRevision exclude each other", async () => {
    const { bucket } = await world();
    for (const include of ["last", "history", "updates"]) {
      const options = wrong<undefined>({ include, fromRevision: 1 });
      expect(await codeOf(bucket.watch(">", options))).toBe("INVALID_ARGUMENT");
    }
  });

  test("ignoreDeletes drops DEL and PURGE, initial and live", async () => {
    const { bucket, clock } = await world({ history: 3, limitMarkerTtlMs: 60_000 });
    await bucket.create("t", "v", { ttlMs: 60_000 });
    await bucket.put("a", "1");
    await bucket.delete("a");
    await bucket.put("b", "1");
    const watcher = await bucket.watch(">", { ignoreDeletes: true, include: "history" });
    expect((await watcher.snapshot()).map(brief)).toEqual(["1 PUT t", "2 PUT a", "4 PUT b"]);
    await bucket.purge("b");
    clock.advance(60_000);
    await bucket.delete("a");
    await bucket.put("c", "1");
    expect(await live(bucket, watcher, 1)).toEqual(["8 PUT c"]);
  });

  test("ignoreDeletes drops them before the buffer", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch(">", { ignoreDeletes: true, buffer: { maxEntries: 1 } });
    for (let at = 0; at < 10; at += 1) await bucket.delete("k");
    await bucket.put("k", "v");
    expect(await live(bucket, watcher, 1)).toEqual(["11 PUT k"]);
  });

  test("metaOnly leaves values out and keeps lengths", async () => {
    const { bucket } = await world();
    await bucket.put("k", "12345");
    const watcher = await bucket.watch(">", { metaOnly: true });
    const [initial] = await watcher.snapshot();
    await bucket.put("k", "1234567");
    const [update] = await take(watcher[Symbol.asyncIterator](), 1);
    expect([initial?.length, update?.length]).toEqual([5, 7]);
    for (const entry of [initial, update]) {
      expect(entry !== undefined && ("value" in entry || "text" in entry)).toBe(false);
    }
  });
});

describe("rule 22: order and silence", () => {
  test("order is ascending, without gap among stored matching entries, never doubled", async () => {
    const { bucket } = await world({ history: 64 });
    const keys = ["a.1", "a.2", "b.1"];
    const writeAll = async (): Promise<void> => {
      for (let at = 0; at < 30; at += 1) await bucket.put(keys[at % 3] ?? "", `${at}`);
    };
    await writeAll();
    const watcher = await bucket.watch(["a.*", "*.1"], { include: "history" });
    const writing = writeAll();
    const revisions = (await take(watcher[Symbol.asyncIterator](), 60)).map(
      ({ revision }) => revision,
    );
    await writing;
    expect(revisions).toEqual(Array.from({ length: 60 }, (_, at) => at + 1));
  });

  test("a watch gives every write, also of a key that is overwritten at once", async () => {
    const { bucket } = await world({ history: 1 });
    const watcher = await bucket.watch();
    await Promise.all([bucket.put("k", "1"), bucket.put("k", "2"), bucket.delete("k")]);
    expect(await live(bucket, watcher, 3)).toEqual(["1 PUT k", "2 PUT k", "3 DEL k"]);
  });

  test("silent: expiry without limit markers, trimming, purgeDeletes", async () => {
    const { kv, bucket, clock } = await world({ history: 2, ttlMs: 5_000 });
    await bucket.put("old", "v");
    await bucket.delete("marker");
    const watcher = await bucket.watch(">", { include: "updates" });
    for (const value of ["1", "2", "3"]) await bucket.put("k", value);
    expect(await bucket.purgeDeletes({ olderThanMs: 0 })).toBe(1);
    await kv.update("b", { history: 1, ttlMs: 5_000 });
    clock.advance(5_000);
    await bucket.put("end", "v");
    expect(await live(bucket, watcher, 4)).toEqual(["3 PUT k", "4 PUT k", "5 PUT k", "6 PUT end"]);
  });

  test("limit markers are heard, in their order", async () => {
    const { bucket, clock } = await world({ ttlMs: 1_000, limitMarkerTtlMs: 1_000 });
    const watcher = await bucket.watch();
    await bucket.put("b", "v");
    await bucket.put("a", "v");
    clock.advance(5_000);
    await bucket.put("c", "v");
    expect(await live(bucket, watcher, 5)).toEqual([
      "1 PUT b",
      "2 PUT a",
      "3 PURGE b",
      "4 PURGE a",
      "5 PUT c",
    ]);
  });

  test("an expiry that a write finds is heard before the write", async () => {
    const { bucket, clock } = await world({ ttlMs: 1_000, limitMarkerTtlMs: 9_000 });
    await bucket.put("k", "v");
    const watcher = await bucket.watch("k", { include: "updates" });
    clock.advance(1_000);
    expect(await failure(bucket.update("k", "w", 1))).toMatchObject({ actual: 2 });
    await bucket.put("k", "w");
    expect(await live(bucket, watcher, 2)).toEqual(["2 PURGE k", "3 PUT k"]);
  });
});
