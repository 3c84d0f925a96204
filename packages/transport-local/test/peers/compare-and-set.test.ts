import { expect, test } from "vitest";
import { newBucket, storedLines } from "./world.ts";

test("create writes a key that has nothing stored", async () => {
  const { bucket } = await newBucket();
  await bucket.put("other", "v");
  expect(await bucket.create("a", "one")).toBe(2);
  expect((await bucket.get("a"))?.text()).toBe("one");
});

test("create over a live key is refused and names the revision of that key", async () => {
  const { bucket } = await newBucket();
  await bucket.create("a", "one");
  await bucket.put("other", "v");
  await expect(bucket.create("a", "two")).rejects.toMatchObject({
    code: "KEY_EXISTS",
    key: "a",
    actual: 1,
    natsCode: 10071,
  });
  expect((await bucket.get("a"))?.text()).toBe("one");
});

test("create over a marker works, after a delete and after a purge", async () => {
  const { bucket } = await newBucket({ history: 5 });
  await bucket.put("a", "one");
  await bucket.delete("a");
  expect(await bucket.create("a", "two")).toBe(3);
  await bucket.purge("a");
  expect(await bucket.create("a", "three")).toBe(5);
  expect(await storedLines(bucket, "a")).toEqual(["PURGE a @4", "PUT a=three @5"]);
  await expect(bucket.create("a", "four")).rejects.toMatchObject({ code: "KEY_EXISTS", actual: 5 });
});

test("create over a marker keeps the marker and what lies below it", async () => {
  const { bucket } = await newBucket({ history: 5 });
  await bucket.put("a", "one");
  await bucket.delete("a");
  await bucket.create("a", "two");
  expect(await storedLines(bucket, "a")).toEqual(["PUT a=one @1", "DEL a @2", "PUT a=two @3"]);
});

test("update at the last revision works and tells the new one", async () => {
  const { bucket } = await newBucket();
  const first = await bucket.put("a", "one");
  const second = await bucket.update("a", "two", first);
  expect(second).toBe(2);
  expect(await bucket.update("a", "three", second)).toBe(3);
  expect((await bucket.get("a"))?.text()).toBe("three");
});

test("update at another revision is refused and names the one that is there", async () => {
  const { bucket } = await newBucket({ history: 5 });
  await bucket.put("a", "one");
  await bucket.put("a", "two");
  const refused = { code: "REVISION_MISMATCH", key: "a", actual: 2, natsCode: 10071 };
  for (const expected of [1, 3, 99]) {
    const update = bucket.update("a", "three", expected);
    await expect(update).rejects.toMatchObject({ ...refused, expected });
  }
  expect((await bucket.get("a"))?.text()).toBe("two");
});

test("put with an expected revision is judged by its own key", async () => {
  const { bucket } = await newBucket();
  expect(await bucket.put("a", "one", { expected: 0 })).toBe(1);
  await bucket.put("b", "v");
  await bucket.put("b", "v");
  expect(await bucket.put("a", "two", { expected: 1 })).toBe(4);
  await expect(bucket.put("a", "three", { expected: 3 })).rejects.toMatchObject({
    code: "REVISION_MISMATCH",
    expected: 3,
    actual: 4,
  });
});

test("put that expects revision 0 works only where nothing is stored, not even a marker", async () => {
  const { bucket } = await newBucket();
  await bucket.put("live", "v");
  await bucket.delete("marked");
  const refused = { code: "REVISION_MISMATCH", expected: 0, natsCode: 10071 };
  await expect(bucket.put("live", "w", { expected: 0 })).rejects.toMatchObject({
    ...refused,
    actual: 1,
  });
  await expect(bucket.put("marked", "w", { expected: 0 })).rejects.toMatchObject({
    ...refused,
    actual: 2,
  });
  expect(await bucket.put("new", "w", { expected: 0 })).toBe(3);
});

test("delete with an expected revision is done at that revision alone", async () => {
  const { bucket } = await newBucket();
  await bucket.put("a", "one");
  await bucket.put("a", "two");
  await expect(bucket.delete("a", { expected: 1 })).rejects.toMatchObject({
    code: "REVISION_MISMATCH",
    expected: 1,
    actual: 2,
    natsCode: 10071,
  });
  expect((await bucket.get("a"))?.text()).toBe("two");
  expect(await bucket.delete("a", { expected: 2 })).toBe(3);
  expect(await bucket.get("a")).toBeNull();
});

test("purge with an expected revision is done at that revision alone", async () => {
  const { bucket } = await newBucket({ history: 3 });
  await bucket.put("a", "one");
  await bucket.put("a", "two");
  await expect(bucket.purge("a", { expected: 1 })).rejects.toMatchObject({
    code: "REVISION_MISMATCH",
    expected: 1,
    actual: 2,
    natsCode: 10071,
  });
  expect(await storedLines(bucket, "a")).toEqual(["PUT a=one @1", "PUT a=two @2"]);
  expect(await bucket.purge("a", { expected: 2 })).toBe(3);
  expect(await storedLines(bucket, "a")).toEqual(["PURGE a @3"]);
});

test("a wrong revision is told in the same way by put, update, delete and purge", async () => {
  const { bucket } = await newBucket();
  await bucket.put("a", "one");
  const refused = { code: "REVISION_MISMATCH", key: "a", expected: 7, actual: 1, natsCode: 10071 };
  await expect(bucket.put("a", "v", { expected: 7 })).rejects.toMatchObject(refused);
  await expect(bucket.update("a", "v", 7)).rejects.toMatchObject(refused);
  await expect(bucket.delete("a", { expected: 7 })).rejects.toMatchObject(refused);
  await expect(bucket.purge("a", { expected: 7 })).rejects.toMatchObject(refused);
  expect(await storedLines(bucket)).toEqual(["PUT a=one @1"]);
});

test("to delete or purge a deleted key its marker's revision is the one to expect", async () => {
  const { bucket } = await newBucket();
  await bucket.put("a", "one");
  await bucket.delete("a", { expected: 1 });
  const refused = { code: "REVISION_MISMATCH", expected: 1, actual: 2 };
  await expect(bucket.delete("a", { expected: 1 })).rejects.toMatchObject(refused);
  await expect(bucket.purge("a", { expected: 1 })).rejects.toMatchObject(refused);
  expect(await bucket.delete("a", { expected: 2 })).toBe(3);
  expect(await bucket.purge("a", { expected: 3 })).toBe(4);
  expect(await bucket.update("a", "back", 4)).toBe(5);
  expect((await bucket.get("a"))?.text()).toBe("back");
});
