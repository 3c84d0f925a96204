import { deepEqual, equal } from "node:assert/strict";
import { failsWith } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";
import { change } from "../settings.ts";
import { WatchLog } from "../watch-log.ts";
import { liveOf, snapshotOf } from "../watch-reading.ts";

/** R10.9: what makes no event, and what age does make. */
export const watchSilence: readonly RuleCase[] = [
  {
    rule: "R10.9",
    title: "trimming and purgeDeletes make no event",
    config: { history: 2 },
    async run(world) {
      const { bucket } = world;
      await bucket.delete("marker");
      const log = new WatchLog(await bucket.watch(">", { include: "updates" }));
      await log.has("initialized");
      // What is trimmed before it is delivered may be missing.
      for (const value of ["1", "2", "3"]) await log.has(`${await bucket.put("k", value)} PUT k`);
      await bucket.put("deleted", "v");
      await bucket.delete("deleted");
      await log.has("6 DEL deleted");
      equal(await bucket.purgeDeletes({ olderThanMs: 0 }), 3);
      await change(world, { history: 1 });
      await bucket.put("end", "v");
      await log.has("7 PUT end");
      deepEqual(log.events.slice(1), [
        "2 PUT k",
        "3 PUT k",
        "4 PUT k",
        "5 PUT deleted",
        "6 DEL deleted",
        "7 PUT end",
      ]);
    },
  },
  {
    rule: "R10.9",
    title: "a write that is refused makes no event",
    async run({ bucket }) {
      await bucket.put("k", "1");
      const watcher = await bucket.watch(">", { include: "updates" });
      await failsWith(bucket.create("k", "2"), "KEY_EXISTS");
      await failsWith(bucket.update("k", "2", 7), "REVISION_MISMATCH");
      await failsWith(bucket.delete("k", { expected: 7 }), "REVISION_MISMATCH");
      await failsWith(bucket.purge("k", { expected: 7 }), "REVISION_MISMATCH");
      await bucket.put("k", "2");
      deepEqual(await liveOf(watcher, 1), ["2 PUT k"]);
    },
  },
  {
    rule: "R10.9",
    title: "expiry without limit markers makes no event",
    waits: true,
    config: { ttlMs: 1_000 },
    async run({ bucket, time }) {
      const log = new WatchLog(await bucket.watch(">", { include: "updates" }));
      await bucket.put("k", "v");
      await bucket.delete("gone");
      await time.passSurely(1_000);
      equal(await bucket.get("k"), null);
      await bucket.put("end", "v");
      deepEqual(await log.has("3 PUT end"), ["initialized", "1 PUT k", "2 DEL gone", "3 PUT end"]);
    },
  },
  {
    rule: "R10.2",
    title: "limit markers are heard, each at its place in the order",
    needs: ["limitMarkers"],
    waits: true,
    config: { ttlMs: 1_000, limitMarkerTtlMs: 60_000 },
    async run({ bucket, time }) {
      const log = new WatchLog(await bucket.watch());
      await log.has("initialized");
      await bucket.put("b", "v");
      await bucket.put("a", "v");
      await time.passSurely(1_000);
      await log.until(5);
      await bucket.put("c", "v");
      await log.has("5 PUT c");
      const heard = log.entries.map(({ revision, operation }) => `${revision} ${operation}`);
      deepEqual(heard, ["1 PUT", "2 PUT", "3 PURGE", "4 PURGE", "5 PUT"]);
      const limits = log.entries.slice(2, 4);
      deepEqual(limits.map(({ key }) => key).toSorted(), ["a", "b"]);
      deepEqual(
        limits.map((entry) => entry.operation !== "PUT" && entry.reason),
        ["MaxAge", "MaxAge"],
      );
    },
  },
  {
    rule: "R10.2",
    title: "limit markers of one moment are heard in order of time",
    needs: ["limitMarkers", "clock"],
    waits: true,
    config: { ttlMs: 1_000, limitMarkerTtlMs: 1_000 },
    async run({ bucket, time }) {
      const watcher = await bucket.watch();
      await snapshotOf(watcher);
      await bucket.put("b", "v");
      await bucket.put("a", "v");
      await time.pass(5_000);
      await bucket.put("c", "v");
      deepEqual(await liveOf(watcher, 5), [
        "1 PUT b",
        "2 PUT a",
        "3 PURGE b",
        "4 PURGE a",
        "5 PUT c",
      ]);
    },
  },
  {
    rule: "R10.2",
    title: "an expiry that a write finds is heard before the write",
    needs: ["limitMarkers", "clock"],
    waits: true,
    config: { ttlMs: 1_000, limitMarkerTtlMs: 9_000 },
    async run({ bucket, time }) {
      await bucket.put("k", "v");
      const watcher = await bucket.watch("k", { include: "updates" });
      await time.pass(1_000);
      await failsWith(bucket.update("k", "w", 1), "REVISION_MISMATCH", { actual: 2 });
      await bucket.put("k", "w");
      deepEqual(await liveOf(watcher, 2), ["2 PURGE k", "3 PUT k"]);
    },
  },
];
