import { deepEqual, equal } from "node:assert/strict";
import { includes, stored } from "../expecting.ts";
import { fill } from "../fill.ts";
import type { RuleCase } from "../rule-case.ts";
import { WatchLog } from "../watch-log.ts";

/** R6: markers are swept up. */
export const purgeDeletes: readonly RuleCase[] = [
  {
    rule: "R6.1",
    title: "every marker that is last goes with all below it, and each entry that goes is counted",
    config: { history: 5 },
    async run({ bucket }) {
      await bucket.put("live", "1");
      await bucket.put("gone", "2");
      await bucket.put("gone", "3");
      await bucket.delete("gone");
      await bucket.put("purged", "5");
      await bucket.purge("purged");
      await bucket.delete("never");
      await bucket.delete("never");
      equal(await bucket.purgeDeletes({ olderThanMs: 0 }), 6);
      deepEqual(await stored(bucket), ["1 PUT live"]);
      equal(await bucket.purgeDeletes({ olderThanMs: 0 }), 0);
    },
  },
  {
    rule: "R6.1",
    title: "a live key keeps its history, also the markers in it",
    config: { history: 5 },
    async run({ bucket }) {
      await bucket.put("k", "1");
      await bucket.delete("k");
      await bucket.put("k", "3");
      await bucket.purge("purged");
      await bucket.put("purged", "5");
      equal(await bucket.purgeDeletes({ olderThanMs: 0 }), 0);
      deepEqual(await stored(bucket), [
        "1 PUT k",
        "2 DEL k",
        "3 PUT k",
        "4 PURGE purged",
        "5 PUT purged",
      ]);
    },
  },
  {
    rule: "R6.1",
    title: "a marker of revision 1 stays while it is young, and nothing else goes with it",
    config: { history: 3 },
    async run({ bucket }) {
      await bucket.delete("first");
      await bucket.put("k", "v");
      await bucket.put("first.below", "v");
      equal(await bucket.purgeDeletes(), 0);
      deepEqual(await stored(bucket), ["1 DEL first", "2 PUT k", "3 PUT first.below"]);
      equal(await bucket.purgeDeletes({ olderThanMs: 0 }), 1);
      deepEqual(await stored(bucket), ["2 PUT k", "3 PUT first.below"]);
    },
  },
  {
    rule: "R6.1",
    title: "nothing falls due any more of a marker that was swept up",
    needs: ["limitMarkers"],
    waits: true,
    config: { ttlMs: 3_000, limitMarkerTtlMs: 1_000 },
    async run(world) {
      const { bucket, time } = world;
      // Its bucket's time would have made a limit marker of it.
      await bucket.delete("k");
      equal(await bucket.purgeDeletes({ olderThanMs: 0 }), 1);
      const lasting = await world.create({ limitMarkerTtlMs: 1_000 });
      await lasting.purge("k", { ttlMs: 2_000 });
      equal(await lasting.purgeDeletes({ olderThanMs: 0 }), 1);
      await lasting.put("k", "new");
      await time.passSurely(3_000);
      includes(await bucket.status(), { values: 0, lastRevision: 1 });
      deepEqual(await stored(lasting), ["2 PUT k"]);
    },
  },
  {
    rule: "R6.1",
    title: "purgeDeletes of an empty bucket, or one without markers, is 0",
    async run({ bucket }) {
      equal(await bucket.purgeDeletes({ olderThanMs: 0 }), 0);
      await bucket.put("k", "v");
      equal(await bucket.purgeDeletes({ olderThanMs: 0 }), 0);
      deepEqual(await stored(bucket), ["1 PUT k"]);
    },
  },
  {
    rule: "R6.1",
    title: "it uses no revision, and a removed key is as one never written",
    config: { history: 3 },
    async run({ bucket }) {
      await bucket.put("k", "1");
      await bucket.delete("k");
      await bucket.purge("other");
      equal(await bucket.purgeDeletes({ olderThanMs: 0 }), 3);
      for (const revision of [undefined, 1, 2, 3]) {
        equal(await bucket.get("k", { revision, includeDeleted: true }), null);
        equal(await bucket.get("other", { revision, includeDeleted: true }), null);
      }
      deepEqual(await (await bucket.watch(">", { include: "history" })).snapshot(), []);
      equal(await bucket.put("k", "v", { expected: 0 }), 4);
      equal(await bucket.create("other", "v"), 5);
      deepEqual(await stored(bucket), ["4 PUT k", "5 PUT other"]);
    },
  },
  {
    rule: "R6.1",
    title: "of thousands of keys exactly the deleted ones are swept up",
    config: { history: 2 },
    async run({ bucket }) {
      const keys = await fill(bucket, 3_000);
      const deleted = keys.filter((_, at) => at % 2 === 0);
      await Promise.all(deleted.map((key) => bucket.delete(key)));
      equal(await bucket.purgeDeletes({ olderThanMs: 0 }), 3_000);
      includes(await bucket.status(), { values: 1_500, lastRevision: 4_500 });
      const left = keys.filter((_, at) => at % 2 === 1);
      deepEqual((await bucket.keys().toArray()).toSorted(), left.toSorted());
    },
  },
  {
    rule: "R6.2",
    title: "an entry that is written while markers are swept up survives",
    config: { history: 2 },
    async run(world) {
      const { bucket } = world;
      const writer = await (await world.anotherManager()).open(bucket.name);
      const keys = await fill(bucket, 300);
      // One after the other, and those first whose markers are swept up last.
      const writeAll = async (): Promise<void> => {
        for (const key of keys.toReversed()) await writer.put(key, "again");
      };
      for (let round = 0; round < 3; round += 1) {
        await Promise.all(keys.map((key) => bucket.delete(key)));
        await Promise.all([bucket.purgeDeletes({ olderThanMs: 0 }), writeAll()]);
        deepEqual([...(await bucket.getMany(keys)).keys()], keys);
      }
    },
  },
  {
    rule: "R6.2",
    title: "watchers see nothing of what is swept up",
    config: { history: 3 },
    async run({ bucket }) {
      await bucket.put("k", "v");
      await bucket.delete("k");
      const last = new WatchLog(await bucket.watch());
      const all = new WatchLog(await bucket.watch(">", { include: "history" }));
      const live = new WatchLog(await bucket.watch("k", { include: "updates" }));
      for (const log of [last, all, live]) await log.has("initialized");
      equal(await bucket.purgeDeletes({ olderThanMs: 0 }), 2);
      await bucket.put("k", "new");
      deepEqual(await last.has("3 PUT k"), ["2 DEL k", "initialized", "3 PUT k"]);
      deepEqual(await all.has("3 PUT k"), ["1 PUT k", "2 DEL k", "initialized", "3 PUT k"]);
      deepEqual(await live.has("3 PUT k"), ["initialized", "3 PUT k"]);
    },
  },
];
