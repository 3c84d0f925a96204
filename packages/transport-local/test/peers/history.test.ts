import { expect, test } from "vitest";
import { newBucket, storedLines } from "./world.ts";

test("history keeps the newest entries of a key, as many as the bucket says", async () => {
  const { bucket } = await newBucket({ history: 2 });
  for (const value of ["one", "two", "three", "four"]) await bucket.put("a", value);
  await bucket.put("b", "one");
  expect(await storedLines(bucket, "a")).toEqual(["PUT a=three @3", "PUT a=four @4"]);
  expect((await bucket.status()).values).toBe(3);
});

test("fifty puts under a history of ten leave the revisions 41 to 50, in order", async () => {
  const { bucket } = await newBucket({ history: 10 });
  for (let at = 1; at <= 50; at += 1) await bucket.put("a", `value ${at}`);
  const expected = Array.from({ length: 10 }, (_, at) => `PUT a=value ${at + 41} @${at + 41}`);
  expect(await storedLines(bucket, "a")).toEqual(expected);
});

test("history of several keys gives theirs alone, in the order of the bucket", async () => {
  const { bucket } = await newBucket({ history: 3 });
  for (const key of ["a", "b", "c", "b", "a"]) await bucket.put(key, "v");
  const entries = await bucket.history(["a", "c"]).toArray();
  expect(entries.map(({ key, revision }) => [key, revision])).toEqual([
    ["a", 1],
    ["c", 3],
    ["a", 5],
  ]);
});

test("entries of a history rise in revision, and their delta falls to 0 at the last", async () => {
  const { bucket } = await newBucket({ history: 5 });
  for (const key of ["a", "b", "a", "b", "b"]) await bucket.put(key, "v");
  const all = await bucket.history(">").toArray();
  expect(all.map(({ revision, delta }) => [revision, delta])).toEqual([
    [1, 4],
    [2, 3],
    [3, 2],
    [4, 1],
    [5, 0],
  ]);
  const some = await bucket.history("a").toArray();
  expect(some.map(({ revision, delta }) => [revision, delta])).toEqual([
    [1, 1],
    [3, 0],
  ]);
});

test("history of a missing key is empty", async () => {
  const { bucket } = await newBucket({ history: 5 });
  await bucket.put("a", "one");
  expect(await bucket.history("b").toArray()).toEqual([]);
});

test("history without values tells what else there is, and the length of each value", async () => {
  const { bucket } = await newBucket({ history: 3 });
  await bucket.put("a", "four");
  await bucket.delete("a");
  const entries = await bucket.history("a", { metaOnly: true }).toArray();
  expect(entries.map(({ operation, length }) => [operation, length])).toEqual([
    ["PUT", 4],
    ["DEL", 0],
  ]);
  expect(entries.filter((entry) => "value" in entry || "bytes" in entry)).toEqual([]);
});

test("a history that is left early can be read again from its beginning", async () => {
  const { bucket } = await newBucket({ history: 5 });
  for (const value of ["one", "two", "three"]) await bucket.put("a", value);
  const history = bucket.history("a");
  const seen: string[] = [];
  for await (const entry of history) {
    seen.push(entry.operation);
    break;
  }
  expect(seen).toEqual(["PUT"]);
  expect((await history.toArray()).map(({ revision }) => revision)).toEqual([1, 2, 3]);
});
