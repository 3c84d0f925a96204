import { deepEqual, equal } from "node:assert/strict";
import { holdsNow } from "../contents.ts";
import { brief, stored } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";
import { WatchLog } from "../watch-log.ts";

/** R11.10: what a clock that is turned does. */
export const clock: readonly RuleCase[] = [
  {
    rule: "R11.10",
    title: "all due expiries and the markers they cause, in order of time, within one advance",
    needs: ["clock", "ttl", "limitMarkers"],
    config: { limitMarkerTtlMs: 2_000 },
    async run({ bucket, time }) {
      const log = new WatchLog(await bucket.watch(">", { include: "updates" }));
      const beganMs = time.nowMs();
      await bucket.put("c", "v", { ttlMs: 5_000 });
      await bucket.put("a", "v", { ttlMs: 1_000 });
      await bucket.put("b", "v", { ttlMs: 4_000 });
      await time.pass(4_500);
      await holdsNow(bucket, ["1 PUT c", "5 PURGE b MaxAge"]);
      await time.pass(100_000);
      await holdsNow(bucket, []);
      await log.has("6 PURGE c");
      const told = log.entries.map((one) => `${brief(one)} ${one.created.getTime() - beganMs}`);
      deepEqual(told, [
        "1 PUT c 0",
        "2 PUT a 0",
        "3 PUT b 0",
        "4 PURGE a 1000",
        "5 PURGE b 4000",
        "6 PURGE c 5000",
      ]);
    },
  },
  {
    rule: "R11.10",
    title: "watchers have heard of what fell due when the turning of the clock returns",
    needs: ["clock", "limitMarkers"],
    config: { ttlMs: 1_000, limitMarkerTtlMs: 1_000 },
    async run({ bucket, time }) {
      await bucket.put("k", "v");
      const log = new WatchLog(await bucket.watch("k", { include: "updates" }));
      await log.has("initialized");
      await time.pass(1_000);
      deepEqual(log.events, ["initialized", "2 PURGE k"]);
    },
  },
  {
    rule: "R11.10",
    title: "what a listener writes while the clock turns is written at that time",
    needs: ["clock", "ttl", "limitMarkers"],
    config: { limitMarkerTtlMs: 60_000 },
    async run({ bucket, time }) {
      const beganMs = time.nowMs();
      await bucket.put("k", "v", { ttlMs: 1_000 });
      const watcher = await bucket.watch("k", { include: "updates" });
      const written: Promise<number>[] = [];
      watcher.on("entry", () => written.push(bucket.put("heir", "v", { ttlMs: 2_000 })));
      await new WatchLog(watcher).has("initialized");
      await time.pass(2_999);
      deepEqual(await Promise.all(written), [3]);
      deepEqual((await bucket.get("heir"))?.created, new Date(beganMs + 1_000));
      await time.pass(1);
      equal(await bucket.get("heir"), null);
    },
  },
  {
    rule: "R11.10",
    title: "one clock is that of TTL, of created and of the ages of markers",
    needs: ["clock"],
    config: { ttlMs: 10_000 },
    async run({ bucket, time }) {
      await time.pass(1_234);
      await bucket.put("k", "v");
      await bucket.delete("d");
      deepEqual((await bucket.get("k"))?.created, new Date(time.nowMs()));
      await time.pass(5_000);
      equal(await bucket.purgeDeletes({ olderThanMs: 5_001 }), 0);
      equal(await bucket.purgeDeletes({ olderThanMs: 5_000 }), 1);
      deepEqual(await stored(bucket), ["1 PUT k"]);
      await time.pass(5_000);
      equal(await bucket.get("k"), null);
    },
  },
];
