import { deepEqual, equal } from "node:assert/strict";
import { brief, failsWith, stored, wrong } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";
import { WatchLog } from "../watch-log.ts";
import { initialOf, liveOf, snapshotOf } from "../watch-reading.ts";
import type { World } from "../world.ts";

/** What is matched by a filter, in this order of writing. */
const MATCHES: readonly (readonly [filter: string, keys: readonly string[]])[] = [
  ["a", ["a"]],
  ["a.b", ["a.b"]],
  ["*", ["a", "b", "A", "ab"]],
  ["*.*", ["a.b", "a.c", "b.c"]],
  ["a.*", ["a.b", "a.c"]],
  ["*.c", ["a.c", "b.c"]],
  ["a.*.c", ["a.b.c"]],
  ["*.b.c", ["a.b.c", "x.b.c"]],
  ["a.>", ["a.b", "a.c", "a.b.c", "a.b.d"]],
  ["a.b.>", ["a.b.c", "a.b.d"]],
  ["*.>", ["a.b", "a.c", "b.c", "a.b.c", "a.b.d", "x.b.c"]],
  ["*.*.>", ["a.b.c", "a.b.d", "x.b.c"]],
  [">", ["a", "b", "A", "ab", "a.b", "a.c", "b.c", "a.b.c", "a.b.d", "x.b.c"]],
  ["z.>", []],
  ["a.b.c.>", []],
];

/** Opens a watch of each filter at the same time, writes all keys twice, and compares with what matches. */
async function matchesOnly(
  { bucket }: World,
  matches: readonly (readonly [filter: string | readonly string[], keys: readonly string[]])[],
): Promise<void> {
  const all = MATCHES.find(([filter]) => filter === ">")?.[1] ?? [];
  for (const key of all) await bucket.put(key, "v");
  const watchers = await Promise.all(matches.map(([filter]) => bucket.watch(filter)));
  const initial = await Promise.all(watchers.map(snapshotOf));
  const logs = watchers.map((watcher) => new WatchLog(watcher));
  for (const key of all) await bucket.put(key, "again");
  for (const [at, [filter, keys]] of matches.entries()) {
    deepEqual([filter, initial[at]?.map(({ key }) => key)], [filter, keys]);
    deepEqual([filter, await bucket.keys(filter).toArray()], [filter, keys]);
    const history = await bucket.history(filter).toArray();
    deepEqual([filter, history.map(({ key }) => key)], [filter, keys]);
    await logs[at]?.until(keys.length + 1);
    const live = logs[at]?.events.filter((event) => event !== "initialized");
    deepEqual(
      [filter, live],
      [filter, keys.map((key) => `${all.length + all.indexOf(key) + 1} PUT ${key}`)],
    );
  }
}

/** R10.7: one filter, and several. */
export const watchFilters: readonly RuleCase[] = [
  {
    rule: "R1.3",
    title: "a filter matches what it says, of what is stored and of what is written, in every read",
    run: (world) => matchesOnly(world, MATCHES),
  },
  {
    rule: "R10.7",
    title: "several filters are a union, each entry once, in order",
    needs: ["multiFilter"],
    run: (world) =>
      matchesOnly(world, [
        [
          ["a", "b"],
          ["a", "b"],
        ],
        [
          ["b", "a"],
          ["a", "b"],
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
          ["z", "A", "x.>"],
          ["A", "x.b.c"],
        ],
      ]),
  },
  {
    rule: "R10.7",
    title: "a filter that another covers is dropped, so that a single one is left",
    run: (world) =>
      matchesOnly(world, [
        [["a", "a"], ["a"]],
        [["a"], ["a"]],
        [
          ["a.>", "a.b"],
          ["a.b", "a.c", "a.b.c", "a.b.d"],
        ],
        [
          ["a.b", "a.*", "a.>"],
          ["a.b", "a.c", "a.b.c", "a.b.d"],
        ],
        [
          ["a", ">"],
          ["a", "b", "A", "ab", "a.b", "a.c", "b.c", "a.b.c", "a.b.d", "x.b.c"],
        ],
      ]),
  },
  {
    rule: "R10.7",
    title: "several filters begin as one does: with the history, from a revision, without markers",
    needs: ["multiFilter"],
    config: { history: 3 },
    async run({ bucket }) {
      for (const key of ["a.1", "x", "b.1", "a.b", "b.b"]) await bucket.put(key, "v");
      await bucket.put("a.1", "w");
      await bucket.delete("a.b");
      const filters = ["a.*", "*.b"];
      const all = ["1 PUT a.1", "4 PUT a.b", "5 PUT b.b", "6 PUT a.1", "7 DEL a.b"];
      deepEqual(await initialOf(bucket.watch(filters, { include: "history" })), all);
      deepEqual(await initialOf(bucket.watch(filters, { fromRevision: 5 })), all.slice(2));
      deepEqual(await initialOf(bucket.watch(filters, { include: "updates" })), []);
      const watcher = await bucket.watch(filters, { ignoreDeletes: true });
      deepEqual((await snapshotOf(watcher)).map(brief), ["5 PUT b.b", "6 PUT a.1"]);
      for (const key of ["x", "c.1", "c.b", "a.2", "a.b.c"]) await bucket.put(key, "v");
      await bucket.put("b.b", "v");
      deepEqual(await liveOf(watcher, 3), ["10 PUT c.b", "11 PUT a.2", "13 PUT b.b"]);
    },
  },
  {
    rule: "R10.7",
    title: "several filters that none of them covers are FEATURE_UNSUPPORTED",
    lacks: "multiFilter",
    async run({ bucket }) {
      await bucket.put("a", "v");
      await bucket.put("b", "v");
      for (const filters of [
        ["a", "b"],
        ["a.*", "*.b"],
        ["a", "a", "b.>"],
      ]) {
        await failsWith(bucket.watch(filters), "FEATURE_UNSUPPORTED");
        await failsWith(bucket.keys(filters).toArray(), "FEATURE_UNSUPPORTED");
        await failsWith(bucket.history(filters).toArray(), "FEATURE_UNSUPPORTED");
      }
      deepEqual(await initialOf(bucket.watch()), ["1 PUT a", "2 PUT b"]);
      deepEqual(await stored(bucket), ["1 PUT a", "2 PUT b"]);
    },
  },
  {
    rule: "R10.7",
    title: "no filter at all is everything, an empty list is INVALID_FILTER",
    async run({ bucket }) {
      await bucket.put("a.b", "v");
      await bucket.put("c", "v");
      deepEqual(await initialOf(bucket.watch()), ["1 PUT a.b", "2 PUT c"]);
      deepEqual(await initialOf(bucket.watch(undefined, {})), ["1 PUT a.b", "2 PUT c"]);
      for (const filter of [[], "", ["a", ""], "a*", "a.>.b", ["a", 1], null]) {
        await failsWith(bucket.watch(wrong(filter)), "INVALID_FILTER");
      }
      equal((await bucket.status()).lastRevision, 2);
    },
  },
];
