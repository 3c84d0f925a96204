import { expect, test } from "vitest";
import { newBucket, recordOf, storedLines } from "./world.ts";

const MINUTE_MS = 60_000;

test("purgeDeletes takes the markers that have the age and keeps the younger", async () => {
  const { bucket, clock } = await newBucket();
  await bucket.put("live", "v");
  await bucket.delete("old");
  clock.advance(MINUTE_MS - 1);
  await bucket.purge("young");
  clock.advance(1);
  expect(await bucket.purgeDeletes({ olderThanMs: MINUTE_MS })).toBe(1);
  expect(await storedLines(bucket)).toEqual(["PUT live=v @1", "PURGE young @3"]);
  clock.advance(MINUTE_MS - 2);
  expect(await bucket.purgeDeletes({ olderThanMs: MINUTE_MS })).toBe(0);
  clock.advance(1);
  expect(await bucket.purgeDeletes({ olderThanMs: MINUTE_MS })).toBe(1);
  expect(await storedLines(bucket)).toEqual(["PUT live=v @1"]);
});

test("purgeDeletes takes what lies below a young marker and keeps the marker", async () => {
  const { bucket, clock } = await newBucket({ history: 5 });
  await bucket.put("old", "one");
  await bucket.delete("old");
  clock.advance(MINUTE_MS);
  await bucket.put("young", "one");
  await bucket.put("young", "two");
  await bucket.delete("young");
  expect(await bucket.purgeDeletes({ olderThanMs: MINUTE_MS })).toBe(4);
  expect(await storedLines(bucket)).toEqual(["DEL young @5"]);
});

test("purgeDeletes takes a marker from the age of 30 minutes on, unless told otherwise", async () => {
  const { bucket, clock } = await newBucket({ history: 5 });
  await bucket.put("a", "one");
  await bucket.delete("a");
  clock.advance(30 * MINUTE_MS - 1);
  expect(await bucket.purgeDeletes()).toBe(1);
  expect(await storedLines(bucket)).toEqual(["DEL a @2"]);
  clock.advance(1);
  expect(await bucket.purgeDeletes()).toBe(1);
  expect(await storedLines(bucket)).toEqual([]);
});

test("purgeDeletes with the age 0 empties a bucket of a hundred deleted keys", async () => {
  const { bucket } = await newBucket({ history: 3 });
  for (let at = 0; at < 100; at += 1) {
    await bucket.put(`k.${at}`, "v");
    await bucket.delete(`k.${at}`);
  }
  expect(await bucket.purgeDeletes({ olderThanMs: 0 })).toBe(200);
  expect(await bucket.status()).toMatchObject({ values: 0, bytes: 0, lastRevision: 200 });
  expect(await bucket.put("a", "one")).toBe(201);
});

test("purgeDeletes leaves alone a key that was deleted and came back", async () => {
  const { bucket } = await newBucket({ history: 5 });
  await bucket.put("a", "one");
  await bucket.delete("a");
  await bucket.put("a", "two");
  expect(await bucket.purgeDeletes({ olderThanMs: 0 })).toBe(0);
  expect(await storedLines(bucket)).toEqual(["PUT a=one @1", "DEL a @2", "PUT a=two @3"]);
});

test("purgeDeletes refuses a negative age, which other clients take for all", async () => {
  const { bucket } = await newBucket();
  await bucket.delete("a");
  await expect(bucket.purgeDeletes({ olderThanMs: -1 })).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
  });
  expect(await storedLines(bucket)).toEqual(["DEL a @1"]);
});

test("watchers see nothing of a purgeDeletes", async () => {
  const { bucket } = await newBucket();
  await bucket.delete("a");
  const told = await recordOf(await bucket.watch(">", { include: "updates" }));
  expect(await bucket.purgeDeletes({ olderThanMs: 0 })).toBe(1);
  await bucket.create("a", "back");
  expect(told).toEqual(["initialized", "PUT a=back @2"]);
});
