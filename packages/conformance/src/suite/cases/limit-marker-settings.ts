import { deepEqual, equal } from "node:assert/strict";
import { failsWith } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";
import { change } from "../settings.ts";

/** R11.6, R11.9: what switches limit markers on, and that nothing switches them off. */
export const limitMarkerSettings: readonly RuleCase[] = [
  {
    rule: "R11.6",
    title: "limitMarkerTtlMs is a multiple of 1,000, >= 1,000, else INVALID_CONFIG",
    needs: ["limitMarkers"],
    async run({ kv, bucket, create, newName }) {
      const bad = [0, -1_000, 1, 500, 999, 1_500, 1_000.5, Number.NaN, Infinity, 2 ** 53];
      for (const limitMarkerTtlMs of bad) {
        await failsWith(kv.create(newName(), { limitMarkerTtlMs }), "INVALID_CONFIG");
        await failsWith(kv.update(bucket.name, { limitMarkerTtlMs }), "INVALID_CONFIG");
      }
      equal((await bucket.status()).config.limitMarkerTtlMs, undefined);
      const least = await create({ limitMarkerTtlMs: 1_000 });
      equal((await least.status()).config.limitMarkerTtlMs, 1_000);
    },
  },
  {
    rule: "R11.9",
    title: "limit markers cannot be taken away by update: INVALID_CONFIG; a new time is fine",
    needs: ["limitMarkers"],
    config: { limitMarkerTtlMs: 5_000 },
    async run(world) {
      const { kv, bucket } = world;
      const before = await bucket.status();
      const without = { ...before.config, limitMarkerTtlMs: undefined };
      for (const call of [
        () => kv.update(bucket.name, without),
        () => kv.update(bucket.name, { ...without, ttlMs: 60_000, history: 2 }),
        () => kv.createOrUpdate(bucket.name, without),
      ])
        await failsWith(call(), "INVALID_CONFIG", { natsCode: 10052 });
      deepEqual(await bucket.status(), before);
      await change(world, { limitMarkerTtlMs: 9_000 });
      equal((await bucket.status()).config.limitMarkerTtlMs, 9_000);
    },
  },
  {
    rule: "R11.9",
    title: "once limit markers are switched on, entries may have times of their own",
    needs: ["ttl", "limitMarkers"],
    async run(world) {
      const { bucket } = world;
      await failsWith(bucket.put("k", "v", { ttlMs: 60_000 }), "TTL_NOT_ENABLED");
      await change(world, { limitMarkerTtlMs: 5_000 });
      equal(await bucket.put("k", "v", { ttlMs: 60_000 }), 1);
      await failsWith(change(world, { limitMarkerTtlMs: undefined }), "INVALID_CONFIG");
      equal(await bucket.put("k", "w", { ttlMs: 60_000 }), 2);
    },
  },
];
