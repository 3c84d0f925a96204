import type { KvManager } from "@revkv/core";
import { expect } from "vitest";
import { eventually } from "./eventually.ts";
import { line, recordOf, storedLines } from "./line.ts";

/** Every call of a store and of a bucket, once, however they are reached; gives what a watch has told. */
export async function tour(kv: KvManager, name: string): Promise<readonly string[]> {
  const bucket = await kv.create(name, { history: 5 });
  await expect(kv.create(name)).rejects.toMatchObject({ code: "BUCKET_EXISTS" });
  expect((await kv.open(name)).name).toBe(name);
  expect(await kv.names().toArray()).toContain(name);

  const watcher = await bucket.watch();
  const told = recordOf(watcher);
  await eventually(() => expect(told).toEqual(["initialized"]));
  expect(await bucket.put("a", "1")).toBe(1);
  expect(await bucket.create("b.c", "2")).toBe(2);
  expect(await bucket.update("b.c", "3", 2)).toBe(3);
  expect(await bucket.modify("a", () => "4")).toBe(4);
  expect(await bucket.delete("a")).toBe(5);
  expect(await bucket.create("a", "6")).toBe(6);
  // What a purge removes before the server has come to deliver it is never told.
  await eventually(() => expect(told).toHaveLength(7));
  expect(await bucket.purge("a", { expected: 6 })).toBe(7);
  expect(await bucket.put("big", "x".repeat(500_000))).toBe(8);
  await expect(bucket.create("b.c", "no")).rejects.toMatchObject({ code: "KEY_EXISTS", actual: 3 });
  const mismatch = { code: "REVISION_MISMATCH", expected: 2, actual: 3 };
  await expect(bucket.update("b.c", "no", 2)).rejects.toMatchObject(mismatch);

  expect((await bucket.get("b.c"))?.text()).toBe("3");
  expect((await bucket.get("b.c", { revision: 2 }))?.text()).toBe("2");
  expect((await bucket.get("b.c", { consistency: "leader" }))?.text()).toBe("3");
  expect(await bucket.get("a")).toBeNull();
  expect((await bucket.get("a", { includeDeleted: true }))?.operation).toBe("PURGE");
  const many = await bucket.getMany(["big", "a", "b.c", "none"]);
  expect([...many].map(([key, { length }]) => [key, length])).toEqual([
    ["big", 500_000],
    ["b.c", 1],
  ]);
  expect(await bucket.keys().toArray()).toEqual(["b.c", "big"]);
  expect(await storedLines(bucket, "*")).toHaveLength(2);
  expect(await storedLines(bucket, "b.c")).toEqual(["PUT b.c=2 @2", "PUT b.c=3 @3"]);

  await eventually(() => expect(told).toHaveLength(9));
  expect(told.slice(1, 8)).toEqual([
    "PUT a=1 @1",
    "PUT b.c=2 @2",
    "PUT b.c=3 @3",
    "PUT a=4 @4",
    "DEL a @5",
    "PUT a=6 @6",
    "PURGE a @7",
  ]);
  await watcher.stop();
  const late = await bucket.watch("b.>", { include: "history" });
  expect((await late.snapshot()).map((entry) => line(entry))).toHaveLength(2);
  await late.stop();

  expect(await bucket.purgeDeletes({ olderThanMs: 0 })).toBe(1);
  expect(await bucket.status()).toMatchObject({ values: 3, lastRevision: 8 });
  await kv.update(name, { history: 1 });
  expect((await bucket.status()).config.history).toBe(1);
  expect(await kv.delete(name)).toBe(true);
  await expect(bucket.status()).rejects.toMatchObject({ code: "BUCKET_NOT_FOUND" });
  return told;
}
