import { expect, test } from "vitest";
import { newBucket, START_MS } from "./world.ts";

test("get at a revision gives what the key held then", async () => {
  const { bucket } = await newBucket({ history: 3 });
  const first = await bucket.put("a", "one");
  const second = await bucket.put("a", "two");
  expect((await bucket.get("a", { revision: first }))?.text()).toBe("one");
  expect((await bucket.get("a", { revision: second }))?.text()).toBe("two");
  expect((await bucket.get("a"))?.revision).toBe(second);
});

test("get at a revision of another key, of a trimmed one or of none yet is null", async () => {
  const { bucket } = await newBucket({ history: 2 });
  await bucket.put("a", "one");
  await bucket.put("b", "one");
  await bucket.put("a", "two");
  await bucket.put("a", "three");
  expect(await bucket.get("a", { revision: 2 })).toBeNull();
  expect(await bucket.get("a", { revision: 1 })).toBeNull();
  expect(await bucket.get("a", { revision: 5 })).toBeNull();
  expect((await bucket.get("a", { revision: 3 }))?.text()).toBe("two");
});

test("get at the revision of a marker is null, and the marker when markers are asked for", async () => {
  const { bucket } = await newBucket({ history: 3 });
  await bucket.put("a", "one");
  const marked = await bucket.delete("a");
  const purged = await bucket.purge("b");
  expect(await bucket.get("a", { revision: marked })).toBeNull();
  expect(await bucket.get("b", { revision: purged })).toBeNull();
  const marker = await bucket.get("a", { revision: marked, includeDeleted: true });
  expect(marker).toMatchObject({ key: "a", operation: "DEL", revision: 2, length: 0 });
  expect(await bucket.get("b", { revision: marked, includeDeleted: true })).toBeNull();
  expect((await bucket.get("a", { revision: 1 }))?.text()).toBe("one");
});

test("a revision to get is a whole number from 1 on", async () => {
  const { bucket } = await newBucket();
  await bucket.put("a", "one");
  for (const revision of [0, -1, 1.5, Number.NaN]) {
    await expect(bucket.get("a", { revision })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  }
});

test("an entry tells its bucket, key, revision, operation, length and time", async () => {
  const { bucket, clock } = await newBucket({ history: 2 });
  clock.advance(1_500);
  await bucket.put("a.b", "hällo");
  clock.advance(1_000);
  await bucket.delete("a.b");
  const common = { bucket: "things", key: "a.b", delta: 0, isUpdate: false };
  expect(await bucket.get("a.b", { revision: 1 })).toMatchObject({
    ...common,
    revision: 1,
    operation: "PUT",
    length: 6,
    created: new Date(START_MS + 1_500),
  });
  expect(await bucket.get("a.b", { includeDeleted: true })).toMatchObject({
    ...common,
    revision: 2,
    operation: "DEL",
    length: 0,
    created: new Date(START_MS + 2_500),
  });
});
