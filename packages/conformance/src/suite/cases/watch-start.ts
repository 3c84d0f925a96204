import { deepEqual, equal } from "node:assert/strict";
import type { KvBucket, KvWatchOptions } from "@revkv/core";
import { brief, failsWith, stored, wrong } from "../expecting.ts";
import { fill } from "../fill.ts";
import type { RuleCase } from "../rule-case.ts";
import { initialOf, liveOf, snapshotOf, whole } from "../watch-reading.ts";

/** Six keys, none of them last written in the order of its first entry; c and d end with markers, e came back. */
async function writeSix(bucket: KvBucket): Promise<void> {
  for (const key of ["a.1", "a.2", "b", "d", "e"]) await bucket.put(key, "old");
  for (const key of ["b", "a.2", "c"]) await bucket.put(key, "new");
  await bucket.delete("c");
  await bucket.purge("d");
  await bucket.delete("e");
  await bucket.put("e", "");
  await bucket.put("a.1", "newest");
}

const LAST = ["6 PUT b", "7 PUT a.2", "9 DEL c", "10 PURGE d", "12 PUT e", "13 PUT a.1"];

const BEFORE = ["1 PUT a.1", "2 PUT a.2", "3 PUT b", "5 PUT e", "6 PUT b", "7 PUT a.2"];
const ALL = [...BEFORE, "8 PUT c", "9 DEL c", "10 PURGE d", "11 DEL e", "12 PUT e", "13 PUT a.1"];

