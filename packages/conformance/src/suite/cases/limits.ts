import { deepEqual, equal } from "node:assert/strict";
import type { KvBucket } from "@revkv/core";
import type { KvConfig } from "@revkv/core/words";
import { comesTo } from "../contents.ts";
import { failsWith, stateOf, stored } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";
import { change } from "../settings.ts";
import { bytes, headers, subject } from "../sizes.ts";
import type { World } from "../world.ts";

const PURGE = headers("KV-Operation: PURGE", "Nats-Rollup: sub");

/** What a value takes in memory, put at a key of one letter. */
function sizeOf(bucket: KvBucket, value: number): number {
  return subject(bucket, "k") + value + 16;
}

/** Makes a bucket with room for values of these sizes, put at keys of one letter, and one byte more. */
function roomFor(
  world: World,
  values: readonly number[],
  config: KvConfig = {},
): Promise<KvBucket> {
  const size = values.reduce((sum, value) => sum + sizeOf(world.bucket, value), 0);
  return world.create({ storage: "memory", ...config, maxBytes: size + 1 });
}

/** R12.3: buckets that are full. */
export const limits: readonly RuleCase[] = [
  {
    rule: "R12.3",
    title: "a bucket takes what fits exactly, and refuses one byte more with BUCKET_FULL",
    async run(world) {
      const maxBytes = sizeOf(world.bucket, 50);
      const bucket = await world.create({ storage: "memory", maxBytes });
      const error = { natsCode: 10077 };
      await failsWith(bucket.put("k", bytes(51)), "BUCKET_FULL", error);
      equal((await bucket.status()).lastRevision, 0);
      equal(await bucket.put("k", bytes(50)), 1);
      await failsWith(bucket.put("n", bytes(0)), "BUCKET_FULL", error);
      deepEqual(await stored(bucket), ["1 PUT k"]);
    },
  },
  {
    rule: "R12.3",
    title: "a full bucket refuses a further key, keeps all it has and uses no revision",
    async run(world) {
      const bucket = await roomFor(world, [50, 50, 10]);
      await bucket.put("a", bytes(50));
      await bucket.put("b", bytes(50));
      const before = await stateOf(bucket);
      await failsWith(bucket.put("c", bytes(40)), "BUCKET_FULL");
      await failsWith(bucket.create("c", bytes(40)), "BUCKET_FULL");
      deepEqual(await stateOf(bucket), before);
      equal(await bucket.put("c", bytes(5)), 3);
    },
  },
  {
    rule: "R12.3",
    title: "a full bucket takes what is no larger than the entry that its key drops",
    async run(world) {
      const bucket = await roomFor(world, [50]);
      await bucket.put("k", bytes(50));
      equal(await bucket.put("k", bytes(50)), 2);
      await failsWith(bucket.put("k", bytes(51)), "BUCKET_FULL");
      equal(await bucket.put("k", bytes(49)), 3);
      await failsWith(bucket.put("k", bytes(50)), "BUCKET_FULL");
    },
  },
  {
    rule: "R12.3",
    title: "a full bucket kept in files takes what is as large as the entry that its key drops",
    async run(world) {
      const maxBytes = subject(world.bucket, "k") + 50 + 30 + 1;
      const bucket = await world.create({ storage: "file", maxBytes });
      await bucket.put("k", bytes(50));
      equal(await bucket.put("k", bytes(50)), 2);
      await failsWith(bucket.put("k", bytes(51)), "BUCKET_FULL");
    },
  },
  {
    rule: "R12.3",
    title: "with history only the oldest entry counts, and only where the history is full",
    async run(world) {
      const bucket = await roomFor(world, [50, 10], { history: 2 });
      await bucket.put("k", bytes(50));
      await failsWith(bucket.put("k", bytes(12)), "BUCKET_FULL");
      await bucket.put("k", bytes(10));
      equal(await bucket.put("k", bytes(30)), 3);
      const lengths = (await bucket.history("k").toArray()).map(({ length }) => length);
      deepEqual(lengths, [10, 30]);
      await failsWith(bucket.put("k", bytes(40)), "BUCKET_FULL");
    },
  },
  {
    rule: "R12.3",
    title: "a full bucket may refuse deletes and purges, and then changes nothing",
    async run(world) {
      const bucket = await roomFor(world, [50, 50, 50], { history: 5 });
      for (let at = 0; at < 3; at += 1) await bucket.put("k", bytes(50));
      const before = await stateOf(bucket);
      await failsWith(bucket.delete("k"), "BUCKET_FULL");
      await failsWith(bucket.purge("k"), "BUCKET_FULL");
      deepEqual(await stateOf(bucket), before);
    },
  },
  {
    rule: "R12.3",
    title: "with history 1 a marker replaces a value that is no smaller",
    async run(world) {
      const bucket = await roomFor(world, [31]);
      await bucket.put("k", bytes(31));
      await failsWith(bucket.purge("k"), "BUCKET_FULL");
      equal(await bucket.delete("k"), 2);
      deepEqual(await stored(bucket), ["2 DEL k"]);
    },
  },
  {
    rule: "R12.3",
    title: "what a purge takes away makes room",
    async run(world) {
      const bucket = await roomFor(world, [60, 60, PURGE]);
      await bucket.put("k", bytes(60));
      await bucket.put("l", bytes(60));
      await failsWith(bucket.put("n", bytes(60)), "BUCKET_FULL");
      equal(await bucket.purge("k"), 3);
      equal(await bucket.put("n", bytes(60)), 4);
      await failsWith(bucket.put("m", bytes(60)), "BUCKET_FULL");
      equal(await bucket.purgeDeletes({ olderThanMs: 0 }), 1);
      equal(await bucket.put("m", bytes(PURGE)), 5);
    },
  },
  {
    rule: "R12.3",
    title: "what expires makes room",
    waits: true,
    async run(world) {
      const bucket = await roomFor(world, [50], { ttlMs: 2_000 });
      await bucket.put("k", bytes(50));
      await failsWith(bucket.put("l", bytes(50)), "BUCKET_FULL");
      await world.time.pass(2_000);
      await comesTo(bucket, []);
      equal(await bucket.put("l", bytes(50)), 2);
    },
  },
  {
    rule: "R12.3",
    title: "a lower maxBytes removes nothing, and counts for what comes",
    async run(world) {
      const { bucket } = world;
      await bucket.put("k", bytes(50));
      await bucket.put("l", bytes(50));
      await change(world, { maxBytes: sizeOf(bucket, 50) });
      deepEqual(await stored(bucket), ["1 PUT k", "2 PUT l"]);
      await failsWith(bucket.put("k", bytes(51)), "BUCKET_FULL");
      await failsWith(bucket.put("n", bytes(1)), "BUCKET_FULL");
      equal((await bucket.status()).lastRevision, 2);
    },
  },
  {
    rule: "R12.3",
    title:
      "a bucket that holds more than a lower maxBytes takes what is no larger than what it drops",
    async run(world) {
      const { bucket } = world;
      await bucket.put("k", bytes(50));
      await bucket.put("l", bytes(50));
      await change(world, { maxBytes: sizeOf(bucket, 50) });
      equal(await bucket.put("k", bytes(50)), 3);
      equal(await bucket.delete("l"), 4);
    },
  },
  {
    rule: "R12.3",
    title: "without maxBytes a bucket takes whatever comes",
    config: { maxBytes: 1_000 },
    async run(world) {
      const { bucket } = world;
      await failsWith(bucket.put("k", bytes(1_000)), "BUCKET_FULL");
      await change(world, { maxBytes: undefined });
      equal(await bucket.put("k", bytes(100_000)), 1);
    },
  },
];
