import { deepEqual } from "node:assert/strict";
import type { KvEntry } from "@revkv/core";
import { brief, take } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";
import { WatchLog } from "../watch-log.ts";
import { liveOf, snapshotOf, whole } from "../watch-reading.ts";

/** R10.2: what follows, in which order. */
export const watchOrder: readonly RuleCase[] = [
  {
    rule: "R10.2",
    title: "order is ascending, without gap among stored matching entries, never doubled",
    config: { history: 64 },
    async run(world) {
      const { bucket } = world;
      const total = 2_000;
      const writer = await (await world.anotherManager()).open(bucket.name);
      const writeAll = async (from: number): Promise<void> => {
        for (let at = from; at < from + total / 2; at += 50) {
          await Promise.all(
            Array.from({ length: 50 }, (_, more) => writer.put(`k${(at + more) % 60}`, "v")),
          );
        }
      };
      await writeAll(0);
      const watcher = await bucket.watch(">", { include: "history" });
      const writing = writeAll(total / 2);
      const entries = await take(watcher[Symbol.asyncIterator](), total);
      await writing;
      deepEqual(
        entries.map(({ revision }) => revision),
        Array.from({ length: total }, (_, at) => at + 1),
      );
    },
  },
  {
    rule: "R10.2",
    title: "fromRevision beyond the last: nothing before that revision, live or not",
    async run({ bucket }) {
      const watcher = await bucket.watch(">", { fromRevision: 3 });
      deepEqual(await snapshotOf(watcher), []);
      for (const value of ["1", "2"]) await bucket.put("k", value);
      for (const key of ["third", "fourth"]) await bucket.put(key, "v");
      deepEqual(await liveOf(watcher, 2), ["3 PUT third", "4 PUT fourth"]);
    },
  },
  {
    rule: "R10.2",
    title: "every kind of write is heard, whoever makes it, with all that it stored",
    config: { history: 10 },
    async run(world) {
      const { bucket } = world;
      const watcher = await bucket.watch();
      await snapshotOf(watcher);
      const other = await (await world.anotherManager()).open(bucket.name);
      await bucket.put("a", "1");
      await other.put("a", "");
      await other.update("a", "33", 2);
      await bucket.delete("a");
      await other.create("a", new Uint8Array([0, 255, 128]));
      await bucket.modify("a", () => "6");
      await other.delete("gone");
      await bucket.purge("p");
      const entries = await take(watcher[Symbol.asyncIterator](), 8);
      deepEqual(entries.map(whole), (await bucket.history(">").toArray()).map(whole));
      deepEqual(
        entries.map((entry) => (entry.operation === "PUT" ? [...entry.bytes()] : entry.operation)),
        [[49], [], [51, 51], "DEL", [0, 255, 128], [54], "DEL", "PURGE"],
      );
    },
  },
  {
    rule: "R10.2",
    title: "one watch after another, and beside others, tells the same",
    config: { history: 5 },
    async run(world) {
      const { bucket } = world;
      await bucket.put("a", "v");
      const other = await (await world.anotherManager()).open(bucket.name);
      const logs: WatchLog<KvEntry>[] = [];
      for (const from of [bucket, other, bucket]) {
        logs.push(new WatchLog(await from.watch(">", { include: "history" })));
        await bucket.put("b", "v");
      }
      await other.delete("b");
      const all = ["1 PUT a", "2 PUT b", "3 PUT b", "4 PUT b", "5 DEL b"];
      for (const log of logs) {
        await log.has("5 DEL b");
        deepEqual(log.entries.map(brief), all);
      }
    },
  },
  {
    rule: "R10.2",
    title: "a watch hears nothing of other buckets, whatever their names begin with",
    async run(world) {
      const { kv, bucket } = world;
      const others = [`${bucket.name}-more`, bucket.name.slice(0, -1), world.newName()];
      const log = new WatchLog(await bucket.watch());
      await log.has("initialized");
      try {
        for (const name of others) {
          const other = await kv.createOrUpdate(name, { storage: "memory" });
          await other.put("k", "of another");
          await other.put(bucket.name, "of another");
        }
        await bucket.put("k", "v");
        await log.until(2);
        deepEqual(log.events, ["initialized", "1 PUT k"]);
      } finally {
        for (const name of others) await kv.delete(name);
      }
    },
  },
  {
    rule: "R10.2",
    title: "a slow reader misses nothing",
    config: { history: 64 },
    async run({ bucket }) {
      const watcher = await bucket.watch();
      const iterator = watcher[Symbol.asyncIterator]();
      const seen: number[] = [];
      for (let round = 1; round <= 10; round += 1) {
        for (let at = 0; at < 10; at += 1) await bucket.put(`k${at % 2}`, "v");
        seen.push(...(await take(iterator, round)).map(({ revision }) => revision));
      }
      seen.push(...(await take(iterator, 100 - seen.length)).map(({ revision }) => revision));
      deepEqual(
        seen,
        Array.from({ length: 100 }, (_, at) => at + 1),
      );
    },
  },
];
