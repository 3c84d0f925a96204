import { describeServers } from "@revkv/dev/nats-server";
import { describe, expect, test } from "vitest";
import { brief, codeOf, failure, historyOf, soon, storeOn, take } from "./support.ts";
import { Wire } from "./wire.ts";

describeServers("rule 12: times to live, by the clock of a server", { least: "2.11" }, (server) => {
  const here = storeOn(server);

  // Each waits for entries to expire: all of them at the same time.
  describe("with limit markers", { concurrent: true }, () => {
    test("an entry's own time: it goes, a limit marker with its reason comes and goes", async () => {
      const bucket = await here.bucket({ limitMarkerTtlMs: 1_000 });
      const watcher = await bucket.watch();
      const entries = watcher[Symbol.asyncIterator]();
      await bucket.create("k", "v", { ttlMs: 1_000 });
      const [value, marker] = await take(entries, 2);
      expect(value && brief(value)).toBe("1 PUT k");
      expect(marker).toMatchObject({
        operation: "PURGE",
        reason: "MaxAge",
        revision: 2,
        length: 0,
      });
      const lived = (marker?.created.getTime() ?? 0) - (value?.created.getTime() ?? 0);
      expect(lived).toBeGreaterThanOrEqual(1_000);
      expect(lived).toBeLessThan(3_000);
      expect(await bucket.get("k")).toBeNull();
      expect((await bucket.get("k", { includeDeleted: true }))?.operation).toBe("PURGE");
      expect(await bucket.keys().toArray()).toEqual([]);
      expect(
        await soon(
          () => historyOf(bucket),
          (all) => all.length === 0,
        ),
      ).toEqual([]);
      await watcher.stop();
    });

    test("create and expected n work over a limit marker, 0 does not", async () => {
      const bucket = await here.bucket({ ttlMs: 500, limitMarkerTtlMs: 60_000, history: 3 });
      await Promise.all(["a", "b", "c"].map((key) => bucket.put(key, "v")));
      const markers = await soon(
        async () => bucket.history(">").toArray(),
        (all) => all.length === 3 && all.every(({ operation }) => operation === "PURGE"),
      );
      expect(markers.map((one) => one.operation)).toEqual(["PURGE", "PURGE", "PURGE"]);
      const at = (key: string): number => markers.find((one) => one.key === key)?.revision ?? 0;
      expect(await failure(bucket.put("a", "w", { expected: 0 }))).toMatchObject({
        code: "REVISION_MISMATCH",
        actual: at("a"),
      });
      expect(await bucket.create("a", "w")).toBe(7);
      expect(await bucket.update("b", "w", at("b"))).toBe(8);
      const racing = await Promise.allSettled(
        Array.from({ length: 50 }, () => bucket.create("c", "w")),
      );
      expect(racing.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(
        racing.flatMap((one) => (one.status === "rejected" ? [one.reason.code as string] : [])),
      ).toEqual(Array.from({ length: 49 }, () => "KEY_EXISTS"));
    });

    test("a purge's own time: its marker goes, and nothing comes in its place", async () => {
      const bucket = await here.bucket({ limitMarkerTtlMs: 60_000 });
      await bucket.put("k", "v");
      expect(await bucket.purge("k", { ttlMs: 1_000 })).toBe(2);
      expect(await historyOf(bucket)).toEqual(["2 PURGE k"]);
      expect(
        await soon(
          () => historyOf(bucket),
          (all) => all.length === 0,
        ),
      ).toEqual([]);
      expect((await bucket.status()).lastRevision).toBe(2);
      expect(await bucket.put("k", "v", { expected: 0 })).toBe(3);
    });

    test("a put takes a time to live where history is 1; a later put without is for good", async () => {
      const bucket = await here.bucket({ limitMarkerTtlMs: 1_000 });
      expect(await bucket.put("gone", "v", { ttlMs: 1_000 })).toBe(1);
      expect(await bucket.put("kept", "v", { ttlMs: 1_000 })).toBe(2);
      expect(await bucket.put("kept", "w", { expected: 2 })).toBe(3);
      await soon(
        () => bucket.get("gone"),
        (entry) => entry === null,
      );
      expect(await bucket.get("gone")).toBeNull();
      expect((await bucket.get("kept"))?.text()).toBe("w");
    });

    test("with history a short time is raised to that of limit markers", async () => {
      const bucket = await here.bucket({ limitMarkerTtlMs: 3_000, history: 2 });
      const beganMs = performance.now();
      await bucket.create("k", "v", { ttlMs: 1_000 });
      const marker = await soon(
        () => bucket.get("k", { includeDeleted: true }),
        (entry) => entry?.operation === "PURGE",
        6_000,
      );
      expect(marker?.operation).toBe("PURGE");
      expect(performance.now() - beganMs).toBeGreaterThanOrEqual(2_900);
    }, 10_000);
  });

  test("without limitMarkerTtlMs an entry's own time is TTL_NOT_ENABLED, and nothing is stored", async () => {
    for (const config of [{}, { history: 3 }]) {
      const bucket = await here.bucket(config);
      for (const call of [
        () => bucket.create("k", "v", { ttlMs: 1_000 }),
        () => bucket.put("k", "v", { ttlMs: 1_000 }),
        () => bucket.purge("k", { ttlMs: 1_000 }),
      ]) {
        expect(await failure(call())).toMatchObject({ code: "TTL_NOT_ENABLED", natsCode: 10166 });
      }
      expect((await bucket.status()).lastRevision).toBe(0);
    }
  });

  test("a put with more than one entry a key is INVALID_TTL, since an older value would come back", async () => {
    const bucket = await here.bucket({ limitMarkerTtlMs: 1_000, history: 2 });
    await bucket.put("k", "v");
    for (const call of [
      () => bucket.put("k", "w", { ttlMs: 1_000 }),
      () => bucket.put("k", "w", { ttlMs: 1_000, expected: 1 }),
    ]) {
      const error = await failure(call());
      expect(error.code).toBe("INVALID_TTL");
      expect(error.message).toContain("an older value of the key would come back");
    }
    expect(await bucket.put("new", "w", { ttlMs: 1_000, expected: 0 })).toBe(2);
    expect(await bucket.put("newer", "w", { ttlMs: 1_000, expected: "absent" })).toBe(3);
  });

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

  test("limitMarkerTtlMs can be turned on and changed, never taken away", async () => {
    const { name } = await here.bucket();
    const set = (limitMarkerTtlMs?: number): Promise<unknown> =>
      here.kv.update(name, { storage: "memory", limitMarkerTtlMs });
    await set(5_000);
    const bucket = await here.kv.open(name);
    expect(await bucket.put("k", "v", { ttlMs: 60_000 })).toBe(1);
    await set(9_000);
    expect((await bucket.status()).config.limitMarkerTtlMs).toBe(9_000);
    expect(await failure(set())).toMatchObject({ code: "INVALID_CONFIG", natsCode: 10052 });
    expect((await bucket.status()).config.limitMarkerTtlMs).toBe(9_000);
  });
});

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

    test("a bucket's own time works there, and silently", async () => {
      const bucket = await here.bucket({ ttlMs: 300 });
      const watcher = await bucket.watch();
      const entries = watcher[Symbol.asyncIterator]();
      await bucket.put("k", "v");
      expect(
        await soon(
          () => historyOf(bucket),
          (all) => all.length === 0,
        ),
      ).toEqual([]);
      expect(await bucket.put("k", "w", { expected: 0 })).toBe(2);
      expect((await take(entries, 2)).map(brief)).toEqual(["1 PUT k", "2 PUT k"]);
      await watcher.stop();
    });
  },
);
