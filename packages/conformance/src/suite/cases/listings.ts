import { deepEqual, equal, ok } from "node:assert/strict";
import type { KvBucket } from "@revkv/core";
import { brief, failsWith, includes, stored, take, wrong } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";

/** Keys that come, go and come back; 8 revisions. */
async function write(bucket: KvBucket): Promise<void> {
  await bucket.put("z.1", "1");
  await bucket.put("a.1", "2");
  await bucket.put("z.1", "3");
  await bucket.put("m", "4");
  await bucket.delete("a.1");
  await bucket.put("b", "6");
  await bucket.put("a.1", "7");
  await bucket.purge("m");
}

/** What is found of KEYS by filters of which none covers all others. */
const UNIONS: readonly (readonly [filters: readonly string[], keys: readonly string[]])[] = [
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
];

const KEYS = ["a", "b", "a.b", "a.c", "b.c", "a.b.c", "a.b.d", "x.b.c", "x.y.z.w"];

/** R8 and R9: keys and history. */
export const listings: readonly RuleCase[] = [
  {
    rule: "R8.1",
    title: "keys come in ascending order of their last revision, each once, deleted ones left out",
    config: { history: 3 },
    async run({ bucket }) {
      await write(bucket);
      deepEqual(await bucket.keys().toArray(), ["z.1", "b", "a.1"]);
      deepEqual(await bucket.keys(">").toArray(), ["z.1", "b", "a.1"]);
      deepEqual(await bucket.keys("*").toArray(), ["b"]);
      deepEqual(await bucket.keys("*.1").toArray(), ["z.1", "a.1"]);
      await bucket.delete("z.1");
      await bucket.put("m", "back");
      await bucket.put("b", "again");
      deepEqual(await bucket.keys().toArray(), ["a.1", "m", "b"]);
    },
  },
  {
    rule: "R8.1",
    title: "keys of several filters come in one order, each once",
    needs: ["multiFilter"],
    config: { history: 3 },
    async run({ bucket }) {
      await write(bucket);
      deepEqual(await bucket.keys(["a.>", "z.*"]).toArray(), ["z.1", "a.1"]);
      deepEqual(await bucket.keys(["b", "*.1", "z.1"]).toArray(), ["z.1", "b", "a.1"]);
    },
  },
  {
    rule: "R1.3",
    title: "filters that cover each other in part give each key once, in every read",
    needs: ["multiFilter"],
    config: { history: 2 },
    async run({ bucket }) {
      for (const key of KEYS) await bucket.put(key, "v");
      const opening = UNIONS.map(async ([filters, keys]) => {
        const watcher = await bucket.watch(filters, { include: "history" });
        return { filters, keys, watcher };
      });
      const watches = await Promise.all(opening);
      for (const { filters, keys, watcher } of watches) {
        deepEqual(await bucket.keys(filters).toArray(), keys);
        for (const read of [bucket.history(filters).toArray(), watcher.snapshot()])
          deepEqual(
            (await read).map(({ key }) => key),
            keys,
          );
      }
      for (const key of KEYS) await bucket.put(key, "again");
      for (const { keys, watcher } of watches) {
        const live = await take(watcher[Symbol.asyncIterator](), keys.length);
        deepEqual(
          live.map(({ key }) => key),
          keys,
        );
      }
    },
  },
  {
    rule: "R8.1",
    title: "no key found is an empty list, not an error",
    async run({ bucket }) {
      deepEqual(await bucket.keys().toArray(), []);
      deepEqual(await bucket.keys("a.*").toArray(), []);
      await bucket.put("k", "v");
      await bucket.delete("k");
      deepEqual(await bucket.keys().toArray(), []);
      deepEqual(await bucket.keys("other.>").toArray(), []);
    },
  },
  {
    rule: "R8.1",
    title: "options of keys that mean nothing are INVALID_ARGUMENT at the first pull",
    async run({ bucket }) {
      for (const options of [{ metaOnly: true }, { signals: 1 }, 1, null])
        await failsWith(bucket.keys(">", wrong(options)).toArray(), "INVALID_ARGUMENT");
    },
  },
  {
    rule: "R9.1",
    title: "history comes in ascending order of revision over all keys, markers included",
    config: { history: 3 },
    async run({ bucket }) {
      await write(bucket);
      deepEqual(await stored(bucket), [
        "1 PUT z.1",
        "2 PUT a.1",
        "3 PUT z.1",
        "5 DEL a.1",
        "6 PUT b",
        "7 PUT a.1",
        "8 PURGE m",
      ]);
      deepEqual(await stored(bucket, "*"), ["6 PUT b", "8 PURGE m"]);
      deepEqual(await stored(bucket, "a.1"), ["2 PUT a.1", "5 DEL a.1", "7 PUT a.1"]);
    },
  },
  {
    rule: "R9.1",
    title: "history of several filters comes in one order, each entry once",
    needs: ["multiFilter"],
    config: { history: 3 },
    async run({ bucket }) {
      await write(bucket);
      const all = await bucket.history(["a.*", "m", "a.1"]).toArray();
      deepEqual(all.map(brief), ["2 PUT a.1", "5 DEL a.1", "7 PUT a.1", "8 PURGE m"]);
    },
  },
  {
    rule: "R9.1",
    title: "delta counts what matches one of several filters",
    needs: ["multiFilter"],
    config: { history: 3 },
    async run({ bucket }) {
      await write(bucket);
      const all = await bucket.history(["a.*", "m"]).toArray();
      deepEqual(
        all.map(({ delta }) => delta),
        [3, 2, 1, 0],
      );
    },
  },
  {
    rule: "R9.1",
    title: "delta says how many of the same read follow",
    config: { history: 3 },
    async run({ bucket }) {
      await write(bucket);
      for (const metaOnly of [false, true] as const) {
        const options = { metaOnly: wrong<true>(metaOnly) };
        const ofOne = await bucket.history("a.1", options).toArray();
        deepEqual(
          ofOne.map(({ delta }) => delta),
          [2, 1, 0],
        );
        const all = await bucket.history(">", options).toArray();
        deepEqual(
          all.map(({ delta }) => delta),
          [6, 5, 4, 3, 2, 1, 0],
        );
        ok(all.every(({ isUpdate }) => !isUpdate));
      }
    },
  },
  {
    rule: "R9.1",
    title: "history gives whole entries",
    config: { history: 3 },
    async run({ bucket }) {
      await bucket.put("k", "12345");
      await bucket.put("k", "");
      await bucket.delete("k");
      const [first, empty, marker] = await bucket.history("k").toArray();
      includes(first, {
        bucket: bucket.name,
        key: "k",
        operation: "PUT",
        revision: 1,
        length: 5,
        value: new TextEncoder().encode("12345"),
      });
      includes(empty, { operation: "PUT", revision: 2, length: 0, value: new Uint8Array() });
      includes(marker, { operation: "DEL", revision: 3, length: 0, reason: undefined });
      ok(marker !== undefined && !("value" in marker));
      const last = await bucket.get("k", { includeDeleted: true });
      equal(marker.created.getTime(), last?.created.getTime());
    },
  },
  {
    rule: "R9.1",
    title: "with metaOnly history leaves values out and keeps their lengths",
    config: { history: 3 },
    async run({ bucket }) {
      await bucket.put("k", "12345");
      await bucket.put("empty", "");
      await bucket.delete("k");
      const heads = await bucket.history(">", { metaOnly: true }).toArray();
      deepEqual(
        heads.map(({ operation, length, revision, delta }) => [operation, length, revision, delta]),
        [
          ["PUT", 5, 1, 2],
          ["PUT", 0, 2, 1],
          ["DEL", 0, 3, 0],
        ],
      );
      for (const head of heads)
        for (const name of ["value", "bytes", "text", "json"]) ok(!(name in head), name);
      includes(heads[2], { reason: undefined });
    },
  },
  {
    rule: "R9.1",
    title: "nothing found in history is empty, not an error",
    async run({ bucket }) {
      deepEqual(await bucket.history(">").toArray(), []);
      await bucket.put("k", "v");
      deepEqual(await bucket.history("none").toArray(), []);
      deepEqual(await bucket.history("none.>", { metaOnly: true }).toArray(), []);
    },
  },
  {
    rule: "R9.1",
    title: "options of history that mean nothing are INVALID_ARGUMENT at the first pull",
    async run({ bucket }) {
      for (const options of [{ metaOnly: 1 }, { metaOnly: null }, { include: "last" }, 1, null])
        await failsWith(bucket.history(">", wrong(options)).toArray(), "INVALID_ARGUMENT");
    },
  },
];
