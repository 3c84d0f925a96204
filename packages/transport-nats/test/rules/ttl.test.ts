import { describeServers } from "@revkv/dev/nats-server";
import { expect, test } from "vitest";
import { codeOf } from "@revkv/dev/expecting";
import { storeOn } from "./support.ts";
import { Wire } from "./wire.ts";

describeServers(
  "rule 12: times to live that no server is asked about",
  { least: "2.11" },
  (server) => {
    const here = storeOn(server);

    test("what is no whole second is INVALID_TTL, in a config INVALID_CONFIG; nothing is sent", async () => {
      const bucket = await here.bucket({ limitMarkerTtlMs: 1_000 });
      const wire = await Wire.of(here);
      const sent = await wire.during(async () => {
        for (const ttlMs of [0, -1_000, 1, 999, 1_500, 1_000.5, Number.NaN, Infinity]) {
          expect(await codeOf(bucket.put("k", "v", { ttlMs }))).toBe("INVALID_TTL");
          expect(await codeOf(bucket.create("k", "v", { ttlMs }))).toBe("INVALID_TTL");
          expect(await codeOf(bucket.purge("k", { ttlMs }))).toBe("INVALID_TTL");
          const limitMarkerTtlMs = ttlMs;
          expect(await codeOf(here.kv.create("no", { limitMarkerTtlMs }))).toBe("INVALID_CONFIG");
        }
        expect(await codeOf(here.kv.create("no", { ttlMs: 99 }))).toBe("INVALID_CONFIG");
      });
      expect(sent).toEqual([]);
    });
  },
);

describeServers(
  "rule 12: an old server would ignore times to live",
  { versions: ["2.9", "2.10"] },
  (server) => {
    const here = storeOn(server);

    test("so they are FEATURE_UNSUPPORTED, and nothing is sent", async () => {
      const bucket = await here.bucket();
      const wire = await Wire.of(here);
      const sent = await wire.during(async () => {
        for (const call of [
          () => bucket.put("k", "v", { ttlMs: 1_000 }),
          () => bucket.create("k", "v", { ttlMs: 1_000 }),
          () => bucket.purge("k", { ttlMs: 1_000 }),
          () => here.kv.create("no", { limitMarkerTtlMs: 1_000 }),
          () => here.kv.update(bucket.name, { limitMarkerTtlMs: 1_000 }),
          () => here.kv.createOrUpdate("no", { limitMarkerTtlMs: 1_000 }),
        ]) {
          expect(await codeOf(call())).toBe("FEATURE_UNSUPPORTED");
        }
      });
      expect(sent).toEqual([]);
      expect(await wire.subjectsDuring(() => bucket.put("k", "v"))).toEqual([
        `$KV.${bucket.name}.k`,
      ]);
    });
  },
);
