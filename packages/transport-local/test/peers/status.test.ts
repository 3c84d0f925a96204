import { expect, test } from "vitest";
import { newBucket, newStore } from "./world.ts";

test("a bucket handle and its status tell the bucket's name", async () => {
  const { bucket } = await newBucket();
  expect(bucket.name).toBe("things");
  expect((await bucket.status()).bucket).toBe("things");
});

test("bytes are 0 in an empty bucket, and grow and shrink with what is stored", async () => {
  const { bucket } = await newBucket({ history: 2 });
  expect((await bucket.status()).bytes).toBe(0);
  await bucket.put("a", "one");
  const { bytes: one } = await bucket.status();
  expect(one).toBeGreaterThan(0);
  await bucket.put("a", "two");
  expect((await bucket.status()).bytes).toBe(2 * one);
  await bucket.put("a", "six");
  expect((await bucket.status()).bytes).toBe(2 * one);
});

test("bytes count subject, headers, value and the server's share, by the kind of storage", async () => {
  const { kv } = await newStore();
  const subject = "$KV.sized.key".length;
  const deleteHeaders = "NATS/1.0\r\nKV-Operation: DEL\r\n\r\n".length;
  const shares = { memory: { bare: 16, headed: 16 }, file: { bare: 30, headed: 34 } };
  for (const storage of ["memory", "file"] as const) {
    const bucket = await kv.create("sized", { history: 5, storage });
    const put = subject + "value".length + shares[storage].bare;
    const marker = subject + deleteHeaders + shares[storage].headed;
    await bucket.put("key", "value");
    expect((await bucket.status()).bytes).toBe(put);
    await bucket.delete("key");
    expect((await bucket.status()).bytes).toBe(put + marker);
    await kv.delete("sized");
  }
});

test("metadata given at create comes back in the status", async () => {
  const { kv } = await newStore();
  const metadata = { owner: "ada", purpose: "tests" };
  const bucket = await kv.create("things", { metadata });
  expect((await bucket.status()).config.metadata).toEqual(metadata);
  const other = await kv.create("other");
  expect((await other.status()).config.metadata).toBeUndefined();
});

test("the status gives back the config that the bucket was made with", async () => {
  const { kv } = await newStore();
  const config = {
    description: "everything that can be said",
    history: 7,
    ttlMs: 3_600_000,
    limitMarkerTtlMs: 60_000,
    maxBytes: 1_048_576,
    maxValueBytes: 1_024,
    metadata: { owner: "ada" },
    storage: "memory",
    replicas: 3,
    compression: true,
    placement: { cluster: "east", tags: ["ssd"] },
    republish: { destination: "copies.>", headersOnly: true },
  } as const;
  const bucket = await kv.create("things", config);
  expect((await bucket.status()).config).toEqual(config);
});

test("the status counts entries, markers too, and says what of the config has no effect", async () => {
  const { kv } = await newStore();
  const bucket = await kv.create("things", { history: 3, storage: "file", replicas: 3 });
  await bucket.put("a", "one");
  await bucket.put("a", "two");
  await bucket.delete("b");
  const status = await bucket.status();
  expect(status).toMatchObject({
    bucket: "things",
    values: 3,
    lastRevision: 3,
    backingStore: "local",
  });
  expect(status.ignored.toSorted()).toEqual(["replicas", "storage"]);
});

test("a bucket of 200 bytes in memory takes five values of ten bytes and no sixth", async () => {
  const { kv } = await newStore();
  const bucket = await kv.create("LIMB", { maxBytes: 200, storage: "memory" });
  for (let at = 0; at < 5; at += 1) await bucket.put(`k${at}`, "0123456789");
  const full = { code: "BUCKET_FULL", natsCode: 10077 };
  await expect(bucket.put("k5", "0123456789")).rejects.toMatchObject(full);
  expect(await bucket.status()).toMatchObject({ values: 5, bytes: 185, lastRevision: 5 });
});

test("a full bucket takes an overwrite that is no larger, and refuses a larger one and markers", async () => {
  const { kv } = await newStore();
  const bucket = await kv.create("LIMB", { maxBytes: 185, storage: "memory" });
  for (let at = 0; at < 5; at += 1) await bucket.put(`k${at}`, "0123456789");
  const full = { code: "BUCKET_FULL", natsCode: 10077 };
  await expect(bucket.put("k0", "0123456789+")).rejects.toMatchObject(full);
  await expect(bucket.delete("k0")).rejects.toMatchObject(full);
  await expect(bucket.purge("k0")).rejects.toMatchObject(full);
  expect(await bucket.put("k0", "9876543210")).toBe(6);
  expect(await bucket.put("k1", "short")).toBe(7);
  expect(await bucket.status()).toMatchObject({ values: 5, bytes: 180, lastRevision: 7 });
});

test("a value over the limit of one value is refused, with its size and the limit", async () => {
  const { kv } = await newStore();
  const bucket = await kv.create("things", { maxValueBytes: 10 });
  expect(await bucket.put("a", "0123456789")).toBe(1);
  await expect(bucket.put("a", "0123456789+")).rejects.toMatchObject({
    code: "VALUE_TOO_LARGE",
    size: 11,
    limit: 10,
    natsCode: 10054,
  });
  // The headers count, so that a marker has no room either.
  await expect(bucket.delete("a")).rejects.toMatchObject({
    code: "VALUE_TOO_LARGE",
    size: "NATS/1.0\r\nKV-Operation: DEL\r\n\r\n".length,
    limit: 10,
    natsCode: 10054,
  });
});
