import { deepEqual, equal } from "node:assert/strict";
import type { KvConfig } from "@revkv/core/words";
import { failsWith } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";
import type { World } from "../world.ts";

/** Demands that settings are refused, whether a bucket is made or changed, and that nothing comes of it. */
async function demandRefusal(world: World, settings: readonly KvConfig[]): Promise<void> {
  const { kv, bucket } = world;
  const before = await bucket.status();
  const name = world.newName();
  for (const config of settings) {
    const changed = { ...before.config, ...config };
    await failsWith(kv.create(name, changed), "INVALID_CONFIG");
    await failsWith(kv.update(bucket.name, changed), "INVALID_CONFIG");
    await failsWith(kv.createOrUpdate(name, changed), "INVALID_CONFIG");
  }
  deepEqual(await bucket.status(), before);
  await failsWith(kv.open(name), "BUCKET_NOT_FOUND");
}

/** The ends of what settings may be, beside those of times and of history. */
export const settingRanges: readonly RuleCase[] = [
  {
    rule: "R12.1",
    title: "maxValueBytes is a whole number from 1 to 2^31 - 1, else INVALID_CONFIG",
    async run(world) {
      const bad = [0, -1, 1.5, 2 ** 31, Number.NaN, Infinity];
      await demandRefusal(
        world,
        bad.map((maxValueBytes) => ({ maxValueBytes })),
      );
      for (const maxValueBytes of [1, 2 ** 31 - 1]) {
        const bucket = await world.create({ maxValueBytes });
        equal((await bucket.status()).config.maxValueBytes, maxValueBytes);
      }
    },
  },
  {
    rule: "R12.3",
    title: "maxBytes is a whole number from 1 to 2^53 - 1, else INVALID_CONFIG",
    async run(world) {
      const bad = [0, -1, 1.5, 2 ** 53, Number.NaN, Infinity];
      await demandRefusal(
        world,
        bad.map((maxBytes) => ({ maxBytes })),
      );
      const bucket = await world.create({ maxBytes: 1 });
      equal((await bucket.status()).config.maxBytes, 1);
    },
  },
  {
    rule: "R15.2",
    title: "a description has at most 4,096 bytes of UTF-8, else INVALID_CONFIG",
    async run(world) {
      await demandRefusal(world, [
        { description: "é".repeat(2_049) },
        { description: `${"é".repeat(2_048)}e` },
        { description: "\ud800" },
      ]);
      const description = "é".repeat(2_048);
      const bucket = await world.create({ description });
      equal((await bucket.status()).config.description, description);
    },
  },
  {
    rule: "R15.2",
    title: "metadata has at most 131,056 bytes, else INVALID_CONFIG",
    needs: ["metadata"],
    async run(world) {
      await demandRefusal(world, [{ metadata: { a: "x".repeat(131_056) } }]);
      const metadata = { a: "x".repeat(131_055) };
      const bucket = await world.create({ metadata });
      deepEqual((await bucket.status()).config.metadata, metadata);
    },
  },
  {
    rule: "R15.2",
    title: "replicas are 1 to 5, else INVALID_CONFIG",
    async run(world) {
      await demandRefusal(
        world,
        [0, -1, 1.5, 6].map((replicas) => ({ replicas })),
      );
    },
  },
];
