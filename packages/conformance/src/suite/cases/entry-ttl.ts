import { deepEqual, equal } from "node:assert/strict";
import type { KvBucket } from "@revkv/core";
import { comesTo, holdsNow } from "../contents.ts";
import { astray, brief, type Calls, failsWith, stateOf, wrong } from "../expecting.ts";
import type { Need, RuleCase } from "../rule-case.ts";
import { WatchLog } from "../watch-log.ts";

const NO_WHOLE_SECONDS = [0, -1_000, 1, 500, 999, 1_500, 1_000.5, Number.NaN, Infinity, 2 ** 53];
const YEAR_MS = 365 * 86_400_000;
/** What an entry needs to have a time of its own. */
const OWN_TIMES: readonly Need[] = ["ttl", "limitMarkers"];

/** R11.3: entries with a time of their own. */
export const entryTtl: readonly RuleCase[] = [
  {
    rule: "R11.3",
    title: "ttlMs of an entry is a multiple of 1,000, >= 1,000, else INVALID_TTL",
    needs: OWN_TIMES,
    config: { limitMarkerTtlMs: 1_000 },
    async run({ bucket }) {
      for (const ttlMs of NO_WHOLE_SECONDS)
        deepEqual(await astray(writesWith(bucket, ttlMs), "INVALID_TTL"), [], `${ttlMs} ms`);
      equal((await bucket.status()).lastRevision, 0);
      equal(await bucket.create("k", "v", { ttlMs: 60_000 }), 1);
      equal(await bucket.put("k", "v", { ttlMs: YEAR_MS }), 2);
      equal(await bucket.purge("k", { ttlMs: 61_000 }), 3);
    },
  },
  {
    rule: "R11.3",
    title: "a malformed ttlMs is INVALID_TTL also where the bucket allows none",
    needs: ["ttl"],
    async run({ bucket }) {
      deepEqual(await astray(writesWith(bucket, 1_500), "INVALID_TTL"), []);
      equal((await bucket.status()).lastRevision, 0);
    },
  },
  {
    rule: "R11.3",
    title: "ttlMs: null is a wrong type",
    needs: OWN_TIMES,
    config: { limitMarkerTtlMs: 1_000 },
    async run({ bucket }) {
      deepEqual(await astray(writesWith(bucket, wrong<number>(null)), "INVALID_ARGUMENT"), []);
      equal((await bucket.status()).lastRevision, 0);
    },
  },
  {
    rule: "R11.3",
    title: "an entry's ttlMs needs limitMarkerTtlMs on the bucket, else TTL_NOT_ENABLED",
    needs: ["ttl"],
    async run({ create }) {
      for (const config of [{}, { ttlMs: 5_000 }, { history: 3 }]) {
        const bucket = await create(config);
        for (const write of Object.values(writesWith(bucket, 1_000)))
          await failsWith(write(), "TTL_NOT_ENABLED", { natsCode: 10166 });
        equal((await bucket.status()).lastRevision, 0);
      }
    },
  },
  {
    rule: "R11.3",
    title: "an entry's ttlMs is FEATURE_UNSUPPORTED where entries have no time of their own",
    lacks: "ttl",
    async run({ bucket }) {
      deepEqual(await astray(writesWith(bucket, 1_000), "FEATURE_UNSUPPORTED"), []);
      equal(await bucket.put("k", "v"), 1);
    },
  },
  {
    rule: "R11.3",
    title: "an entry goes by its own time, others stay",
    needs: OWN_TIMES,
    waits: true,
    config: { limitMarkerTtlMs: 60_000 },
    async run({ bucket, time }) {
      await bucket.create("a", "1", { ttlMs: 3_000 });
      await bucket.put("b", "2");
      await time.pass(1_000);
      await holdsNow(bucket, ["1 PUT a", "2 PUT b"]);
      await time.pass(2_000);
      await comesTo(bucket, ["2 PUT b", "3 PURGE a MaxAge"]);
    },
  },
  {
    rule: "R11.3",
    title: "an entry's own ttlMs counts, and the bucket's where that is shorter",
    needs: OWN_TIMES,
    waits: true,
    config: { ttlMs: 4_000, limitMarkerTtlMs: 60_000 },
    async run({ bucket, time }) {
      await bucket.create("long", "v", { ttlMs: 9_000 });
      await bucket.purge("short", { ttlMs: 1_000 });
      await time.pass(1_000);
      await comesTo(bucket, ["1 PUT long"]);
      await time.pass(3_000);
      await comesTo(bucket, ["3 PURGE long MaxAge"]);
    },
  },
  {
    rule: "R11.3",
    title: "an entry goes at the shorter of both times, to the ms",
    needs: ["clock", ...OWN_TIMES],
    config: { ttlMs: 2_500, limitMarkerTtlMs: 1_000 },
    async run({ bucket, time }) {
      await bucket.create("short", "v", { ttlMs: 2_000 });
      await bucket.create("long", "v", { ttlMs: 3_000 });
      await bucket.purge("marker", { ttlMs: 2_000 });
      await time.pass(1_999);
      await holdsNow(bucket, ["1 PUT short", "2 PUT long", "3 PURGE marker"]);
      await time.pass(1);
      await holdsNow(bucket, ["2 PUT long", "4 PURGE short MaxAge"]);
      await time.pass(499);
      deepEqual(await bucket.keys().toArray(), ["long"]);
      await time.pass(1);
      await holdsNow(bucket, ["4 PURGE short MaxAge", "5 PURGE long MaxAge"]);
    },
  },
  {
    rule: "R11.3",
    title: "a purge with a ttlMs goes silently, and nothing comes in its place",
    needs: OWN_TIMES,
    waits: true,
    config: { limitMarkerTtlMs: 60_000 },
    async run({ bucket, time }) {
      const log = new WatchLog(await bucket.watch());
      await bucket.put("k", "v");
      // A purge may take away what is on its way to a watcher.
      await log.has("1 PUT k");
      equal(await bucket.purge("k", { ttlMs: 3_000 }), 2);
      await time.pass(1_000);
      await holdsNow(bucket, ["2 PURGE k"]);
      await time.pass(2_000);
      await comesTo(bucket, []);
      deepEqual(await stateOf(bucket), { values: 0, bytes: 0, lastRevision: 2, entries: [] });
      equal(await bucket.put("k", "v", { expected: 0 }), 3);
      await log.has("3 PUT k");
      deepEqual(log.entries.map(brief), ["1 PUT k", "2 PURGE k", "3 PUT k"]);
    },
  },
  {
    rule: "R11.3",
    title: "a later put without ttlMs stays",
    needs: OWN_TIMES,
    waits: true,
    config: { limitMarkerTtlMs: 1_000 },
    async run({ bucket, time }) {
      await bucket.put("any", "v", { ttlMs: 1_000 });
      await bucket.put("expected", "v", { ttlMs: 1_000 });
      await bucket.put("any", "w");
      await bucket.put("expected", "w", { expected: 2 });
      await time.passSurely(2_000);
      await holdsNow(bucket, ["3 PUT any", "4 PUT expected"]);
      equal((await bucket.get("any"))?.text(), "w");
      equal((await bucket.status()).lastRevision, 4);
    },
  },
];

/** The writes that take a time to live. */
function writesWith(bucket: KvBucket, ttlMs: number): Calls {
  return {
    put: () => bucket.put("k", "v", { ttlMs }),
    create: () => bucket.create("k", "v", { ttlMs }),
    purge: () => bucket.purge("k", { ttlMs }),
  };
}
