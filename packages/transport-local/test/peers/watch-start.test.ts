import { expect, test } from "vitest";
import { newBucket, recordOf } from "./world.ts";

test("a watch for updates alone passes over what is stored", async () => {
  const { bucket } = await newBucket();
  await bucket.put("a", "old");
  await bucket.put("b", "old");
  const watcher = await bucket.watch(">", { include: "updates" });
  const updates: boolean[] = [];
  watcher.on("entry", ({ isUpdate }) => updates.push(isUpdate));
  const told = await recordOf(watcher);
  await bucket.put("a", "new");
  await bucket.delete("b");
  expect(told).toEqual(["initialized", "PUT a=new @3", "DEL b @4"]);
  expect(updates).toEqual([true, true]);
});

test("a watch with history tells all that is kept, markers too, and then what is written", async () => {
  const { bucket } = await newBucket({ history: 3 });
  for (const value of ["one", "two", "three", "four"]) await bucket.put("a", value);
  await bucket.put("b", "one");
  await bucket.delete("b");
  const told = await recordOf(await bucket.watch(">", { include: "history" }));
  await bucket.put("b", "two");
  expect(told).toEqual([
    "PUT a=two @2",
    "PUT a=three @3",
    "PUT a=four @4",
    "PUT b=one @5",
    "DEL b @6",
    "initialized",
    "PUT b=two @7",
  ]);
});

test("a watch with history that ignores deletes leaves the markers out", async () => {
  const { bucket } = await newBucket({ history: 5 });
  await bucket.put("a", "one");
  await bucket.delete("a");
  await bucket.put("a", "two");
  await bucket.delete("a");
  const options = { include: "history", ignoreDeletes: true } as const;
  const told = await recordOf(await bucket.watch(">", options));
  await bucket.purge("a");
  await bucket.put("a", "three");
  expect(told).toEqual(["PUT a=one @1", "PUT a=two @3", "initialized", "PUT a=three @6"]);
});

test("a watch from a revision begins with the entry of that revision, older ones of a key too", async () => {
  const { bucket } = await newBucket({ history: 5 });
  for (const key of ["a", "a", "b", "a", "b"]) await bucket.put(key, "v");
  const told = await recordOf(await bucket.watch(">", { fromRevision: 2 }));
  await bucket.delete("a");
  expect(told).toEqual([
    "PUT a=v @2",
    "PUT b=v @3",
    "PUT a=v @4",
    "PUT b=v @5",
    "initialized",
    "DEL a @6",
  ]);
});

test("a watch from a revision that has been trimmed begins with the next one that is kept", async () => {
  const { bucket } = await newBucket({ history: 1 });
  for (const key of ["a", "b", "a"]) await bucket.put(key, "v");
  const told = await recordOf(await bucket.watch(">", { fromRevision: 1 }));
  expect(told).toEqual(["PUT b=v @2", "PUT a=v @3", "initialized"]);
});

test("a watch from a revision to come is silent until that revision", async () => {
  const { bucket } = await newBucket();
  await bucket.put("a", "one");
  const told = await recordOf(await bucket.watch(">", { fromRevision: 4 }));
  for (const value of ["two", "three", "four"]) await bucket.put("a", value);
  expect(told).toEqual(["initialized", "PUT a=four @4"]);
});

test("a watch that is told two places to begin at is refused, by the types too", async () => {
  const { bucket } = await newBucket();
  const refused = { code: "INVALID_ARGUMENT" };
  for (const include of ["last", "history", "updates"] as const) {
    // @ts-expect-error -- a place in the history and a revision
    const watch = bucket.watch(">", { include, fromRevision: 1 });
    await expect(watch).rejects.toMatchObject(refused);
  }
  // @ts-expect-error -- one option says where a watch begins; there is no second one
  await expect(bucket.watch(">", { include: "history", updatesOnly: true })).rejects.toMatchObject(
    refused,
  );
});