/** R10: what a watch begins with. */
export const watchStart: readonly RuleCase[] = [
  {
    rule: "R10.1",
    title: "'last', the default: the last entries by revision, markers included, then everything",
    config: { history: 3 },
    async run({ bucket }) {
      await writeSix(bucket);
      deepEqual(await initialOf(bucket.watch()), LAST);
      deepEqual(await initialOf(bucket.watch(">", { include: "last" })), LAST);
      deepEqual(await initialOf(bucket.watch("a.*")), ["7 PUT a.2", "13 PUT a.1"]);
      deepEqual(await initialOf(bucket.watch("c")), ["9 DEL c"]);
      const watcher = await bucket.watch("a.*");
      await snapshotOf(watcher);
      await bucket.put("b", "v");
      await bucket.put("a.1", "v");
      await bucket.delete("a.2");
      deepEqual(await liveOf(watcher, 2), ["15 PUT a.1", "16 DEL a.2"]);
    },
  },
  {
    rule: "R10.1",
    title: "'history': all stored entries, then live",
    config: { history: 3 },
    async run({ bucket }) {
      await writeSix(bucket);
      deepEqual(await initialOf(bucket.watch("e", { include: "history" })), [
        "5 PUT e",
        "11 DEL e",
        "12 PUT e",
      ]);
      const watcher = await bucket.watch(">", { include: "history" });
      deepEqual((await snapshotOf(watcher)).map(brief), ALL);
      await bucket.put("d", "v");
      await bucket.purge("b");
      deepEqual(await liveOf(watcher, 2), ["14 PUT d", "15 PURGE b"]);
    },
  },
  {
    rule: "R10.1",
    title: "'updates': live only, and the snapshot is empty",
    config: { history: 3 },
    async run({ bucket }) {
      await writeSix(bucket);
      const watcher = await bucket.watch(">", { include: "updates" });
      await bucket.put("a.1", "v");
      deepEqual(await snapshotOf(watcher), []);
      await bucket.delete("a.1");
      deepEqual(await liveOf(watcher, 2), ["14 PUT a.1", "15 DEL a.1"]);
    },
  },
  {
    rule: "R10.1",
    title: "fromRevision: all stored matching entries with revision >= r, every one of a key",
    config: { history: 3 },
    async run({ bucket }) {
      await writeSix(bucket);
      const from = (fromRevision: number, filter = ">"): Promise<string[]> =>
        initialOf(bucket.watch(filter, { fromRevision }));
      deepEqual(await from(1), ALL);
      // What had revision 4 was purged.
      deepEqual(await from(4), ALL.slice(3));
      deepEqual(await from(8), ALL.slice(6));
      deepEqual(await from(13), ["13 PUT a.1"]);
      deepEqual(await from(14), []);
      deepEqual(await from(2, "a.*"), ["2 PUT a.2", "7 PUT a.2", "13 PUT a.1"]);
      deepEqual(await from(3, "b"), ["3 PUT b", "6 PUT b"]);
      deepEqual(await from(7, "b"), []);
      const watcher = await bucket.watch("b", { fromRevision: 7 });
      await bucket.put("b", "v");
      deepEqual((await watcher[Symbol.asyncIterator]().next()).value?.revision, 14);
    },
  },
  {
    rule: "R10.1",
    title: "fromRevision: what was trimmed in between is not replayed",
    config: { history: 2 },
    async run({ bucket }) {
      for (let at = 1; at <= 6; at += 1) await bucket.put(at === 3 ? "other" : "k", `${at}`);
      deepEqual(await initialOf(bucket.watch(">", { fromRevision: 2 })), [
        "3 PUT other",
        "5 PUT k",
        "6 PUT k",
      ]);
    },
  },
  {
    rule: "R10.1",
    title: "initial values are whole: value, length, times and reasons are those that are stored",
    config: { history: 3 },
    async run({ bucket }) {
      await writeSix(bucket);
      const read = await bucket.history(">").toArray();
      const watched = await snapshotOf(await bucket.watch(">", { include: "history" }));
      deepEqual(watched.map(whole), read.map(whole));
      const last = await snapshotOf(await bucket.watch());
      const gotten = await Promise.all(
        last.map(({ key }) => bucket.get(key, { includeDeleted: true, consistency: "leader" })),
      );
      deepEqual(
        last.map(whole),
        gotten.map((entry) => entry && whole(entry)),
      );
    },
  },
  {
    rule: "R10.1",
    title: "delta of initial values counts down to 0",
    config: { history: 3 },
    async run({ bucket }) {
      await writeSix(bucket);
      for (const [include, count] of [
        ["last", LAST.length],
        ["history", ALL.length],
      ] as const) {
        const initial = await snapshotOf(await bucket.watch(">", { include }));
        const down = Array.from({ length: count }, (_, at) => count - 1 - at);
        deepEqual(
          initial.map(({ delta }) => delta),
          down,
        );
      }
    },
  },
  {
    rule: "R10.1",
    title: "a thousand initial values come each once, in order of revision",
    async run({ bucket }) {
      const keys = await fill(bucket, 1_000, 1_000);
      await Promise.all(keys.slice(0, 100).map((key) => bucket.put(key, "again")));
      const initial = await snapshotOf(await bucket.watch());
      deepEqual(
        initial.map(({ revision }) => revision),
        Array.from({ length: 1_000 }, (_, at) => at + 101),
      );
      equal(new Set(initial.map(({ key }) => key)).size, 1_000);
    },
  },
  {
    rule: "R10.1",
    title: "what was trimmed, purged or removed is no initial value",
    config: { history: 2 },
    async run({ bucket }) {
      for (const value of ["1", "2", "3"]) await bucket.put("trimmed", value);
      await bucket.put("removed", "v");
      await bucket.delete("removed");
      await bucket.purgeDeletes({ olderThanMs: 0 });
      await bucket.put("purged", "v");
      await bucket.purge("purged");
      deepEqual(await initialOf(bucket.watch()), ["3 PUT trimmed", "7 PURGE purged"]);
      deepEqual(await initialOf(bucket.watch(">", { include: "history" })), await stored(bucket));
      deepEqual(await initialOf(bucket.watch(">", { fromRevision: 1 })), [
        "2 PUT trimmed",
        "3 PUT trimmed",
        "7 PURGE purged",
      ]);
      deepEqual(await initialOf(bucket.watch("removed")), []);
    },
  },
  {
    rule: "R10.1",
    title: "a start that is none, or two of them, is INVALID_ARGUMENT",
    async run({ bucket }) {
      await bucket.put("k", "v");
      const starts: readonly unknown[] = [
        ...[0, -1, 1.5, Number.NaN, 2 ** 53, "3", null].map((fromRevision) => ({ fromRevision })),
        ...["last", "history", "updates"].map((include) => ({ include, fromRevision: 1 })),
        ...["everything", "all", "", 1, null].map((include) => ({ include })),
        { includ: "last" },
        "last",
        1,
      ];
      for (const start of starts) {
        await failsWith(
          bucket.watch(">", wrong<KvWatchOptions & { metaOnly?: false }>(start)),
          "INVALID_ARGUMENT",
        );
      }
      deepEqual(await initialOf(bucket.watch(">", wrong(undefined))), ["1 PUT k"]);
      deepEqual(await initialOf(bucket.watch(">", { include: undefined })), ["1 PUT k"]);
    },
  },
];
