import { deepEqual, equal } from "node:assert/strict";
import type { KvBucket } from "@revkv/core";
import { eventually, failsWith, rejection, stateOf, stored, take, wrong } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";

/** Writes that fail where `k` has the revisions 1 and 2. */
const FAILING: readonly ((bucket: KvBucket) => Promise<unknown>)[] = [
  (bucket) => bucket.put("k", "x", { expected: 9 }),
  (bucket) => bucket.put("k", "x", { expected: 0 }),
  (bucket) => bucket.put("k", "x", { expected: "absent" }),
  (bucket) => bucket.create("k", "x"),
  (bucket) => bucket.update("k", "x", 9),
  (bucket) => bucket.update("none", "x", 1),
  (bucket) => bucket.modify("k", () => Promise.reject(new Error("no value"))),
  (bucket) => bucket.delete("k", { expected: 9 }),
  (bucket) => bucket.delete("none", { expected: 1 }),
  (bucket) => bucket.purge("k", { expected: 9 }),
  (bucket) => bucket.purge("k", { ttlMs: 1_000 }),
  (bucket) => bucket.create("n", "x", { ttlMs: 1_000 }),
  (bucket) => bucket.create("n", "x", { ttlMs: 1_500 }),
  (bucket) => bucket.put("k", wrong(5)),
  (bucket) => bucket.put("k", "\ud800"),
  (bucket) => bucket.put("a b", "x"),
  (bucket) => bucket.put("k", "x", { signal: AbortSignal.abort() }),
];

