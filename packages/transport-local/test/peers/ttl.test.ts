import { expect, test } from "vitest";
import { newBucket, newStore, recordOf, START_MS, storedLines } from "./world.ts";

const YEAR_MS = 31_536_000_000;

test("a value is there until the time to live of its bucket is over, and then it is gone", async () => {
  const { bucket, clock } = await newBucket({ ttlMs: 1_000 });
  await bucket.put("a", "one");
  clock.advance(999);
  expect((await bucket.get("a"))?.text()).toBe("one");
  clock.advance(1);
  expect(await bucket.get("a", { includeDeleted: true })).toBeNull();
  expect(await bucket.keys().toArray()).toEqual([]);
  expect(await bucket.status()).toMatchObject({ values: 0, bytes: 0, lastRevision: 1 });
  expect(await bucket.create("a", "two")).toBe(2);
});

test("without a time to live a value stays", async () => {
  const { bucket, clock } = await newBucket();
  await bucket.put("a", "one");
  clock.advance(YEAR_MS);
  expect((await bucket.get("a"))?.text()).toBe("one");
});

test("without limit markers a value goes silently when its time is over", async () => {
  const { bucket, clock } = await newBucket({ ttlMs: 500 });
  const told = await recordOf(await bucket.watch());
  await bucket.put("a", "one");
  clock.advance(YEAR_MS);
  await bucket.put("b", "one");
  expect(told).toEqual(["initialized", "PUT a=one @1", "PUT b=one @2"]);
});

test("times to live are given and told in milliseconds, and not told where there are none", async () => {
  const { kv } = await newStore();
  const timed = await kv.create("timed", { ttlMs: 5_000, limitMarkerTtlMs: 2_000 });
  const timeless = await kv.create("timeless");
  expect((await timed.status()).config).toMatchObject({ ttlMs: 5_000, limitMarkerTtlMs: 2_000 });
  const { config } = await timeless.status();
  expect(config.ttlMs).toBeUndefined();
  expect(config.limitMarkerTtlMs).toBeUndefined();
});

test("with limit markers a watch for updates sees a PURGE when a value's time is over", async () => {
  const { bucket, clock } = await newBucket({ ttlMs: 1_500, limitMarkerTtlMs: 1_000 });
  await bucket.put("a", "one");
  const told = await recordOf(await bucket.watch(">", { include: "updates" }));
  clock.advance(1_499);
  expect(told).toEqual(["initialized"]);
  clock.advance(1);
  expect(told).toEqual(["initialized", "PURGE a @2"]);
  expect(await bucket.get("a")).toBeNull();
});

test("a limit marker stands in for a key whose time is over, and goes after its own time", async () => {
  const { bucket, clock } = await newBucket({ limitMarkerTtlMs: 3_000 });
  const told = await recordOf(await bucket.watch());
  await bucket.create("a", "one", { ttlMs: 1_000 });
  clock.advance(1_000);
  expect(await bucket.get("a")).toBeNull();
  expect(await bucket.keys().toArray()).toEqual([]);
  expect(await bucket.get("a", { includeDeleted: true })).toMatchObject({
    operation: "PURGE",
    reason: "MaxAge",
    revision: 2,
    length: 0,
    created: new Date(START_MS + 1_000),
  });
  clock.advance(2_999);
  expect(await storedLines(bucket)).toEqual(["PURGE a @2"]);
  clock.advance(1);
  expect(await storedLines(bucket)).toEqual([]);
  expect(told).toEqual(["initialized", "PUT a=one @1", "PURGE a @2"]);
});

test("a limit marker is passed over by create, as other markers are", async () => {
  const { bucket, clock } = await newBucket({ limitMarkerTtlMs: 60_000 });
  await bucket.create("a", "one", { ttlMs: 1_000 });
  clock.advance(1_000);
  expect(await bucket.create("a", "two")).toBe(3);
  clock.advance(YEAR_MS);
  expect(await storedLines(bucket)).toEqual(["PUT a=two @3"]);
});

test("a key that is created with a time to live goes after it, over a marker too", async () => {
  const { bucket, clock } = await newBucket({ limitMarkerTtlMs: 1_000 });
  await bucket.create("new", "v", { ttlMs: 2_000 });
  await bucket.delete("back");
  await bucket.create("back", "v", { ttlMs: 2_000 });
  clock.advance(1_999);
  expect(await bucket.keys().toArray()).toEqual(["new", "back"]);
  clock.advance(1);
  expect(await bucket.keys().toArray()).toEqual([]);
  expect(await storedLines(bucket)).toEqual(["PURGE new @4", "PURGE back @5"]);
});

test("a purge with a time to live leaves a marker for that long, and nothing after it", async () => {
  const { bucket, clock } = await newBucket({ limitMarkerTtlMs: 1_000 });
  await bucket.put("a", "one");
  const told = await recordOf(await bucket.watch(">", { include: "updates" }));
  expect(await bucket.purge("a", { ttlMs: 2_000 })).toBe(2);
  clock.advance(1_999);
  expect(await storedLines(bucket)).toEqual(["PURGE a @2"]);
  clock.advance(1);
  expect(await storedLines(bucket)).toEqual([]);
  clock.advance(YEAR_MS);
  expect(told).toEqual(["initialized", "PURGE a @2"]);
  expect(await bucket.put("a", "two", { expected: 0 })).toBe(3);
});

test("created with a time to live, deleted, purged with one: the key's last marker goes in time", async () => {
  const { bucket, clock } = await newBucket({ limitMarkerTtlMs: 1_000 });
  await bucket.create("a", "one", { ttlMs: 1_000 });
  await bucket.delete("a");
  clock.advance(5_000);
  expect(await storedLines(bucket)).toEqual(["DEL a @2"]);
  await bucket.purge("a", { ttlMs: 2_000 });
  clock.advance(1_999);
  expect(await bucket.get("a", { includeDeleted: true })).toMatchObject({
    operation: "PURGE",
    reason: undefined,
    revision: 3,
  });
  clock.advance(1);
  expect(await bucket.get("a", { includeDeleted: true })).toBeNull();
});

test("a time to live of one entry needs limit markers in the bucket's config", async () => {
  const { bucket } = await newBucket({ ttlMs: 5_000 });
  const refused = { code: "TTL_NOT_ENABLED", natsCode: 10166 };
  await expect(bucket.create("a", "v", { ttlMs: 1_000 })).rejects.toMatchObject(refused);
  await expect(bucket.purge("a", { ttlMs: 1_000 })).rejects.toMatchObject(refused);
  expect((await bucket.status()).lastRevision).toBe(0);
});

test("a time to live of one entry is a whole number of seconds, at least one", async () => {
  const { bucket } = await newBucket({ limitMarkerTtlMs: 1_000 });
  const refused = { code: "INVALID_TTL", natsCode: 10165 };
  for (const ttlMs of [0, 999, 1_500, -1_000, Number.NaN]) {
    await expect(bucket.create("a", "v", { ttlMs })).rejects.toMatchObject(refused);
    await expect(bucket.purge("a", { ttlMs })).rejects.toMatchObject(refused);
  }
  expect((await bucket.status()).lastRevision).toBe(0);
});

test("the time to live of limit markers is a whole number of seconds, at least one", async () => {
  const { kv } = await newStore();
  for (const limitMarkerTtlMs of [0, 999, 1_500]) {
    await expect(kv.create("things", { limitMarkerTtlMs })).rejects.toMatchObject({
      code: "INVALID_CONFIG",
    });
  }
  expect(await kv.names().toArray()).toEqual([]);
});
