import { expect, test } from "vitest";
import { line, newBucket, recordOf, take } from "./world.ts";

test("stop ends the loop of a watch", async () => {
  const { bucket } = await newBucket();
  await bucket.put("a", "one");
  const watcher = await bucket.watch();
  const told: string[] = [];
  for await (const entry of watcher) {
    told.push(line(entry));
    if (told.length === 1) await bucket.put("a", "two");
    else await watcher.stop();
  }
  await bucket.put("a", "three");
  expect(told).toEqual(["PUT a=one @1", "PUT a=two @2"]);
});

test("stop ends a watch whose reader waits for an entry", async () => {
  const { bucket } = await newBucket();
  const watcher = await bucket.watch();
  const entries = watcher[Symbol.asyncIterator]();
  const waiting = entries.next();
  await watcher.stop();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(await entries.next()).toEqual({ done: true, value: undefined });
});

test("a stopped watch tells its end once and nothing after it", async () => {
  const { bucket } = await newBucket();
  const watcher = await bucket.watch();
  const told = await recordOf(watcher);
  await bucket.put("a", "one");
  await watcher.stop();
  await watcher.stop();
  await bucket.put("a", "two");
  expect(told).toEqual(["initialized", "PUT a=one @1", "closed"]);
});

test("stop does not wait for what nobody has read", async () => {
  const { bucket } = await newBucket();
  for (let at = 0; at < 2_000; at += 1) await bucket.put(`old.${at}`, "v");
  const watcher = await bucket.watch();
  for (let at = 0; at < 2_000; at += 1) await bucket.put(`new.${at}`, "v");
  const entries = watcher[Symbol.asyncIterator]();
  expect(await take(entries, 1)).toHaveLength(1);
  await watcher.stop();
  expect(await entries.next()).toEqual({ done: true, value: undefined });
});

test("leaving the loop of a watch ends it", async () => {
  const { bucket } = await newBucket();
  const watcher = await bucket.watch();
  const ends: string[] = [];
  watcher.on("closed", (reason) => ends.push(String(reason)));
  await bucket.put("a", "one");
  const told: string[] = [];
  for await (const entry of watcher) {
    told.push(line(entry));
    break;
  }
  expect(told).toEqual(["PUT a=one @1"]);
  expect(ends).toEqual(["undefined"]);
});

test("disposing of a watch ends it", async () => {
  const { bucket } = await newBucket();
  const watcher = await bucket.watch();
  const told = await recordOf(watcher);
  await watcher[Symbol.asyncDispose]();
  await bucket.put("a", "one");
  expect(told).toEqual(["initialized", "closed"]);
});

test("an aborted signal ends a watch with its reason, and a later stop is fine", async () => {
  const { bucket } = await newBucket();
  const controller = new AbortController();
  const watcher = await bucket.watch(">", { signal: controller.signal });
  const reason = new Error("enough");
  controller.abort(reason);
  await bucket.put("a", "one");
  const entries = watcher[Symbol.asyncIterator]();
  await expect(entries.next()).rejects.toBe(reason);
  expect(await entries.next()).toEqual({ done: true, value: undefined });
  expect(await watcher.stop()).toBeUndefined();
});

test("an aborted signal frees a reader that waits for an entry", async () => {
  const { bucket } = await newBucket();
  const controller = new AbortController();
  const watcher = await bucket.watch(">", { signal: controller.signal });
  const waiting = watcher[Symbol.asyncIterator]().next();
  const reason = new Error("enough");
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});
