import { expect, test } from "vitest";
import { line, newBucket, newStore, recordOf, storedLines } from "./world.ts";

test("what is put is what get gives, at the revision that put told", async () => {
  const { bucket } = await newBucket();
  const revision = await bucket.put("a", "one");
  const entry = await bucket.get("a");
  expect(revision).toBe(1);
  expect(entry?.revision).toBe(1);
  expect(entry?.text()).toBe("one");
  expect(entry?.value).toEqual(new TextEncoder().encode("one"));
});

test("get of a key that was never written is null, from whoever is asked", async () => {
  const { bucket } = await newBucket();
  await bucket.put("near", "v");
  expect(await bucket.get("far")).toBeNull();
  expect(await bucket.get("far", { consistency: "direct" })).toBeNull();
  expect(await bucket.get("far", { consistency: "leader" })).toBeNull();
  expect(await bucket.get("far", { includeDeleted: true })).toBeNull();
});

test("an empty bucket has nothing to get, to list or to look back on", async () => {
  const { bucket } = await newBucket();
  expect(await bucket.get("a")).toBeNull();
  expect(await bucket.keys().toArray()).toEqual([]);
  expect(await bucket.history(">").toArray()).toEqual([]);
  expect(await bucket.getMany(["a", "b"])).toEqual(new Map());
});

test("every write of a bucket takes its next revision, whatever the key and the operation", async () => {
  const { bucket } = await newBucket({ history: 5 });
  expect(await bucket.put("a", "one")).toBe(1);
  expect(await bucket.put("b", "one")).toBe(2);
  expect(await bucket.delete("a")).toBe(3);
  expect(await bucket.create("a", "two")).toBe(4);
  expect(await bucket.update("a", "three", 4)).toBe(5);
  expect(await bucket.purge("b")).toBe(6);
  expect((await bucket.status()).lastRevision).toBe(6);
  expect((await bucket.get("a"))?.revision).toBe(5);
});

test("a refused write takes no revision and changes nothing", async () => {
  const { bucket } = await newBucket({ history: 5 });
  await bucket.put("a", "one");
  const before = await bucket.status();
  await expect(bucket.create("a", "two")).rejects.toMatchObject({ code: "KEY_EXISTS" });
  await expect(bucket.update("a", "two", 9)).rejects.toMatchObject({ code: "REVISION_MISMATCH" });
  await expect(bucket.put("a b", "two")).rejects.toMatchObject({ code: "INVALID_KEY" });
  expect(await bucket.status()).toEqual(before);
  expect(await bucket.put("a", "two")).toBe(2);
});

test("a key goes through its whole life: written, overwritten, deleted, its bucket deleted", async () => {
  const { kv, bucket } = await newBucket({ history: 10 });
  expect(await bucket.status()).toMatchObject({ bucket: "things", values: 0, lastRevision: 0 });
  await bucket.put("greeting", "hello");
  expect((await bucket.get("greeting"))?.text()).toBe("hello");
  await bucket.put("greeting", "bye");
  expect((await bucket.get("greeting"))?.text()).toBe("bye");
  await bucket.delete("greeting");
  expect(await bucket.get("greeting")).toBeNull();

  expect(await storedLines(bucket, "greeting")).toEqual([
    "PUT greeting=hello @1",
    "PUT greeting=bye @2",
    "DEL greeting @3",
  ]);
  expect((await bucket.status()).values).toBe(3);
  expect(await bucket.purgeDeletes({ olderThanMs: 0 })).toBe(3);
  expect((await bucket.status()).values).toBe(0);
  expect(await kv.delete("things")).toBe(true);
  await expect(kv.open("things")).rejects.toMatchObject({ code: "BUCKET_NOT_FOUND" });
});

test("a key of several tokens is put, read, watched and found by wildcards", async () => {
  const { bucket } = await newBucket({ history: 2 });
  const told = await recordOf(await bucket.watch("shop.*.price"));
  await bucket.put("shop.tea.price", "3");
  await bucket.put("shop.tea.price", "4");
  expect((await bucket.get("shop.tea.price"))?.text()).toBe("4");
  expect(told).toEqual(["initialized", "PUT shop.tea.price=3 @1", "PUT shop.tea.price=4 @2"]);
  for (const filter of ["shop.>", "*.tea.*", "shop.*.price"]) {
    expect(await storedLines(bucket, filter)).toEqual(told.slice(1));
  }
});

test("a first walk through the interface works, with loops and without", async () => {
  const { kv } = await newStore();
  const bucket = await kv.create("walk", { history: 5 });
  const watcher = await bucket.watch();
  const told: string[] = [];
  const watching = (async () => {
    for await (const entry of watcher) told.push(line(entry));
  })();
  await bucket.create("color", "blue");
  await bucket.put("color", "green");
  await bucket.put("size", "small");
  await bucket.delete("size");
  await bucket.purge("color");

  const keys: string[] = [];
  for await (const key of bucket.keys()) keys.push(key);
  const history: string[] = [];
  for await (const entry of bucket.history("size")) history.push(line(entry));
  expect(keys).toEqual([]);
  expect(history).toEqual(["PUT size=small @3", "DEL size @4"]);

  expect(await kv.delete("walk")).toBe(true);
  await expect(watching).rejects.toMatchObject({ code: "BUCKET_DELETED" });
  expect(told).toEqual([
    "PUT color=blue @1",
    "PUT color=green @2",
    "PUT size=small @3",
    "DEL size @4",
    "PURGE color @5",
  ]);
});
