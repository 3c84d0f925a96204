import { connect } from "@revkv/core";
import { local, manualClock } from "@revkv/transport-local";
import { expect, test } from "vitest";
import { newStore } from "./world.ts";

test("a bucket has defaults: one entry a key, file storage, one replica, no limits", async () => {
  const { kv } = await newStore();
  const status = await (await kv.create("things")).status();
  expect(status.config).toEqual({
    history: 1,
    storage: "file",
    replicas: 1,
    compression: false,
  });
  expect(status.ignored).toEqual([]);
});

test("storage is file unless memory is asked for", async () => {
  const { kv } = await newStore();
  const silent = await kv.create("silent");
  const file = await kv.create("file", { storage: "file" });
  const memory = await kv.create("memory", { storage: "memory" });
  expect((await silent.status()).config.storage).toBe("file");
  expect((await file.status()).config.storage).toBe("file");
  expect((await memory.status()).config.storage).toBe("memory");
});

test("a limit of bytes given at create is the one in force", async () => {
  const { kv } = await newStore();
  const limited = await kv.create("limited", { maxBytes: 4_096, maxValueBytes: 512 });
  const { config } = await limited.status();
  expect(config.maxBytes).toBe(4_096);
  expect(config.maxValueBytes).toBe(512);
});

test("create with the config that is in force opens the bucket with all it holds", async () => {
  const { kv } = await newStore();
  const made = await kv.create("things", { history: 3, storage: "memory" });
  await made.put("a", "one");
  const again = await kv.create("things", { storage: "memory", history: 3, replicas: 1 });
  expect((await again.get("a"))?.text()).toBe("one");
  expect(await kv.names().toArray()).toEqual(["things"]);
});

test("create with another config than the one in force is refused and tells what differs", async () => {
  const { kv } = await newStore();
  await kv.create("things", { history: 3 });
  await expect(kv.create("things", { history: 4 })).rejects.toMatchObject({
    code: "BUCKET_EXISTS",
    natsCode: 10058,
    differences: ["history is 3, asked for 4"],
  });
  expect((await (await kv.open("things")).status()).config.history).toBe(3);
});

test("a history of more than 64 entries a key is refused", async () => {
  const { kv } = await newStore();
  await expect(kv.create("things", { history: 65 })).rejects.toMatchObject({
    code: "INVALID_CONFIG",
  });
  expect(await kv.names().toArray()).toEqual([]);
  const most = await kv.create("things", { history: 64 });
  expect((await most.status()).config.history).toBe(64);
});

test("update changes the config of a bucket and keeps what it holds", async () => {
  const { kv } = await newStore();
  const bucket = await kv.create("things", { history: 2 });
  await bucket.put("a", "one");
  await kv.update("things", { history: 5, description: "five of each" });
  const { config } = await bucket.status();
  expect(config.history).toBe(5);
  expect(config.description).toBe("five of each");
  expect((await bucket.get("a"))?.text()).toBe("one");
});

test("update of a missing bucket is refused and makes none", async () => {
  const { kv } = await newStore();
  await expect(kv.update("things", { history: 5 })).rejects.toMatchObject({
    code: "BUCKET_NOT_FOUND",
    natsCode: 10059,
  });
  expect(await kv.names().toArray()).toEqual([]);
});

test("createOrUpdate makes a missing bucket and updates one that is there", async () => {
  const { kv } = await newStore();
  const made = await kv.createOrUpdate("things", { history: 2 });
  expect((await made.status()).config.history).toBe(2);
  const updated = await kv.createOrUpdate("things", { history: 7 });
  expect((await updated.status()).config.history).toBe(7);
  await expect(kv.createOrUpdate("no things")).rejects.toMatchObject({ code: "INVALID_BUCKET" });
});

test("open reaches a bucket that another connection made", async () => {
  const store = local({ clock: manualClock() });
  const maker = await connect(store);
  const reader = await connect(store);
  await (await maker.create("things", { history: 4 })).put("a", "one");

  const bucket = await reader.open("things");
  expect((await bucket.status()).config.history).toBe(4);
  expect((await bucket.get("a"))?.text()).toBe("one");
  expect(await bucket.put("a", "two")).toBe(2);
  expect(await bucket.delete("a")).toBe(3);
  expect(await bucket.get("a")).toBeNull();
  expect(await reader.delete("things")).toBe(true);
  expect(await maker.names().toArray()).toEqual([]);
});

test("open of a missing bucket is refused", async () => {
  const { kv } = await newStore();
  await expect(kv.open("things")).rejects.toMatchObject({
    code: "BUCKET_NOT_FOUND",
    natsCode: 10059,
  });
});

test("a deleted bucket is gone for its handles, for open and for a second delete", async () => {
  const { kv } = await newStore();
  const bucket = await kv.create("things");
  expect(await kv.delete("things")).toBe(true);
  expect(await kv.delete("things")).toBe(false);
  const gone = { code: "BUCKET_NOT_FOUND" };
  await expect(kv.open("things")).rejects.toMatchObject(gone);
  await expect(bucket.put("a", "one")).rejects.toMatchObject(gone);
  expect(await kv.names().toArray()).toEqual([]);
});

test("delete of a bucket that never was tells that there was none", async () => {
  const { kv } = await newStore();
  expect(await kv.delete("things")).toBe(false);
});

test("buckets are listed by the names that they were given", async () => {
  const { kv } = await newStore();
  for (const name of ["plain", "KV_prefixed", "also-plain"]) await kv.create(name);
  const names = await kv.names().toArray();
  expect(names.toSorted()).toEqual(["KV_prefixed", "also-plain", "plain"]);
});

test("buckets are listed with their states", async () => {
  const { kv } = await newStore();
  const full = await kv.create("full", { history: 2, storage: "memory" });
  await kv.create("empty");
  await full.put("a", "one");
  await full.put("a", "two");
  const states = await kv.list().toArray();
  const told = states.map(({ bucket, values, config }) => [bucket, values, config.history]);
  expect(new Map(states.map((state) => [state.bucket, state])).size).toBe(2);
  expect(told).toContainEqual(["full", 2, 2]);
  expect(told).toContainEqual(["empty", 0, 1]);
});

test("more than a thousand buckets are listed, each once", async () => {
  const { kv } = await newStore();
  const made = Array.from({ length: 1_025 }, (_, at) => `bucket-${String(at).padStart(4, "0")}`);
  for (const name of made) await kv.create(name);
  expect((await kv.names().toArray()).toSorted()).toEqual(made);
  const states = await kv.list().toArray();
  expect(states.map(({ bucket }) => bucket).toSorted()).toEqual(made);
});
