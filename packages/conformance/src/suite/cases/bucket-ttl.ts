import { deepEqual, equal } from "node:assert/strict";
import { comesTo, holdsNow } from "../contents.ts";
import { brief, failsWith, stateOf } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";
import { WatchLog } from "../watch-log.ts";

/** R11.1: entries that go by the time of their bucket. */
export const bucketTtl: readonly RuleCase[] = [
  {
    rule: "R11.1",
    title: "ttlMs of a bucket is an integer >= 100",
    async run({ kv, create, newName }) {
      for (const ttlMs of [100, 101, 1_234]) {
        const bucket = await create({ ttlMs });
        equal((await bucket.status()).config.ttlMs, ttlMs);
      }
      const names = (await kv.names().toArray()).length;
      for (const ttlMs of [99, 0, -100, 100.5, Number.NaN, Infinity, 2 ** 53])
        await failsWith(kv.create(newName(), { ttlMs }), "INVALID_CONFIG");
      equal((await kv.names().toArray()).length, names);
    },
  },
  {
    rule: "R11.1",
    title: "nothing is read at its time or after it, all of it is before",
    needs: ["clock"],
    config: { ttlMs: 1_000, history: 2 },
    async run({ bucket, time }) {
      await bucket.put("a", "1");
      await bucket.put("a", "2");
      await bucket.delete("b");
      await time.pass(999);
      await holdsNow(bucket, ["1 PUT a", "2 PUT a", "3 DEL b"]);
      equal((await bucket.get("a"))?.text(), "2");
      await time.pass(1);
      await holdsNow(bucket, []);
      for (const [key, revision] of [
        ["a", 1],
        ["a", 2],
        ["b", 3],
      ] as const)
        equal(await bucket.get(key, { revision, includeDeleted: true }), null);
      equal((await bucket.getMany(["a", "b"])).size, 0);
      deepEqual(await stateOf(bucket), { values: 0, bytes: 0, lastRevision: 3, entries: [] });
    },
  },
  {
    rule: "R11.1",
    title: "an entry goes at the bucket's age in silence, and its key is as one never written",
    waits: true,
    config: { ttlMs: 3_000 },
    async run({ bucket, time }) {
      const log = new WatchLog(await bucket.watch());
      await bucket.put("a", "1");
      await bucket.put("b", "2");
      await time.pass(1_000);
      await holdsNow(bucket, ["1 PUT a", "2 PUT b"]);
      await time.pass(2_000);
      await comesTo(bucket, []);
      for (const key of ["a", "b"])
        equal(await bucket.get(key, { includeDeleted: true }), null, `${key} is still there`);
      equal((await bucket.status()).lastRevision, 2);
      equal(await bucket.put("a", "3", { expected: 0 }), 3);
      equal(await bucket.create("b", "4"), 4);
      await log.has("4 PUT b");
      deepEqual(log.entries.map(brief), ["1 PUT a", "2 PUT b", "3 PUT a", "4 PUT b"]);
    },
  },
  {
    rule: "R11.1",
    title: "each revision goes by its own age",
    waits: true,
    config: { ttlMs: 4_000, history: 3 },
    async run({ bucket, time }) {
      await bucket.put("k", "1");
      await time.pass(3_000);
      await bucket.put("k", "2");
      await holdsNow(bucket, ["1 PUT k", "2 PUT k"]);
      await time.pass(1_000);
      await comesTo(bucket, ["2 PUT k"]);
      await time.pass(3_000);
      await comesTo(bucket, []);
    },
  },
  {
    rule: "R11.1",
    title: "a put gives its key a new age",
    waits: true,
    config: { ttlMs: 4_000 },
    async run({ bucket, time }) {
      await bucket.put("k", "1");
      await time.pass(2_500);
      await bucket.put("k", "2");
      await time.pass(2_500);
      await holdsNow(bucket, ["2 PUT k"]);
      await time.pass(1_500);
      await comesTo(bucket, []);
    },
  },
  {
    rule: "R11.1",
    title: "markers go by their age too, and what is below them",
    waits: true,
    config: { ttlMs: 3_000, history: 3 },
    async run({ bucket, time }) {
      await bucket.put("d", "1");
      await bucket.delete("d");
      await bucket.put("p", "3");
      await bucket.purge("p");
      await bucket.delete("none");
      await time.pass(1_000);
      await holdsNow(bucket, ["1 PUT d", "2 DEL d", "4 PURGE p", "5 DEL none"]);
      await time.pass(2_000);
      await comesTo(bucket, []);
      equal((await bucket.status()).lastRevision, 5);
    },
  },
];
