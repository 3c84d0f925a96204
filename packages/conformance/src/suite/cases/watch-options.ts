import { deepEqual } from "node:assert/strict";
import { json, type KvWatchOptions } from "@revkv/core";
import { brief, failsWith, stored, take, wrong } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";
import { WatchLog } from "../watch-log.ts";
import { drained, endOf, initialOf, liveOf, snapshotOf } from "../watch-reading.ts";

/** R10: what a watch leaves out. */
export const watchOptions: readonly RuleCase[] = [
  {
    rule: "R10.5",
    title: "ignoreDeletes drops DEL and PURGE, initial and live",
    config: { history: 3 },
    async run({ bucket }) {
      await bucket.put("a", "1");
      await bucket.delete("a");
      await bucket.put("b", "1");
      await bucket.purge("c");
      const ignoreDeletes = true;
      deepEqual(await initialOf(bucket.watch(">", { ignoreDeletes })), ["3 PUT b"]);
      const watcher = await bucket.watch(">", { ignoreDeletes, include: "history" });
      deepEqual((await snapshotOf(watcher)).map(brief), ["1 PUT a", "3 PUT b"]);
      const updates = await bucket.watch(">", { ignoreDeletes, include: "updates" });
      await bucket.purge("b");
      await bucket.delete("b");
      await bucket.put("b", "");
      await bucket.delete("a");
      await bucket.put("c", "1");
      const live = ["7 PUT b", "9 PUT c"];
      deepEqual(await liveOf(watcher, 2), live);
      deepEqual(await liveOf(updates, 2), live);
      const all = await bucket.watch(">", { ignoreDeletes: false, fromRevision: 5 });
      deepEqual((await snapshotOf(all)).map(brief), [
        "5 PURGE b",
        "6 DEL b",
        "7 PUT b",
        "8 DEL a",
        "9 PUT c",
      ]);
    },
  },
  {
    rule: "R10.5",
    title: "ignoreDeletes drops limit markers",
    needs: ["ttl", "limitMarkers"],
    waits: true,
    config: { limitMarkerTtlMs: 60_000 },
    async run({ bucket, time }) {
      const watching = { ignoreDeletes: true } as const;
      const log = new WatchLog(await bucket.watch(">", watching));
      await bucket.create("k", "v", { ttlMs: 1_000 });
      await time.passSurely(1_000);
      deepEqual(await stored(bucket), ["2 PURGE k"]);
      await bucket.put("end", "v");
      await log.has("3 PUT end");
      deepEqual(log.entries.map(brief), ["1 PUT k", "3 PUT end"]);
      deepEqual(await initialOf(bucket.watch(">", watching)), ["3 PUT end"]);
    },
  },
  {
    rule: "R10.5",
    title: "ignoreDeletes drops them before the buffer",
    config: { history: 64 },
    async run({ bucket }) {
      const watcher = await bucket.watch(">", {
        ignoreDeletes: true,
        include: "updates",
        buffer: { maxEntries: 1 },
      });
      const end = endOf(watcher);
      for (let at = 0; at < 5; at += 1) await bucket.delete("k");
      for (let at = 0; at < 5; at += 1) await bucket.purge("other");
      await bucket.put("k", "11");
      await bucket.delete("k");
      await bucket.put("k", "13");
      await end();
      deepEqual(await drained(watcher), ["11 PUT k", "BUFFER_OVERFLOW"]);
    },
  },
  {
    rule: "R10.6",
    title: "metaOnly leaves values out and keeps lengths",
    config: { history: 5 },
    async run({ bucket }) {
      const write = async (): Promise<void> => {
        await bucket.put("k", "12345");
        await bucket.put("k", "é");
        await bucket.put("empty", "");
        await bucket.delete("k");
        await bucket.purge("p");
      };
      await write();
      const watcher = await bucket.watch(">", { metaOnly: true, include: "history" });
      const initial = await snapshotOf(watcher);
      await write();
      const live = await take(watcher[Symbol.asyncIterator](), 5);
      const read = await bucket.history(">", { metaOnly: true }).toArray();
      // The first entry of k and the first purge of p are gone.
      for (const heads of [initial, live]) {
        deepEqual(
          heads.map(({ operation, length }) => `${operation} ${length}`),
          ["PUT 5", "PUT 2", "PUT 0", "DEL 0", "PURGE 0"],
        );
        for (const head of heads) {
          deepEqual(
            ["value", "bytes", "text", "json"].filter((name) => name in head),
            [],
          );
        }
      }
      deepEqual(
        read.slice(-5).map(({ created, ...head }) => [created.getTime(), brief(head)]),
        live.map(({ created, ...head }) => [created.getTime(), brief(head)]),
      );
    },
  },
  {
    rule: "R10.6",
    title: "metaOnly and ignoreDeletes go together; length is that of what is stored",
    async run({ kv, bucket }) {
      const coded = await kv.open(bucket.name, { codec: json<readonly number[]>() });
      await coded.put("list", [1, 2, 3]);
      await coded.delete("gone");
      const options = { metaOnly: true, ignoreDeletes: true } as const;
      const watcher = await coded.watch(">", options);
      const initial = await snapshotOf(watcher);
      await coded.purge("list");
      await coded.put("list", []);
      const live = await take(watcher[Symbol.asyncIterator](), 1);
      deepEqual(
        [...initial, ...live].map((head) => `${brief(head)} ${head.length}`),
        ["1 PUT list 7", "4 PUT list 2"],
      );
      const [entry] = await snapshotOf(await coded.watch("list", { metaOnly: false }));
      deepEqual([entry?.length, entry?.value], [2, []]);
    },
  },
  {
    rule: "R10.5",
    title: "ignoreDeletes and metaOnly are true or false",
    async run({ bucket }) {
      for (const value of [1, "true", null]) {
        for (const name of ["ignoreDeletes", "metaOnly"]) {
          const options = wrong<KvWatchOptions & { metaOnly?: false }>({ [name]: value });
          await failsWith(bucket.watch(">", options), "INVALID_ARGUMENT");
        }
      }
      const options = { ignoreDeletes: undefined, metaOnly: undefined };
      await bucket.delete("k");
      deepEqual(await initialOf(bucket.watch(">", options)), ["1 DEL k"]);
    },
  },
];
