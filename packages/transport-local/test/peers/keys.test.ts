import { expect, test } from "vitest";
import { newBucket } from "./world.ts";

test("keys of an empty bucket are none", async () => {
  const { bucket } = await newBucket();
  expect(await bucket.keys().toArray()).toEqual([]);
  const seen: string[] = [];
  for await (const key of bucket.keys()) seen.push(key);
  expect(seen).toEqual([]);
});

test("keys lists each live key once, in the order of its last write", async () => {
  const { bucket } = await newBucket({ history: 5 });
  for (const key of ["a", "b", "c", "a", "a"]) await bucket.put(key, "v");
  expect(await bucket.keys().toArray()).toEqual(["b", "c", "a"]);
});

test("keys can be walked one at a time and left early", async () => {
  const { bucket } = await newBucket();
  for (const key of ["a", "b", "c"]) await bucket.put(key, "v");
  const walked: string[] = [];
  for await (const key of bucket.keys()) walked.push(key);
  expect(walked).toEqual(["a", "b", "c"]);
  const some: string[] = [];
  for await (const key of bucket.keys()) {
    some.push(key);
    if (some.length === 2) break;
  }
  expect(some).toEqual(["a", "b"]);
});

test("keys leaves deleted and purged keys out, and lists one that came back", async () => {
  const { bucket } = await newBucket({ history: 3 });
  for (const key of ["a", "b", "c", "d"]) await bucket.put(key, "v");
  await bucket.delete("a");
  await bucket.purge("b");
  await bucket.delete("c");
  await bucket.create("c", "w");
  expect(await bucket.keys().toArray()).toEqual(["d", "c"]);
});

test("keys takes one filter or several, and lists each key that matches once", async () => {
  const { bucket } = await newBucket();
  for (const key of ["a", "a.b", "a.c", "b.b", "c"]) await bucket.put(key, "v");
  expect(await bucket.keys("a.*").toArray()).toEqual(["a.b", "a.c"]);
  expect(await bucket.keys(["a.*", "c"]).toArray()).toEqual(["a.b", "a.c", "c"]);
  expect(await bucket.keys(["a.>", "*.b", "a.b"]).toArray()).toEqual(["a.b", "a.c", "b.b"]);
  await bucket.delete("a.b");
  expect(await bucket.keys(["a.*", "c"]).toArray()).toEqual(["a.c", "c"]);
});

test("keys refuses a wildcard within a token, such as a*, in place of guessing a prefix", async () => {
  const { bucket } = await newBucket();
  for (const key of ["apple", "avocado", "pear"]) await bucket.put(key, "v");
  await expect(bucket.keys("a*").toArray()).rejects.toMatchObject({ code: "INVALID_FILTER" });
});

test("keys lists no key twice while every one of them is written again", async () => {
  const { bucket } = await newBucket({ history: 2 });
  const written = Array.from({ length: 1_500 }, (_, at) => `k.${at}`);
  for (const key of written) await bucket.put(key, "old");
  const listed: string[] = [];
  for await (const key of bucket.keys()) {
    listed.push(key);
    await bucket.put(key, "new");
    await bucket.put(`k.${1_500 - listed.length}`, "newer");
  }
  expect(listed).toEqual(written);
});
