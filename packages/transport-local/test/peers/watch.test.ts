import { expect, test } from "vitest";
import { line, newBucket, recordOf, take } from "./world.ts";

test("a watch of everything tells every put, delete and purge in order", async () => {
  const { bucket } = await newBucket({ history: 10 });
  const told = await recordOf(await bucket.watch());
  await bucket.put("a", "one");
  await bucket.put("b", "one");
  await bucket.delete("a");
  await bucket.create("a", "two");
  await bucket.update("b", "two", 2);
  await bucket.purge("b");
  await bucket.put("c", "one");
  expect(told).toEqual([
    "initialized",
    "PUT a=one @1",
    "PUT b=one @2",
    "DEL a @3",
    "PUT a=two @4",
    "PUT b=two @5",
    "PURGE b @6",
    "PUT c=one @7",
  ]);
});

test("a watch begins with the last entry of each key, markers too, and says when that is all", async () => {
  const { bucket } = await newBucket({ history: 5 });
  for (const key of ["a", "b", "c", "d", "a"]) await bucket.put(key, "v");
  await bucket.delete("b");
  await bucket.purge("c");
  const told = await recordOf(await bucket.watch(">"));
  await bucket.put("b", "back");
  expect(told).toEqual([
    "PUT d=v @4",
    "PUT a=v @5",
    "DEL b @6",
    "PURGE c @7",
    "initialized",
    "PUT b=back @8",
  ]);
});

test("a watch of an empty bucket says at once that there are no initial values", async () => {
  const { bucket } = await newBucket();
  expect(await recordOf(await bucket.watch())).toEqual(["initialized"]);
  const watcher = await bucket.watch();
  expect(await watcher.snapshot()).toEqual([]);
  const next = take(watcher[Symbol.asyncIterator](), 1);
  await bucket.put("a", "one");
  expect((await next).map((entry) => line(entry))).toEqual(["PUT a=one @1"]);
});

test("a snapshot gives the initial values, and the loop goes on with what is written", async () => {
  const { bucket } = await newBucket();
  await bucket.put("a", "one");
  await bucket.put("b", "one");
  const watcher = await bucket.watch();
  const initial = await watcher.snapshot();
  await bucket.delete("a");
  const live = await take(watcher[Symbol.asyncIterator](), 1);
  expect(initial.map((entry) => [line(entry), entry.isUpdate])).toEqual([
    ["PUT a=one @1", false],
    ["PUT b=one @2", false],
  ]);
  expect(live.map((entry) => [line(entry), entry.isUpdate])).toEqual([["DEL a @3", true]]);
});

test("a watch of one branch tells nothing of the others", async () => {
  const { bucket } = await newBucket();
  await bucket.put("a.x", "old");
  await bucket.put("b.x", "old");
  const told = await recordOf(await bucket.watch("a.>"));
  for (const key of ["a", "a.x", "ab.x", "a.y.z", "b.x"]) await bucket.put(key, "new");
  expect(told).toEqual(["PUT a.x=old @1", "initialized", "PUT a.x=new @4", "PUT a.y.z=new @6"]);
});

test("a watch with a wildcard begins with the last value of each key that matches", async () => {
  const { bucket } = await newBucket({ history: 3 });
  for (const key of ["a.x", "a.y", "b.x", "a.x"]) await bucket.put(key, "v");
  const told = await recordOf(await bucket.watch("*.x"));
  expect(told).toEqual(["PUT b.x=v @3", "PUT a.x=v @4", "initialized"]);
});

test("a watch of several filters tells each entry once, however many of them match", async () => {
  const { bucket } = await newBucket({ history: 3 });
  for (const key of ["a", "b", "c", "a"]) await bucket.put(key, "v");
  const told = await recordOf(await bucket.watch(["a", "c", "*.x", "d.>", "d.x"]));
  for (const key of ["b", "c", "d.x"]) await bucket.put(key, "w");
  expect(told).toEqual(["PUT c=v @3", "PUT a=v @4", "initialized", "PUT c=w @6", "PUT d.x=w @7"]);
});

test("a watch of no filter at all is refused, for nobody knows whether all or nothing is meant", async () => {
  const { bucket } = await newBucket();
  const refused = { code: "INVALID_FILTER" };
  await expect(bucket.watch([])).rejects.toMatchObject(refused);
  await expect(bucket.keys([]).toArray()).rejects.toMatchObject(refused);
  await expect(bucket.history([]).toArray()).rejects.toMatchObject(refused);
});

test("a watch without values tells the length of each and carries none", async () => {
  const { bucket } = await newBucket();
  await bucket.put("a", "eleven");
  const watcher = await bucket.watch(">", { metaOnly: true });
  await bucket.put("b", "");
  await bucket.delete("a");
  const entries = await take(watcher[Symbol.asyncIterator](), 3);
  expect(entries.map(({ key, operation, length }) => [key, operation, length])).toEqual([
    ["a", "PUT", 6],
    ["b", "PUT", 0],
    ["a", "DEL", 0],
  ]);
  expect(entries.filter((entry) => "value" in entry || "bytes" in entry)).toEqual([]);
  const history = bucket.history("b", { metaOnly: true });
  expect((await history.toArray()).map(({ length }) => length)).toEqual([0]);
});

test("a watch that begins amid a hundred writes tells every entry once", async () => {
  const { bucket } = await newBucket({ history: 64 });
  for (const key of ["a", "b", "c"]) await bucket.put(key, "v");
  const writes: Promise<number>[] = [];
  for (let at = 0; at < 50; at += 1) writes.push(bucket.put(`k.${at}`, "v"));
  const opening = bucket.watch();
  for (let at = 50; at < 100; at += 1) writes.push(bucket.put(`k.${at}`, "v"));
  const entries = (await opening)[Symbol.asyncIterator]();
  const told = await take(entries, 103);
  await Promise.all(writes);
  const expected = Array.from({ length: 103 }, (_, at) => at + 1);
  expect(told.map(({ revision }) => revision)).toEqual(expected);
  await bucket.put("last", "v");
  expect((await take(entries, 1)).map(({ revision }) => revision)).toEqual([104]);
});

test("a watch that ignores deletes passes over DEL and PURGE, stored and live", async () => {
  const { bucket } = await newBucket();
  for (const key of ["a", "b", "c"]) await bucket.put(key, "v");
  await bucket.delete("a");
  await bucket.purge("b");
  const told = await recordOf(await bucket.watch(">", { ignoreDeletes: true }));
  await bucket.delete("c");
  await bucket.purge("c");
  await bucket.put("c", "back");
  expect(told).toEqual(["PUT c=v @3", "initialized", "PUT c=back @8"]);
});

test("a live put is an update also where every initial entry was an ignored marker", async () => {
  const { bucket } = await newBucket();
  await bucket.put("a", "one");
  await bucket.delete("a");
  const watcher = await bucket.watch(">", { ignoreDeletes: true });
  await bucket.put("a", "two");
  const [entry] = await take(watcher[Symbol.asyncIterator](), 1);
  expect(entry).toMatchObject({ revision: 3, isUpdate: true, delta: 0 });
});
