import { deepEqual, equal } from "node:assert/strict";
import { failsWith, stateOf } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";
import { change } from "../settings.ts";
import { bytes, headers } from "../sizes.ts";

const CAS = headers("Nats-Expected-Last-Subject-Sequence: 0");
const TTL = headers("Nats-TTL: 60s");
const MIB = 1_048_576;

/** R12.1: what a value and its headers may measure. */
export const valueSizes: readonly RuleCase[] = [
  {
    rule: "R12.1",
    title: "a plain put has no headers: its value may be as large as maxValueBytes",
    config: { maxValueBytes: 62 },
    async run({ bucket }) {
      equal(await bucket.put("k", bytes(62)), 1);
      const error = { size: 63, limit: 62, natsCode: 10054 };
      await failsWith(bucket.put("k", bytes(63)), "VALUE_TOO_LARGE", error);
      equal((await bucket.get("k"))?.length, 62);
      equal((await bucket.status()).lastRevision, 1);
    },
  },
  {
    rule: "R12.1",
    title: "the key does not count, nor does its bucket",
    config: { maxValueBytes: 10 },
    async run({ bucket }) {
      equal(await bucket.put(`${"a.long.key.".repeat(20)}k`, bytes(10)), 1);
    },
  },
  {
    rule: "R12.1",
    title: "a compare-and-set has a header of its own, which counts",
    config: { maxValueBytes: CAS + 10 },
    async run({ bucket }) {
      equal(CAS, 52);
      equal(await bucket.put("k", bytes(10), { expected: 0 }), 1);
      const error = { size: CAS + 11, limit: CAS + 10 };
      await failsWith(bucket.put("n", bytes(11), { expected: 0 }), "VALUE_TOO_LARGE", error);
      await failsWith(bucket.create("n", bytes(11)), "VALUE_TOO_LARGE", error);
      await failsWith(bucket.update("k", bytes(11), 1), "VALUE_TOO_LARGE", error);
      equal(await bucket.create("n", bytes(10)), 2);
    },
  },
  {
    rule: "R12.1",
    title: "a create over a marker is judged again with the marker's revision",
    config: { maxValueBytes: CAS + 1 },
    async run({ bucket }) {
      for (let at = 1; at <= 10; at += 1) await bucket.delete("k");
      const large = bucket.create("k", bytes(1));
      await failsWith(large, "VALUE_TOO_LARGE", { size: CAS + 2, limit: CAS + 1 });
      equal(await bucket.create("k", bytes(0)), 11);
    },
  },
  {
    rule: "R12.1",
    title: "a time to live has a header of its own, which counts",
    needs: ["ttl", "limitMarkers"],
    config: { maxValueBytes: 100, limitMarkerTtlMs: 1_000 },
    async run({ bucket }) {
      const ttlMs = 60_000;
      equal(await bucket.put("k", bytes(100 - TTL), { ttlMs }), 1);
      const large = bucket.put("k", bytes(101 - TTL), { ttlMs });
      await failsWith(large, "VALUE_TOO_LARGE", { size: 101, limit: 100 });
    },
  },
  {
    rule: "R12.1",
    title: "markers are headers alone: 31 bytes for a DEL, 51 for a PURGE",
    config: { maxValueBytes: 50 },
    async run({ bucket, create }) {
      equal(await bucket.delete("k"), 1);
      await failsWith(bucket.purge("k"), "VALUE_TOO_LARGE", { size: 51, limit: 50 });
      const larger = await create({ maxValueBytes: 51 });
      equal(await larger.purge("k"), 1);
      const smaller = await create({ maxValueBytes: 30 });
      await smaller.put("k", "v");
      await failsWith(smaller.delete("k"), "VALUE_TOO_LARGE", { size: 31, limit: 30 });
      equal((await smaller.get("k"))?.text(), "v");
    },
  },
  {
    rule: "R12.1",
    title: "a marker that expects a revision has that header too",
    config: { maxValueBytes: 60 },
    async run({ bucket }) {
      await bucket.put("k", "v");
      const expecting = "Nats-Expected-Last-Subject-Sequence: 1";
      const del = { size: headers("KV-Operation: DEL", expecting), limit: 60 };
      await failsWith(bucket.delete("k", { expected: 1 }), "VALUE_TOO_LARGE", del);
      const purge = headers("KV-Operation: PURGE", "Nats-Rollup: sub", expecting);
      const error = { size: purge, limit: 60 };
      await failsWith(bucket.purge("k", { expected: 1 }), "VALUE_TOO_LARGE", error);
      equal(await bucket.purge("k"), 2);
    },
  },
  {
    rule: "R12.1",
    title: "a lower maxValueBytes keeps what is stored, and counts for what comes",
    async run(world) {
      const { bucket } = world;
      await bucket.put("k", bytes(100));
      await change(world, { maxValueBytes: 10 });
      equal((await bucket.get("k"))?.length, 100);
      await failsWith(bucket.put("k", bytes(11)), "VALUE_TOO_LARGE", { size: 11, limit: 10 });
      equal(await bucket.put("k", bytes(10)), 2);
    },
  },
  {
    rule: "R12.1",
    title: "1 MiB of payload, headers included",
    async run({ bucket }) {
      equal(await bucket.put("k", bytes(MIB)), 1);
      const before = await stateOf(bucket);
      const error = { size: MIB + 1, limit: MIB };
      await failsWith(bucket.put("k", bytes(MIB + 1)), "VALUE_TOO_LARGE", error);
      await failsWith(bucket.create("n", bytes(MIB + 1 - CAS)), "VALUE_TOO_LARGE", error);
      deepEqual(await stateOf(bucket), before);
      equal(await bucket.create("n", bytes(MIB - CAS)), 2);
    },
  },
  {
    rule: "R12.1",
    title: "a larger maxValueBytes does not lift the limit of 1 MiB",
    config: { maxValueBytes: 2 * MIB },
    async run({ bucket }) {
      const error = { size: MIB + 1, limit: MIB };
      await failsWith(bucket.put("k", bytes(MIB + 1)), "VALUE_TOO_LARGE", error);
      equal((await bucket.status()).lastRevision, 0);
    },
  },
];
