import { deepEqual, equal } from "node:assert/strict";
import { eventually, failsWith, includes, stored, wrong } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";

const MINUTE_MS = 60_000;

/** R6: how old a marker must be to be swept up. */
export const markerAges: readonly RuleCase[] = [
  {
    rule: "R6.1",
    title: "markers of 30 minutes go, with everything below them",
    needs: ["clock"],
    config: { history: 5 },
    async run({ bucket, time }) {
      await bucket.put("deleted", "1");
      await bucket.put("deleted", "2");
      await bucket.delete("deleted");
      await bucket.put("purged", "4");
      await bucket.purge("purged");
      await bucket.put("live", "6");
      await bucket.delete("live");
      await bucket.put("live", "8");
      await time.pass(30 * MINUTE_MS - 1);
      equal(await bucket.purgeDeletes(), 2);
      deepEqual(await stored(bucket), [
        "3 DEL deleted",
        "5 PURGE purged",
        "6 PUT live",
        "7 DEL live",
        "8 PUT live",
      ]);
      await time.pass(1);
      equal(await bucket.purgeDeletes({ olderThanMs: undefined }), 2);
      deepEqual(await stored(bucket), ["6 PUT live", "7 DEL live", "8 PUT live"]);
    },
  },
  {
    rule: "R6.1",
    title: "a young marker stays, what is below it goes",
    config: { history: 5 },
    async run({ bucket }) {
      await bucket.put("k", "1");
      await bucket.put("k", "2");
      await bucket.delete("k");
      await bucket.delete("k");
      await bucket.put("live", "5");
      equal(await bucket.purgeDeletes(), 3);
      deepEqual(await stored(bucket), ["4 DEL k", "5 PUT live"]);
      for (const olderThanMs of [undefined, MINUTE_MS, Number.MAX_SAFE_INTEGER])
        equal(await bucket.purgeDeletes({ olderThanMs }), 0);
      equal(await bucket.purgeDeletes({ olderThanMs: 0 }), 1);
      deepEqual(await stored(bucket), ["5 PUT live"]);
    },
  },
  {
    rule: "R6.1",
    title: "a marker goes when it is at least so old, to the ms",
    needs: ["clock"],
    async run(world) {
      for (const [ageMs, olderThanMs, removed] of [
        [1_000, 1_000, 1],
        [999, 1_000, 0],
        [1_001, 1_000, 1],
        [1_000, 1_000.5, 0],
        [1_001, 1_000.5, 1],
      ] as const) {
        const bucket = await world.create();
        await bucket.delete("k");
        await world.time.pass(ageMs);
        equal(await bucket.purgeDeletes({ olderThanMs }), removed, `${ageMs} for ${olderThanMs}`);
      }
    },
  },
  {
    rule: "R6.1",
    title: "the age that counts is that of the last marker, whatever lies below it",
    waits: true,
    config: { history: 5 },
    async run({ bucket, time }) {
      await bucket.put("value-below", "1");
      await bucket.delete("marker-below");
      await bucket.put("old", "3");
      await bucket.delete("old");
      await time.pass(3_000);
      await bucket.delete("young");
      await bucket.delete("value-below");
      await bucket.delete("marker-below");
      equal(await bucket.purgeDeletes({ olderThanMs: 1_500 }), 4);
      deepEqual(await stored(bucket), ["5 DEL young", "6 DEL value-below", "7 DEL marker-below"]);
    },
  },
  {
    rule: "R6.1",
    title: "0 takes every marker without looking at clocks",
    config: { history: 2 },
    async run({ bucket }) {
      await bucket.put("a", "v");
      await bucket.delete("a");
      await bucket.purge("b");
      equal(await bucket.purgeDeletes({ olderThanMs: 0 }), 3);
      includes(await bucket.status(), { values: 0, bytes: 0, lastRevision: 3 });
    },
  },
  {
    rule: "R6.1",
    title: "limit markers go like others, by their age",
    needs: ["limitMarkers"],
    waits: true,
    config: { limitMarkerTtlMs: MINUTE_MS },
    async run({ bucket, time }) {
      await bucket.create("k", "v", { ttlMs: 1_000 });
      await time.passSurely(1_000);
      await eventually(async () => (await bucket.status()).lastRevision === 2, "a limit marker");
      equal(await bucket.purgeDeletes({ olderThanMs: MINUTE_MS / 2 }), 0);
      deepEqual(await stored(bucket), ["2 PURGE k"]);
      equal(await bucket.purgeDeletes({ olderThanMs: 0 }), 1);
      deepEqual(await stored(bucket), []);
    },
  },
  {
    rule: "R6.1",
    title: "the age of a limit marker counts from when its entry was due",
    needs: ["limitMarkers", "clock"],
    config: { limitMarkerTtlMs: MINUTE_MS },
    async run({ bucket, time }) {
      await bucket.create("k", "v", { ttlMs: 1_000 });
      await time.pass(2_000);
      equal(await bucket.purgeDeletes({ olderThanMs: 1_001 }), 0);
      equal(await bucket.purgeDeletes({ olderThanMs: 1_000 }), 1);
    },
  },
  {
    rule: "R6.1",
    title: "an age that is negative or no number is INVALID_ARGUMENT, and nothing goes",
    config: { history: 2 },
    async run({ bucket }) {
      await bucket.put("k", "v");
      await bucket.delete("k");
      for (const olderThanMs of [-1, -0.1, -Infinity, Infinity, Number.NaN, "0", null, {}])
        await failsWith(
          bucket.purgeDeletes({ olderThanMs: wrong(olderThanMs) }),
          "INVALID_ARGUMENT",
        );
      await failsWith(bucket.purgeDeletes(wrong({ olderThan: 0 })), "INVALID_ARGUMENT");
      await failsWith(bucket.purgeDeletes(wrong(0)), "INVALID_ARGUMENT");
      deepEqual(await stored(bucket), ["1 PUT k", "2 DEL k"]);
    },
  },
];
