import { expect, test } from "vitest";
import { line, newBucket, storedLines } from "./world.ts";

test("a delete leaves a DEL marker above the history of its key", async () => {
  const { bucket } = await newBucket({ history: 5 });
  await bucket.put("a", "one");
  await bucket.put("a", "two");
  expect(await bucket.delete("a")).toBe(3);
  expect(await storedLines(bucket, "a")).toEqual(["PUT a=one @1", "PUT a=two @2", "DEL a @3"]);
  expect((await bucket.status()).values).toBe(3);
});

test("a purge leaves one PURGE marker of its key and nothing below it", async () => {
  const { bucket } = await newBucket({ history: 5 });
  await bucket.put("a", "one");
  await bucket.put("other", "v");
  await bucket.put("a", "two");
  await bucket.delete("a");
  expect(await bucket.purge("a")).toBe(5);
  expect(await storedLines(bucket)).toEqual(["PUT other=v @2", "PURGE a @5"]);
  expect((await bucket.status()).values).toBe(2);
});

test("get of a deleted or purged key is null, and its marker when markers are asked for", async () => {
  const { bucket } = await newBucket();
  await bucket.put("a", "one");
  await bucket.put("b", "one");
  await bucket.delete("a");
  await bucket.purge("b");
  expect(await bucket.get("a")).toBeNull();
  expect(await bucket.get("b")).toBeNull();
  const deleted = await bucket.get("a", { includeDeleted: true });
  const purged = await bucket.get("b", { includeDeleted: true });
  expect(deleted).toMatchObject({ operation: "DEL", revision: 3, length: 0, reason: undefined });
  expect(purged).toMatchObject({ operation: "PURGE", revision: 4, length: 0, reason: undefined });
});

test("delete and purge work on missing and on deleted keys, and add a marker each time", async () => {
  const { bucket } = await newBucket({ history: 5 });
  expect(await bucket.delete("a")).toBe(1);
  expect(await bucket.delete("a")).toBe(2);
  expect(await storedLines(bucket, "a")).toEqual(["DEL a @1", "DEL a @2"]);
  expect(await bucket.purge("a")).toBe(3);
  expect(await bucket.purge("b")).toBe(4);
  expect(await storedLines(bucket)).toEqual(["PURGE a @3", "PURGE b @4"]);
});

test("a marker counts as one of the entries that history keeps", async () => {
  const { bucket } = await newBucket({ history: 2 });
  await bucket.put("a", "one");
  await bucket.put("a", "two");
  await bucket.delete("a");
  expect(await storedLines(bucket, "a")).toEqual(["PUT a=two @2", "DEL a @3"]);
});

test("keys under a wildcard are marked one by one: keys with a filter, then delete", async () => {
  const { bucket } = await newBucket({ history: 2 });
  for (const key of ["a.x", "a.y", "b.x"]) await bucket.put(key, "v");
  for await (const key of bucket.keys("a.*")) await bucket.delete(key);
  expect(await bucket.keys().toArray()).toEqual(["b.x"]);
  const deleted = await bucket.history("a.*").toArray();
  const markers = deleted.filter(({ operation }) => operation === "DEL");
  expect(markers.map((entry) => line(entry))).toEqual(["DEL a.x @4", "DEL a.y @5"]);
});

test("delete and purge take one key: a wildcard is refused and nothing is touched", async () => {
  const { bucket } = await newBucket();
  for (const key of ["a.x", "a.y", "b.x"]) await bucket.put(key, "v");
  for (const key of ["a.*", "a.>", ">"]) {
    await expect(bucket.delete(key)).rejects.toMatchObject({ code: "INVALID_KEY" });
    await expect(bucket.purge(key)).rejects.toMatchObject({ code: "INVALID_KEY" });
  }
  expect(await bucket.keys().toArray()).toEqual(["a.x", "a.y", "b.x"]);
  expect((await bucket.status()).lastRevision).toBe(3);
});
