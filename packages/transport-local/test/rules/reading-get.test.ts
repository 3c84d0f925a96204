import { connect, type Clock } from "@revkv/core";
import { local } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { codeOf, world, wrong } from "./support.ts";

/** Stands still at 0; once it runs, it is a ms later each time somebody looks. */
function tickingClock(): Clock & { runFrom(ms: number): void } {
  let now = 0;
  let isRunning = false;
  return {
    nowMs: () => (isRunning ? now++ : now),
    schedule: () => () => undefined,
    runFrom(ms) {
      now = ms;
      isRunning = true;
    },
  };
}

describe("rule 14: get", () => {
  test("gives null for a missing, deleted, purged or expired key", async () => {
    const { bucket, clock } = await world({ ttlMs: 2_000, limitMarkerTtlMs: 60_000 });
    await bucket.put("expired", "v");
    clock.advance(2_000);
    await bucket.put("deleted", "v");
    await bucket.delete("deleted");
    await bucket.put("purged", "v");
    await bucket.purge("purged");
    for (const key of ["missing", "expired", "deleted", "purged"]) {
      expect(await bucket.get(key)).toBeNull();
      expect(await bucket.get(key, { includeDeleted: false })).toBeNull();
    }
  });

  test("gives the whole entry, with delta 0", async () => {
    const { bucket, clock } = await world({}, 1_000);
    await bucket.put("other", "v");
    clock.advance(234);
    await bucket.put("k", "value");
    const entry = await bucket.get("k");
    expect(entry).toMatchObject({
      bucket: "b",
      key: "k",
      operation: "PUT",
      revision: 2,
      delta: 0,
      length: 5,
      isUpdate: false,
      created: new Date(1_234),
    });
    expect(entry?.value).toEqual(new TextEncoder().encode("value"));
  });

  test("an empty value is a value", async () => {
    const { bucket } = await world();
    await bucket.put("k", "");
    const entry = await bucket.get("k");
    expect(entry).toMatchObject({ operation: "PUT", length: 0 });
    expect(entry?.value).toEqual(new Uint8Array());
  });

  test("includeDeleted gives markers, and null where nothing is stored", async () => {
    const { bucket, clock } = await world({ ttlMs: 2_000, limitMarkerTtlMs: 60_000 });
    await bucket.put("expired", "v");
    clock.advance(1_000);
    await bucket.delete("deleted");
    await bucket.purge("purged");
    clock.advance(1_000);
    const read = async (key: string): Promise<unknown> => {
      const entry = await bucket.get(key, { includeDeleted: true });
      return entry?.operation === "PUT" ? "live" : [entry?.operation, entry?.reason];
    };
    expect(await read("expired")).toEqual(["PURGE", "MaxAge"]);
    expect(await read("deleted")).toEqual(["DEL", undefined]);
    expect(await read("purged")).toEqual(["PURGE", undefined]);
    expect(await bucket.get("missing", { includeDeleted: true })).toBeNull();
  });

  test("a marker has no value by construction", async () => {
    const { bucket } = await world();
    await bucket.delete("k");
    const marker = await bucket.get("k", { includeDeleted: true });
    expect(marker?.value).toBeUndefined();
    expect(marker !== null && "value" in marker).toBe(false);
    expect(marker?.length).toBe(0);
  });

  test("of a revision gives what it holds, also below the last", async () => {
    const { bucket } = await world({ history: 3 });
    await bucket.put("k", "1");
    await bucket.put("k", "2");
    expect((await bucket.get("k", { revision: 1 }))?.text()).toBe("1");
    expect((await bucket.get("k", { revision: 2 }))?.text()).toBe("2");
    await bucket.delete("k");
    expect((await bucket.get("k", { revision: 1 }))?.text()).toBe("1");
  });

  test("of a revision of another key, trimmed, of a marker or not yet given is null", async () => {
    const { bucket } = await world({ history: 2 });
    await bucket.put("other", "1");
    await bucket.put("k", "2");
    await bucket.put("k", "3");
    await bucket.delete("k");
    expect(await bucket.get("k", { revision: 1 })).toBeNull();
    expect(await bucket.get("k", { revision: 1, includeDeleted: true })).toBeNull();
    expect(await bucket.get("k", { revision: 2 })).toBeNull();
    expect(await bucket.get("k", { revision: 4 })).toBeNull();
    const marker = await bucket.get("k", { revision: 4, includeDeleted: true });
    expect(marker).toMatchObject({ operation: "DEL", revision: 4 });
    expect(await bucket.get("k", { revision: 5 })).toBeNull();
  });

  test.each([0, -1, 1.5, Number.NaN, Infinity, 2 ** 53, "1", null])(
    "revision and minRevision %j are INVALID_ARGUMENT",
    async (value) => {
      const { bucket } = await world();
      await bucket.put("k", "v");
      const revision = wrong<number>(value);
      expect(await codeOf(bucket.get("k", { revision }))).toBe("INVALID_ARGUMENT");
      expect(await codeOf(bucket.get("k", { minRevision: revision }))).toBe("INVALID_ARGUMENT");
    },
  );
});