/** R2: the counter of a bucket. */
export const revisions: readonly RuleCase[] = [
  {
    rule: "R2.1",
    title: "one counter for the bucket, one step for every write of any kind",
    async run({ bucket }) {
      equal(await bucket.put("a", "v"), 1);
      equal(await bucket.create("b", "v"), 2);
      equal(await bucket.update("a", "v", 1), 3);
      equal(await bucket.modify("b", () => "w"), 4);
      equal(await bucket.delete("c"), 5);
      equal(await bucket.purge("a"), 6);
      equal(await bucket.create("a", "v"), 7);
      equal((await bucket.status()).lastRevision, 7);
      deepEqual(await stored(bucket), ["4 PUT b", "5 DEL c", "7 PUT a"]);
    },
  },
  {
    rule: "R2.1",
    title: "purgeDeletes takes no number",
    async run({ bucket }) {
      await bucket.put("a", "v");
      await bucket.delete("a");
      await bucket.purge("b");
      equal(await bucket.purgeDeletes({ olderThanMs: 0 }), 2);
      equal((await bucket.status()).lastRevision, 3);
      equal(await bucket.put("c", "v"), 4);
    },
  },
  {
    rule: "R2.1",
    title: "each bucket has a counter of its own",
    async run(world) {
      const other = await world.create();
      equal(await world.bucket.put("k", "v"), 1);
      equal(await world.bucket.put("k", "v"), 2);
      equal(await other.put("k", "v"), 1);
      equal(await world.bucket.put("k", "v"), 3);
      deepEqual(await stored(other), ["1 PUT k"]);
    },
  },
  {
    rule: "R2.1",
    title: "writes at once take numbers in a row, and each resolves to its own",
    async run({ bucket }) {
      const keys = Array.from({ length: 30 }, (_, at) => `k${at}`);
      const given = await Promise.all(keys.map((key) => bucket.put(key, key)));
      deepEqual(
        given.toSorted((a, b) => a - b),
        keys.map((_, at) => at + 1),
      );
      for (const [at, key] of keys.entries()) {
        const entry = await bucket.get(key, { consistency: "leader", revision: given[at] });
        equal(entry?.text(), key);
        equal(entry?.revision, given[at]);
      }
    },
  },
  {
    rule: "R2.1",
    title: "a limit marker takes a number as every write does",
    needs: ["limitMarkers"],
    waits: true,
    config: { limitMarkerTtlMs: 60_000 },
    async run({ bucket, time }) {
      equal(await bucket.create("a", "v", { ttlMs: 1_000 }), 1);
      await time.pass(1_000);
      await eventually(
        async () => (await bucket.status()).lastRevision === 2,
        "a limit marker with the revision 2",
      );
      equal(await bucket.put("b", "v"), 3);
      deepEqual(await stored(bucket), ["2 PURGE a", "3 PUT b"]);
    },
  },
  {
    rule: "R2.2",
    title: "a failed write uses no revision and changes nothing",
    config: { history: 2 },
    async run({ bucket }) {
      await bucket.put("k", "1");
      await bucket.put("k", "2");
      const before = await stateOf(bucket);
      for (const write of FAILING) {
        await rejection(write(bucket));
        deepEqual(await stateOf(bucket), before, String(write));
      }
      equal(await bucket.put("k", "next"), 3);
    },
  },
  {
    rule: "R2.2",
    title: "a write that is too large uses no revision and changes nothing",
    config: { history: 2, maxValueBytes: 200 },
    async run({ bucket }) {
      await bucket.put("k", "v");
      const before = await stateOf(bucket);
      await failsWith(bucket.put("k", "x".repeat(201)), "VALUE_TOO_LARGE");
      await failsWith(bucket.create("n", "x".repeat(200)), "VALUE_TOO_LARGE");
      deepEqual(await stateOf(bucket), before);
      equal(await bucket.put("k", "w"), 2);
    },
  },
  {
    rule: "R2.2",
    title: "a write for which a bucket has no room uses no revision and changes nothing",
    config: { history: 2, maxBytes: 300 },
    async run({ bucket }) {
      await bucket.put("k", "v");
      const before = await stateOf(bucket);
      await failsWith(bucket.put("k".repeat(300), "x"), "BUCKET_FULL");
      await failsWith(bucket.put("k", "x".repeat(300)), "BUCKET_FULL");
      deepEqual(await stateOf(bucket), before);
      equal(await bucket.put("k", "w"), 2);
    },
  },
  {
    rule: "R2.2",
    title: "a failed write is told to no watch",
    config: { history: 2 },
    async run({ bucket }) {
      await bucket.put("k", "1");
      await bucket.put("k", "2");
      const watcher = await bucket.watch(">", { include: "updates" });
      for (const write of FAILING) await rejection(write(bucket));
      await bucket.put("k", "next");
      const [first] = await take(watcher[Symbol.asyncIterator](), 1);
      deepEqual([first?.revision, first?.key], [3, "k"]);
      await watcher.stop();
    },
  },
  {
    rule: "R2.3",
    title: "the counter goes on after everything is purged",
    async run({ bucket }) {
      await bucket.put("a", "v");
      await bucket.purge("a");
      await bucket.delete("b");
      await bucket.purgeDeletes({ olderThanMs: 0 });
      deepEqual(await stored(bucket), []);
      equal((await bucket.status()).lastRevision, 3);
      equal(await bucket.put("a", "v"), 4);
    },
  },
  {
    rule: "R2.3",
    title: "the counter goes on after everything has expired",
    waits: true,
    config: { ttlMs: 1_000 },
    async run({ bucket, time }) {
      await bucket.put("a", "v");
      await bucket.put("b", "v");
      await time.pass(1_000);
      await eventually(
        async () => (await bucket.status()).values === 0,
        "a bucket of which all has expired",
      );
      equal((await bucket.status()).lastRevision, 2);
      equal(await bucket.put("a", "v"), 3);
    },
  },
  {
    rule: "R2.3",
    title: "a bucket that is deleted and made again is empty and begins at revision 1",
    async run(world) {
      const { kv, bucket } = world;
      await bucket.put("a", "v");
      await bucket.put("b", "v");
      equal(await kv.delete(bucket.name), true);
      const again = await world.remake();
      equal((await again.status()).lastRevision, 0);
      deepEqual(await stored(again), []);
      equal(await again.put("c", "v"), 1);
      deepEqual(await stored(again), ["1 PUT c"]);
    },
  },
];
