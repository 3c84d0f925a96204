import { deepEqual, equal, ok } from "node:assert/strict";
import { isKvError } from "@revkv/core";
import { comesTo, holdsNow } from "../contents.ts";
import { brief, failsWith, includes } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";
import { headers, subject } from "../sizes.ts";
import { WatchLog } from "../watch-log.ts";

/** R11.6, R11.7: markers that stand in for what has expired; R4.2 for the race to write over one. */
export const limitMarkers: readonly RuleCase[] = [
  {
    rule: "R11.6",
    title: "limit markers have reason MaxAge, the due time as created, a revision of their own",
    needs: ["clock", "ttl", "limitMarkers"],
    config: { limitMarkerTtlMs: 60_000 },
    async run({ bucket, time }) {
      await time.pass(500);
      await bucket.create("k", "v", { ttlMs: 2_000 });
      const dueMs = time.nowMs() + 2_000;
      await time.pass(10_000);
      await bucket.put("x", "v");
      const marker = await bucket.get("k", { includeDeleted: true });
      includes(marker, { operation: "PURGE", reason: "MaxAge", revision: 2, length: 0 });
      deepEqual(marker?.created, new Date(dueMs));
      await time.pass(51_999);
      await holdsNow(bucket, ["2 PURGE k MaxAge", "3 PUT x"]);
      await time.pass(1);
      await holdsNow(bucket, ["3 PUT x"]);
    },
  },
  {
    rule: "R11.6",
    title:
      "a limit marker stands in for a value that has gone, is told to watchers, and goes in silence",
    needs: ["ttl", "limitMarkers"],
    waits: true,
    config: { limitMarkerTtlMs: 3_000 },
    async run({ bucket, time }) {
      const log = new WatchLog(await bucket.watch());
      const values = new WatchLog(await bucket.watch(">", { ignoreDeletes: true }));
      await bucket.create("k", "v", { ttlMs: 1_000 });
      await log.has("1 PUT k");
      await time.pass(1_000);
      await log.has("2 PURGE k");
      await comesTo(bucket, ["2 PURGE k MaxAge"]);
      const [value, marker] = log.entries;
      includes(marker, { operation: "PURGE", reason: "MaxAge", revision: 2, length: 0 });
      const livedMs = Number(marker?.created) - Number(value?.created);
      ok(livedMs >= 1_000, `it lived ${livedMs} ms`);
      await time.pass(3_000);
      await comesTo(bucket, []);
      equal((await bucket.status()).lastRevision, 2);
      equal(await bucket.put("k", "w", { expected: 0 }), 3);
      await log.has("3 PUT k");
      deepEqual(log.entries.map(brief), ["1 PUT k", "2 PURGE k", "3 PUT k"]);
      await values.has("3 PUT k");
      deepEqual(values.entries.map(brief), ["1 PUT k", "3 PUT k"]);
    },
  },
  {
    rule: "R11.6",
    title: "a limit marker lives no longer than ttlMs of the bucket",
    needs: ["limitMarkers"],
    waits: true,
    config: { ttlMs: 2_000, limitMarkerTtlMs: 60_000 },
    async run({ bucket, time }) {
      const log = new WatchLog(await bucket.watch());
      await bucket.put("k", "v");
      await time.pass(2_000);
      await log.has("2 PURGE k");
      await time.pass(2_000);
      await comesTo(bucket, []);
      equal((await bucket.status()).lastRevision, 2);
    },
  },
  {
    rule: "R11.6",
    title: "a limit marker lives as long as the shorter of both times, to the ms",
    needs: ["clock", "limitMarkers"],
    async run({ create, time }) {
      for (const [ttlMs, limitMarkerTtlMs] of [
        [1_500, 60_000],
        [60_000, 1_000],
      ] as const) {
        const bucket = await create({ ttlMs, limitMarkerTtlMs });
        await bucket.put("k", "v");
        await time.pass(ttlMs);
        await holdsNow(bucket, ["2 PURGE k MaxAge"]);
        await time.pass(Math.min(ttlMs, limitMarkerTtlMs) - 1);
        await holdsNow(bucket, ["2 PURGE k MaxAge"]);
        await time.pass(1);
        await holdsNow(bucket, []);
      }
    },
  },
  {
    rule: "R11.6",
    title: "limit markers come only when the last remaining entry of a key goes",
    needs: ["limitMarkers"],
    waits: true,
    config: { ttlMs: 3_000, limitMarkerTtlMs: 60_000, history: 3 },
    async run({ bucket, time }) {
      await bucket.put("k", "1");
      await time.pass(2_000);
      await bucket.put("k", "2");
      await time.pass(3_000);
      await comesTo(bucket, ["3 PURGE k MaxAge"]);
    },
  },
  {
    rule: "R11.6",
    title: "what goes below a later entry leaves no limit marker",
    needs: ["ttl", "limitMarkers"],
    waits: true,
    config: { limitMarkerTtlMs: 1_000, history: 5 },
    async run({ bucket, time }) {
      await bucket.create("k", "1", { ttlMs: 3_000 });
      await bucket.put("k", "2");
      await time.pass(1_000);
      await holdsNow(bucket, ["1 PUT k", "2 PUT k"]);
      await time.pass(2_000);
      await comesTo(bucket, ["2 PUT k"]);
      equal((await bucket.status()).lastRevision, 2);
    },
  },
  {
    rule: "R11.6",
    title: "limit markers come for a DEL, not for a PURGE, not for a limit marker",
    needs: ["limitMarkers"],
    waits: true,
    config: { ttlMs: 2_000, limitMarkerTtlMs: 60_000, history: 3 },
    async run({ bucket, time }) {
      const log = new WatchLog(await bucket.watch());
      await bucket.delete("d");
      await bucket.purge("p");
      await time.pass(1_000);
      await holdsNow(bucket, ["1 DEL d", "2 PURGE p"]);
      await time.pass(1_000);
      await log.has("3 PURGE d");
      await time.pass(2_000);
      await comesTo(bucket, []);
      equal(await bucket.put("fence", "v"), 4);
      await log.has("4 PUT fence");
      deepEqual(log.entries.map(brief), ["1 DEL d", "2 PURGE p", "3 PURGE d", "4 PUT fence"]);
    },
  },
  {
    rule: "R11.6",
    title: "limit markers come in the order of the entries they stand for",
    needs: ["limitMarkers"],
    waits: true,
    config: { ttlMs: 3_000, limitMarkerTtlMs: 60_000 },
    async run({ bucket, time }) {
      await bucket.put("z", "1");
      await bucket.put("a", "2");
      await bucket.delete("m");
      await time.pass(3_000);
      await comesTo(bucket, ["4 PURGE z MaxAge", "5 PURGE a MaxAge", "6 PURGE m MaxAge"]);
    },
  },
  {
    rule: "R11.6",
    title: "limit markers come in order of due time, and of revision where that is the same",
    needs: ["clock", "ttl", "limitMarkers"],
    config: { limitMarkerTtlMs: 60_000 },
    async run({ bucket, time }) {
      await bucket.create("z", "v", { ttlMs: 3_000 });
      await bucket.create("y", "v", { ttlMs: 1_000 });
      await bucket.create("b", "v", { ttlMs: 2_000 });
      await bucket.create("a", "v", { ttlMs: 2_000 });
      await time.pass(10_000);
      await holdsNow(bucket, [
        "5 PURGE y MaxAge",
        "6 PURGE b MaxAge",
        "7 PURGE a MaxAge",
        "8 PURGE z MaxAge",
      ]);
    },
  },
  {
    rule: "R11.6",
    title: "a limit marker stays below a new value in the history, and goes from there in silence",
    needs: ["ttl", "limitMarkers"],
    waits: true,
    config: { history: 5, limitMarkerTtlMs: 3_000 },
    async run({ bucket, time }) {
      const log = new WatchLog(await bucket.watch());
      await bucket.create("k", "1", { ttlMs: 3_000 });
      await time.pass(3_000);
      await log.has("2 PURGE k");
      equal(await bucket.create("k", "3"), 3);
      await holdsNow(bucket, ["2 PURGE k MaxAge", "3 PUT k"]);
      await time.pass(3_000);
      await comesTo(bucket, ["3 PUT k"]);
      equal(await bucket.put("fence", "v"), 4);
      await log.has("4 PUT fence");
      deepEqual(log.entries.map(brief), ["1 PUT k", "2 PURGE k", "3 PUT k", "4 PUT fence"]);
    },
  },
  {
    rule: "R11.6",
    title: "with a history of 1 a create takes the place of a limit marker, for good",
    needs: ["ttl", "limitMarkers"],
    waits: true,
    config: { limitMarkerTtlMs: 2_000 },
    async run({ bucket, time }) {
      const log = new WatchLog(await bucket.watch(">", { include: "updates" }));
      await bucket.create("k", "1", { ttlMs: 1_000 });
      await time.pass(1_000);
      await log.has("2 PURGE k");
      equal(await bucket.create("k", "3"), 3);
      await holdsNow(bucket, ["3 PUT k"]);
      await time.passSurely(2_000);
      await holdsNow(bucket, ["3 PUT k"]);
    },
  },
  {
    rule: "R4.2",
    title: "of many creates at once over a limit marker one wins",
    needs: ["ttl", "limitMarkers"],
    waits: true,
    config: { limitMarkerTtlMs: 60_000 },
    async run({ bucket, time }) {
      await bucket.create("k", "v", { ttlMs: 1_000 });
      await time.pass(1_000);
      await comesTo(bucket, ["2 PURGE k MaxAge"]);
      const racing = Array.from({ length: 50 }, () => bucket.create("k", "w"));
      const ends = await Promise.allSettled(racing);
      const lost = ends.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
      equal(lost.length, 49);
      ok(
        lost.every((error) => isKvError(error, "KEY_EXISTS")),
        String(lost),
      );
      await holdsNow(bucket, ["3 PUT k"]);
    },
  },
  {
    rule: "R11.7",
    title: "a limit marker is stored even where there is no room for it",
    needs: ["ttl", "limitMarkers"],
    waits: true,
    async run(world) {
      const { create, time } = world;
      const size = subject(world.bucket, "k") + 16;
      const value = headers("Nats-TTL: 1s") + 10;
      const limits = { maxBytes: size + value, maxValueBytes: value };
      const bucket = await create({ ...limits, storage: "memory", limitMarkerTtlMs: 5_000 });
      await bucket.put("k", "0123456789", { ttlMs: 1_000 });
      await time.passSurely(1_000);
      await holdsNow(bucket, ["2 PURGE k MaxAge"]);
      const lines = ["Nats-Marker-Reason: MaxAge", "Nats-TTL: 5s", "Nats-Rollup: sub"];
      const { bytes } = await bucket.status();
      equal(bytes, size + headers(...lines));
      ok(bytes > limits.maxBytes, "there was room for it");
      await failsWith(bucket.put("l", "v"), "BUCKET_FULL");
      await time.pass(5_000);
      await comesTo(bucket, []);
      equal((await bucket.status()).lastRevision, 2);
    },
  },
];
