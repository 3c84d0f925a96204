import { deepEqual, equal, rejects } from "node:assert/strict";
import type { KvBucket, KvEntry, KvWatcher } from "@revkv/core";
import { brief, failsWith, rejection, take, within } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";
import { WatchLog } from "../watch-log.ts";
import { drained, endOf, fence, liveOf, snapshotOf } from "../watch-reading.ts";

const DONE = { done: true, value: undefined };

function nothing(): void {}

/** Watches that are there to be ended: of all, of nothing, and of what is written from now on. */
async function several(bucket: KvBucket): Promise<WatchLog<KvEntry>[]> {
  const watchers = [
    await bucket.watch(),
    await bucket.watch("none"),
    await bucket.watch(">", { include: "updates" }),
  ];
  const logs = watchers.map((watcher) => new WatchLog(watcher));
  await Promise.all(logs.map((log) => log.has("initialized")));
  return logs;
}

/** R10.11: how a watch ends. */
export const watchEnd: readonly RuleCase[] = [
  {
    rule: "R10.11",
    title: "a deleted bucket ends every watch of it with BUCKET_DELETED, after what was written",
    async run({ kv, bucket }) {
      await bucket.put("a", "v");
      const logs = await several(bucket);
      await bucket.put("b", "v");
      await Promise.all([logs[0]?.has("2 PUT b"), logs[2]?.has("2 PUT b")]);
      equal(await kv.delete(bucket.name), true);
      for (const log of logs) equal((await log.end())?.code, "BUCKET_DELETED");
      deepEqual(
        logs.map(({ events }) => events),
        [
          ["1 PUT a", "initialized", "2 PUT b", "closed BUCKET_DELETED"],
          ["initialized", "closed BUCKET_DELETED"],
          ["initialized", "2 PUT b", "closed BUCKET_DELETED"],
        ],
      );
    },
  },
  {
    rule: "R10.11",
    title: "a bucket that another client deletes ends its watches with BUCKET_DELETED",
    async run(world) {
      const { bucket } = world;
      const other = await world.anotherManager();
      const logs = await several(bucket);
      equal(await other.delete(bucket.name), true);
      for (const log of logs) equal((await log.end())?.code, "BUCKET_DELETED");
    },
  },
  {
    rule: "R10.11",
    title: "a pull that waits for an entry of a deleted bucket rejects once, later ones are done",
    async run({ kv, bucket }) {
      const iterator = (await bucket.watch())[Symbol.asyncIterator]();
      const pull = within(iterator.next(), "the end of a pull");
      await Promise.all([failsWith(pull, "BUCKET_DELETED"), kv.delete(bucket.name)]);
      deepEqual(await iterator.next(), DONE);
    },
  },
  {
    rule: "R10.11",
    title: "what waited when the bucket was deleted is still read, then BUCKET_DELETED",
    async run({ kv, bucket }) {
      const watcher = await bucket.watch();
      const end = endOf(watcher);
      await bucket.put("a", "v");
      await bucket.put("b", "v");
      await fence(bucket);
      await kv.delete(bucket.name);
      await end();
      deepEqual(await drained(watcher), ["1 PUT a", "2 PUT b", "3 PUT fence", "BUCKET_DELETED"]);
    },
  },
  {
    rule: "R10.11",
    title:
      "a watch of a deleted bucket hears nothing of the one made again, whose watches begin anew",
    async run(world) {
      const { kv, bucket } = world;
      const old = new WatchLog(await bucket.watch());
      await old.has("initialized");
      await bucket.put("k", "old");
      await old.has("1 PUT k");
      await kv.delete(bucket.name);
      await world.remake();
      const watcher = await bucket.watch();
      deepEqual(await snapshotOf(watcher), []);
      await bucket.put("new", "v");
      deepEqual(await liveOf(watcher, 1), ["1 PUT new"]);
      await old.end();
      deepEqual(old.events, ["initialized", "1 PUT k", "closed BUCKET_DELETED"]);
    },
  },
  {
    rule: "R10.11",
    title: "the end of one bucket ends no watch of another",
    async run(world) {
      const { kv, bucket } = world;
      const other = await world.create();
      const log = new WatchLog(await other.watch());
      await log.has("initialized");
      await kv.delete(bucket.name);
      await other.put("k", "v");
      await log.has("1 PUT k");
      deepEqual(log.events, ["initialized", "1 PUT k"]);
    },
  },
  {
    rule: "R10.11",
    title: "the end of the manager ends its watches cleanly, and those of no other",
    async run(world) {
      const { bucket } = world;
      await bucket.put("a", "v");
      const manager = await world.anotherManager();
      const own = await manager.open(bucket.name);
      const logs = await several(own);
      const waiting = (await own.watch("none"))[Symbol.asyncIterator]();
      const other = new WatchLog(await bucket.watch());
      await other.has("initialized");
      await bucket.put("b", "v");
      await Promise.all([logs[0]?.has("2 PUT b"), logs[2]?.has("2 PUT b")]);
      const pull = within(waiting.next(), "the end of a pull");
      const [pulled] = await Promise.all([pull, manager.close()]);
      deepEqual(pulled, DONE);
      for (const log of logs) equal(await log.end(), undefined);
      await bucket.put("c", "v");
      await other.has("3 PUT c");
      deepEqual(
        [...logs, other].map(({ events }) => events),
        [
          ["1 PUT a", "initialized", "2 PUT b", "closed"],
          ["initialized", "closed"],
          ["initialized", "2 PUT b", "closed"],
          ["1 PUT a", "initialized", "2 PUT b", "3 PUT c"],
        ],
      );
    },
  },
  {
    rule: "R10.11",
    title: "stop() is the clean end: what waits is dropped, pulls are done, nothing comes after",
    async run({ bucket }) {
      await bucket.put("a", "v");
      const watcher = await bucket.watch();
      const iterator = watcher[Symbol.asyncIterator]();
      await bucket.put("b", "v");
      await watcher.stop();
      deepEqual(await iterator.next(), DONE);
      const idle = await bucket.watch("none");
      const waiting = idle[Symbol.asyncIterator]();
      const pulls = within(Promise.all([waiting.next(), waiting.next()]), "the end of two pulls");
      const [pulled] = await Promise.all([pulls, idle.stop()]);
      deepEqual(pulled, [DONE, DONE]);
    },
  },
  {
    rule: "R10.11",
    title: "closed comes once, last, whichever way a watch is stopped",
    async run({ bucket }) {
      const ways: readonly ((watcher: KvWatcher<KvEntry>) => Promise<void>)[] = [
        (watcher) => watcher.stop(),
        async (watcher) => watcher[Symbol.asyncDispose](),
      ];
      for (const end of ways) {
        const watcher = await bucket.watch(">", { include: "updates" });
        const log = new WatchLog(watcher);
        const revision = await bucket.put("k", "v");
        await log.has(`${revision} PUT k`);
        await end(watcher);
        await end(watcher);
        await bucket.put("k", "w");
        await fence(bucket);
        deepEqual(log.events, ["initialized", `${revision} PUT k`, "closed"]);
      }
    },
  },
  {
    rule: "R10.11",
    title: "leaving a loop stops the watch, and so does throwing out of it",
    async run({ bucket }) {
      await bucket.put("a", "v");
      const left = await bucket.watch();
      const reasons: unknown[] = [];
      left.on("closed", (reason) => reasons.push(reason));
      for await (const entry of left) {
        equal(entry.key, "a");
        break;
      }
      const thrown = await bucket.watch();
      thrown.on("closed", (reason) => reasons.push(reason));
      const looping = (async () => {
        for await (const entry of thrown) throw new Error(`at ${entry.key}`);
      })();
      await rejects(looping, /^Error: at a$/);
      await fence(bucket);
      deepEqual(reasons, [undefined, undefined]);
    },
  },
  {
    rule: "R10.11",
    title:
      "an aborted signal ends a watch: the next pull rejects with its reason, what waits is dropped",
    async run({ bucket }) {
      await bucket.put("a", "v");
      const reason = { why: "enough" };
      const early = bucket.watch(">", { signal: AbortSignal.abort(reason) });
      equal(await rejection(early), reason);
      const aborting = new AbortController();
      const { signal } = aborting;
      const iterator = (await bucket.watch(">", { signal }))[Symbol.asyncIterator]();
      deepEqual((await take(iterator, 1)).map(brief), ["1 PUT a"]);
      const waiting = (await bucket.watch("none", { signal }))[Symbol.asyncIterator]();
      const pull = within(waiting.next(), "the end of a pull");
      const abort = async (): Promise<void> => {
        await bucket.put("b", "v");
        aborting.abort(reason);
      };
      const [error] = await Promise.all([rejection(pull), abort()]);
      equal(error, reason);
      equal(await rejection(iterator.next()), reason);
      deepEqual([await iterator.next(), await waiting.next()], [DONE, DONE]);
    },
  },
  {
    rule: "R10.11",
    title: "after an abort listeners hear closed without a reason, and nothing more",
    async run({ bucket }) {
      const aborting = new AbortController();
      const { signal } = aborting;
      const log = new WatchLog(await bucket.watch(">", { signal }));
      await log.has("initialized");
      const stopped = await bucket.watch(">", { signal });
      await stopped.stop();
      aborting.abort(new Error("enough"));
      equal(await log.end(), undefined);
      await bucket.put("k", "v");
      await fence(bucket);
      deepEqual(log.events, ["initialized", "closed"]);
      // What was over before is not ended a second time.
      deepEqual(await stopped[Symbol.asyncIterator]().next(), DONE);
    },
  },
  {
    rule: "R10.11",
    title: "closed reaches a later listener too, and one beside no other",
    async run({ kv, bucket }) {
      const watcher = await bucket.watch();
      const end = endOf(watcher);
      watcher.on("entry", nothing).off("entry", nothing);
      await bucket.put("k", "v");
      await kv.delete(bucket.name);
      equal((await end())?.code, "BUCKET_DELETED");
      const seen: unknown[] = [];
      const late = endOf(watcher);
      watcher.on("closed", (reason) => seen.push(reason?.code));
      deepEqual(seen, []);
      equal((await late())?.code, "BUCKET_DELETED");
      deepEqual(seen, ["BUCKET_DELETED"]);
    },
  },
];
