import { deepEqual, equal } from "node:assert/strict";
import type { KvEntry, KvWatcher } from "@revkv/core";
import { brief, eventually, failsWith, rejection, take } from "../expecting.ts";
import { fill } from "../fill.ts";
import type { RuleCase } from "../rule-case.ts";
import { WatchLog } from "../watch-log.ts";
import { endOf, fence, liveOf, snapshotOf } from "../watch-reading.ts";

const INCLUDES = ["last", "history", "updates"] as const;

/** Counts how often a watch says that its initial values are complete. */
function toldBy(watcher: KvWatcher<KvEntry>): () => number {
  let told = 0;
  watcher.on("initialized", () => (told += 1));
  return () => told;
}

/** R10.4: how a watch says that its initial values are complete. */
export const watchInitialized: readonly RuleCase[] = [
  {
    rule: "R10.4",
    title:
      "the end of the initial values is told once, after the last of them and before the first live entry",
    config: { history: 2 },
    async run({ bucket }) {
      await bucket.put("a", "v");
      await bucket.put("a", "w");
      await bucket.delete("b");
      for (const [start, initial] of [
        [{ include: "last" }, ["2 PUT a", "3 DEL b"]],
        [{ include: "history" }, ["1 PUT a", "2 PUT a", "3 DEL b"]],
        [{ fromRevision: 2 }, ["2 PUT a", "3 DEL b"]],
        [{ include: "updates" }, []],
      ] as const) {
        const log = new WatchLog(await bucket.watch("*", start));
        deepEqual(await log.until(initial.length + 1), [...initial, "initialized"]);
      }
      const log = new WatchLog(await bucket.watch("*"));
      await log.has("initialized");
      await bucket.put("c", "v");
      await bucket.put("d", "v");
      await log.has("5 PUT d");
      deepEqual(log.events, ["2 PUT a", "3 DEL b", "initialized", "4 PUT c", "5 PUT d"]);
    },
  },
  {
    rule: "R10.4",
    title:
      "the end of the initial values is told where there are none, before the first live entry",
    config: { history: 2 },
    async run({ bucket }) {
      for (const include of INCLUDES) {
        const log = new WatchLog(await bucket.watch(include, { include }));
        deepEqual(await log.has("initialized"), ["initialized"]);
        const revision = await bucket.put(include, "v");
        deepEqual(await log.until(2), ["initialized", `${revision} PUT ${include}`]);
        const other = new WatchLog(await bucket.watch(`${include}.none`, { include }));
        deepEqual(await other.has("initialized"), ["initialized"]);
      }
    },
  },
  {
    rule: "R10.4",
    title: "the end of the initial values is told though somebody writes while the watch begins",
    async run({ bucket }) {
      for (let at = 0; at < 50; at += 1) await bucket.put(`k${at}`, "v");
      const writing = bucket.put("live", "v");
      const log = new WatchLog(await bucket.watch());
      await writing;
      await bucket.put("later", "v");
      await log.until(53);
      const end = log.events.indexOf("initialized");
      // What is written before the initial values are complete may be one of them.
      equal(end >= 50, true, `early: after ${end} of 50`);
      const isLive = log.entries.map(({ isUpdate }) => isUpdate);
      deepEqual(
        isLive,
        isLive.map((_, at) => at >= end),
      );
      deepEqual(
        log.entries.map(({ revision }) => revision),
        Array.from({ length: 52 }, (_, at) => at + 1),
      );
    },
  },
  {
    rule: "R10.4",
    title: "the end of the initial values is not told before the last of many",
    async run({ bucket }) {
      const keys = await fill(bucket, 300, 4_000);
      const log = new WatchLog(await bucket.watch());
      await log.until(301);
      equal(log.events.indexOf("initialized"), 300);
      deepEqual(new Set(log.entries.map(({ key }) => key)), new Set(keys));
      deepEqual(
        log.entries.filter(({ isUpdate }) => isUpdate),
        [],
      );
    },
  },
  {
    rule: "R10.4",
    title: "suppressed markers count as delivered",
    config: { history: 2 },
    async run({ bucket }) {
      for (const key of ["a", "b", "c"]) await bucket.put(key, "v");
      for (const key of ["a", "b"]) await bucket.delete(key);
      await bucket.purge("c");
      const watcher = await bucket.watch(">", { ignoreDeletes: true });
      deepEqual(await snapshotOf(watcher), []);
      const log = new WatchLog(await bucket.watch(">", { ignoreDeletes: true }));
      deepEqual(await log.has("initialized"), ["initialized"]);
      await bucket.put("a", "v");
      deepEqual(await log.until(2), ["initialized", "7 PUT a"]);
    },
  },
  {
    rule: "R10.4",
    title: "isUpdate is false up to the end of the initial values and true after",
    config: { history: 2 },
    async run({ bucket }) {
      await bucket.put("k", "1");
      await bucket.put("k", "2");
      for (const options of [{ include: "history" }, { fromRevision: 1 }] as const) {
        const watcher = await bucket.watch("k", options);
        const told = toldBy(watcher);
        const iterator = watcher[Symbol.asyncIterator]();
        const initial = await take(iterator, 2);
        const write = async (): Promise<void> => {
          await eventually(() => told() === 1, "the end of the initial values");
          await bucket.put("other", "v");
          await bucket.put("k", "3");
        };
        const [live] = await Promise.all([take(iterator, 1), write()]);
        deepEqual(
          [...initial, ...live].map(({ isUpdate }) => isUpdate),
          [false, false, true],
        );
        await watcher.stop();
        await bucket.purge("k");
        await bucket.put("k", "1");
        await bucket.put("k", "2");
      }
    },
  },
  {
    rule: "R10.4",
    title: "snapshot() resolves to the initial values, and iteration goes on with the live ones",
    async run({ bucket }) {
      await bucket.put("a", "v");
      const watcher = await bucket.watch();
      deepEqual((await snapshotOf(watcher)).map(brief), ["1 PUT a"]);
      await bucket.put("b", "v");
      await bucket.put("c", "v");
      deepEqual(await liveOf(watcher, 2), ["2 PUT b", "3 PUT c"]);
    },
  },
  {
    rule: "R10.4",
    title: "listeners, too, go on with the live ones after snapshot()",
    async run({ bucket }) {
      await bucket.put("a", "v");
      const watcher = await bucket.watch();
      await snapshotOf(watcher);
      const log = new WatchLog(watcher);
      await bucket.put("b", "v");
      deepEqual((await log.has("2 PUT b")).toSorted(), ["2 PUT b", "initialized"]);
    },
  },
  {
    rule: "R10.4",
    title: "snapshot() of nothing is an empty list",
    async run({ bucket }) {
      deepEqual(await snapshotOf(await bucket.watch()), []);
      deepEqual(await snapshotOf(await bucket.watch("none")), []);
      await bucket.put("k", "v");
      deepEqual(await snapshotOf(await bucket.watch("none", { include: "history" })), []);
      deepEqual(await snapshotOf(await bucket.watch(">", { include: "updates" })), []);
      deepEqual(await snapshotOf(await bucket.watch(">", { fromRevision: 2 })), []);
    },
  },
  {
    rule: "R10.4",
    title: "snapshot() is taken once, before anything else is consumed",
    async run({ bucket }) {
      const watcher = await bucket.watch();
      const first = snapshotOf(watcher);
      await failsWith(watcher.snapshot(), "INVALID_ARGUMENT");
      deepEqual(await first, []);
      await failsWith(watcher.snapshot(), "INVALID_ARGUMENT");
      const iterated = await bucket.watch();
      iterated[Symbol.asyncIterator]();
      await failsWith(iterated.snapshot(), "INVALID_ARGUMENT");
      const listened = await bucket.watch();
      listened.on("entry", () => undefined);
      await failsWith(listened.snapshot(), "INVALID_ARGUMENT");
      const heard = await bucket.watch();
      heard.on("initialized", () => undefined).on("closed", () => undefined);
      deepEqual(await snapshotOf(heard), []);
    },
  },
  {
    rule: "R10.4",
    title: "snapshot() of a watch that ended first rejects with the reason, CLOSED for a clean end",
    async run(world) {
      const { kv, bucket } = world;
      await bucket.put("a", "v");
      const stopped = await bucket.watch();
      await stopped.stop();
      await failsWith(stopped.snapshot(), "CLOSED", { outcomeUnknown: false });
      const reason = { why: "enough" };
      const aborting = new AbortController();
      const aborted = await bucket.watch(">", { signal: aborting.signal });
      aborting.abort(reason);
      equal(await rejection(aborted.snapshot()), reason);
      const other = await world.anotherManager();
      const closed = await (await other.open(bucket.name)).watch();
      await other.close();
      await failsWith(closed.snapshot(), "CLOSED");
      const deleted = await bucket.watch();
      const end = endOf(deleted);
      await kv.delete(bucket.name);
      await end();
      await failsWith(deleted.snapshot(), "BUCKET_DELETED");
    },
  },
  {
    rule: "R10.4",
    title: "who listens to initialized is told while snapshot() or an iterator consumes",
    async run({ bucket }) {
      await bucket.put("a", "v");
      const taken = await bucket.watch();
      const told = toldBy(taken);
      await snapshotOf(taken);
      await eventually(() => told() === 1, "initialized after snapshot()");
      const watcher = await bucket.watch();
      const seen: string[] = [];
      watcher.on("initialized", () => seen.push("initialized"));
      const iterator = watcher[Symbol.asyncIterator]();
      seen.push(...(await take(iterator, 1)).map(brief));
      const write = async (): Promise<void> => {
        await eventually(() => seen.includes("initialized"), "initialized beside an iterator");
        await bucket.put("b", "v");
      };
      const [live] = await Promise.all([take(iterator, 1), write()]);
      seen.push(...live.map(brief));
      deepEqual(seen, ["1 PUT a", "initialized", "2 PUT b"]);
      equal(told(), 1);
    },
  },
  {
    rule: "R10.4",
    title: "initialized reaches a later listener at its next turn, not before on() returns",
    async run({ bucket }) {
      const watcher = await bucket.watch();
      await snapshotOf(watcher);
      const seen: string[] = [];
      watcher.on("initialized", () => seen.push("initialized"));
      seen.push("on returned");
      await eventually(() => seen.length === 2, "initialized for a later listener");
      deepEqual(seen, ["on returned", "initialized"]);
    },
  },
  {
    rule: "R10.4",
    title: "initialized does not come for initial values that stop() or an abort dropped",
    async run({ bucket }) {
      await bucket.put("a", "v");
      const stopped = await bucket.watch();
      const first = new WatchLog(stopped);
      await stopped.stop();
      const aborting = new AbortController();
      const second = new WatchLog(await bucket.watch(">", { signal: aborting.signal }));
      aborting.abort();
      await first.end();
      await second.end();
      await fence(bucket);
      deepEqual([first.events, second.events], [["closed"], ["closed"]]);
    },
  },
];
