import { deepEqual, equal } from "node:assert/strict";
import { comesTo, holdsNow } from "../contents.ts";
import type { RuleCase } from "../rule-case.ts";
import { change } from "../settings.ts";
import { WatchLog } from "../watch-log.ts";

/** R11.8: times that are changed while entries are stored. */
export const changedTimes: readonly RuleCase[] = [
  {
    rule: "R11.8",
    title: "lowering ttlMs lets what is overdue go at once, in the update",
    needs: ["clock", "limitMarkers"],
    config: { ttlMs: 100_000, limitMarkerTtlMs: 60_000 },
    async run(world) {
      const { bucket, time } = world;
      await bucket.put("old", "v");
      await bucket.purge("purged");
      await time.pass(700);
      await bucket.put("young", "v");
      await time.pass(700);
      await change(world, { ttlMs: 1_000 });
      await holdsNow(bucket, ["3 PUT young", "4 PURGE old MaxAge"]);
      const marker = await bucket.get("old", { includeDeleted: true });
      deepEqual(marker?.created, new Date(time.nowMs()));
      await time.pass(300);
      equal(await bucket.get("young"), null);
    },
  },
  {
    rule: "R11.8",
    title: "raising ttlMs, or taking it away, keeps entries longer, to the ms",
    needs: ["clock"],
    config: { ttlMs: 1_000 },
    async run(world) {
      const { bucket, time } = world;
      await bucket.put("k", "v");
      await time.pass(500);
      await change(world, { ttlMs: 3_000 });
      await time.pass(2_499);
      await holdsNow(bucket, ["1 PUT k"]);
      await change(world, { ttlMs: undefined });
      await time.pass(1_000_000);
      await holdsNow(bucket, ["1 PUT k"]);
      await change(world, { ttlMs: 1_000 });
      await holdsNow(bucket, []);
    },
  },
  {
    rule: "R11.8",
    title: "a lower ttlMs takes what is overdue, and the rest in its time",
    waits: true,
    config: { ttlMs: 60_000, history: 2 },
    async run(world) {
      const { bucket, time } = world;
      await bucket.put("old", "v");
      await time.pass(3_500);
      await bucket.put("young", "v");
      await change(world, { ttlMs: 3_000 });
      await comesTo(bucket, ["2 PUT young"]);
      await time.pass(3_000);
      await comesTo(bucket, []);
    },
  },
  {
    rule: "R11.8",
    title: "a higher ttlMs keeps what is stored longer",
    waits: true,
    config: { ttlMs: 2_000 },
    async run(world) {
      const { bucket, time } = world;
      await bucket.put("k", "v");
      await time.pass(1_000);
      await change(world, { ttlMs: 5_000 });
      await time.passSurely(1_000);
      await holdsNow(bucket, ["1 PUT k"]);
      await time.pass(3_000);
      await comesTo(bucket, []);
    },
  },
  {
    rule: "R11.8",
    title: "a ttlMs that is taken away takes nothing",
    waits: true,
    config: { ttlMs: 2_000 },
    async run(world) {
      const { bucket, time } = world;
      await bucket.put("k", "v");
      await time.pass(1_000);
      await change(world, { ttlMs: undefined });
      await time.passSurely(1_000);
      await holdsNow(bucket, ["1 PUT k"]);
    },
  },
  {
    rule: "R11.8",
    title: "a ttlMs that comes later counts for what is stored already",
    waits: true,
    async run(world) {
      const { bucket, time } = world;
      await bucket.put("k", "v");
      await time.pass(1_000);
      await change(world, { ttlMs: 3_000 });
      await holdsNow(bucket, ["1 PUT k"]);
      await time.pass(2_000);
      await comesTo(bucket, []);
    },
  },
  {
    rule: "R11.8",
    title: "a lower ttlMs leaves limit markers for what is overdue",
    needs: ["limitMarkers"],
    waits: true,
    config: { ttlMs: 60_000, limitMarkerTtlMs: 2_000 },
    async run(world) {
      const { bucket, time } = world;
      const log = new WatchLog(await bucket.watch());
      await bucket.put("a", "v");
      await bucket.purge("b");
      await time.pass(3_000);
      await change(world, { ttlMs: 2_500 });
      await log.has("3 PURGE a");
      await time.pass(2_000);
      await comesTo(bucket, []);
    },
  },
  {
    rule: "R11.8",
    title: "limit markers can be switched on by update, and then old entries leave them too",
    needs: ["limitMarkers"],
    waits: true,
    config: { ttlMs: 3_000 },
    async run(world) {
      const { bucket, time } = world;
      await bucket.put("k", "v");
      await change(world, { limitMarkerTtlMs: 60_000 });
      await time.pass(1_000);
      await holdsNow(bucket, ["1 PUT k"]);
      await time.pass(2_000);
      await comesTo(bucket, ["2 PURGE k MaxAge"]);
    },
  },
  {
    rule: "R11.8",
    title: "another time for limit markers counts for those to come",
    needs: ["ttl", "limitMarkers"],
    waits: true,
    config: { limitMarkerTtlMs: 1_000 },
    async run(world) {
      const { bucket, time } = world;
      await bucket.create("k", "v", { ttlMs: 2_000 });
      await change(world, { limitMarkerTtlMs: 60_000 });
      await time.pass(2_000);
      await comesTo(bucket, ["2 PURGE k MaxAge"]);
      await time.passSurely(1_000);
      await holdsNow(bucket, ["2 PURGE k MaxAge"]);
    },
  },
  {
    rule: "R11.8",
    title: "limit markers that are stored keep their own time when it is changed",
    needs: ["clock", "ttl", "limitMarkers"],
    config: { limitMarkerTtlMs: 5_000 },
    async run(world) {
      const { bucket, time } = world;
      await bucket.put("old", "v", { ttlMs: 1_000 });
      await time.pass(1_000);
      await change(world, { limitMarkerTtlMs: 1_000 });
      await bucket.put("new", "v", { ttlMs: 1_000 });
      await time.pass(1_000);
      await holdsNow(bucket, ["2 PURGE old MaxAge", "4 PURGE new MaxAge"]);
      await time.pass(1_000);
      await holdsNow(bucket, ["2 PURGE old MaxAge"]);
      await time.pass(2_999);
      await holdsNow(bucket, ["2 PURGE old MaxAge"]);
      await time.pass(1);
      await holdsNow(bucket, []);
    },
  },
];