describe("rule 15: locally all consistencies are the same", () => {
  test("direct, leader and any minRevision give the last write", async () => {
    const { bucket } = await world();
    await bucket.put("k", "1");
    const revision = await bucket.put("k", "2");
    for (const options of [
      { consistency: "direct" },
      { consistency: "leader" },
      { minRevision: revision },
      { minRevision: revision + 100 },
      { consistency: "leader", minRevision: 1 },
    ] as const) {
      expect((await bucket.get("k", options))?.text()).toBe("2");
      expect(await bucket.get("missing", options)).toBeNull();
    }
  });
});

describe("rule 16: getMany", () => {
  test("gives values in the order asked, duplicates once, missing and deleted left out", async () => {
    const { bucket } = await world();
    for (const key of ["a", "b", "c", "d"]) await bucket.put(key, key);
    await bucket.delete("b");
    await bucket.purge("d");
    const found = await bucket.getMany(["c", "x", "b", "a", "c", "d"]);
    expect([...found].map(([key, entry]) => [key, entry.text()])).toEqual([
      ["c", "c"],
      ["a", "a"],
    ]);
  });

  test("takes a set, and nothing", async () => {
    const { bucket } = await world();
    await bucket.put("a", "v");
    expect([...(await bucket.getMany(new Set(["x", "a"]))).keys()]).toEqual(["a"]);
    expect((await bucket.getMany([])).size).toBe(0);
  });

  test("an invalid key rejects the whole call", async () => {
    const { bucket } = await world();
    await bucket.put("a", "v");
    for (const key of ["a b", "*", "", 5, undefined]) {
      expect(await codeOf(bucket.getMany(["a", wrong(key)]))).toBe("INVALID_KEY");
    }
  });

  test("3,000 keys come in the order asked", async () => {
    const { bucket } = await world();
    const keys = Array.from({ length: 3_000 }, (_, at) => `k${at}`);
    for (const key of keys) await bucket.put(key, key);
    const asked = keys.toReversed();
    expect([...(await bucket.getMany(asked)).keys()]).toEqual(asked);
  });

  test("is of one moment: no key is read after another has expired meanwhile", async () => {
    const clock = tickingClock();
    const kv = await connect(local({ clock }));
    const bucket = await kv.create("b", { ttlMs: 100 });
    const keys = Array.from({ length: 10 }, (_, at) => `k${at}`);
    for (const key of keys) await bucket.put(key, "v");
    clock.runFrom(95);
    // All were written at once and are due at once: at any moment all of them are there, or none.
    expect([0, 10]).toContain((await bucket.getMany(keys)).size);
  });

  test("is of one moment: what a listener writes meanwhile is not half seen", async () => {
    const clock = tickingClock();
    const kv = await connect(local({ clock }));
    const bucket = await kv.create("b", { limitMarkerTtlMs: 60_000 });
    await bucket.put("gone", "v", { ttlMs: 1_000 });
    await bucket.put("a", "old");
    await bucket.put("z", "old");
    const watcher = await bucket.watch("gone", { include: "updates" });
    watcher.on("entry", () => {
      void bucket.put("a", "new");
      void bucket.put("z", "new");
    });
    await Promise.resolve();
    clock.runFrom(999);
    const found = await bucket.getMany(["a", "gone", "z"]);
    const [a, z] = [found.get("a")?.text(), found.get("z")?.text()];
    expect(a).toBe(z);
  });
});
