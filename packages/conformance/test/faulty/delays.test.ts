import { connect } from "@revkv/core";
import { local } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { faulty } from "../../src/faulty.ts";
import { bench, brief, endOf, logOf, pass, turns } from "./bench.ts";

describe("delays", () => {
  test("hold a request back and then its answer, each for its time", async () => {
    const { bucket, sound, clock } = await bench({ delayMs: { least: 10, most: 10 } });
    let revision = 0;
    void bucket.put("a", "1").then((one) => (revision = one));
    clock.advance(9);
    expect(await logOf(sound)).toEqual([]);
    clock.advance(1);
    expect(await logOf(sound)).toEqual(["1 PUT a=1"]);
    clock.advance(9);
    await turns();
    expect(revision).toBe(0);
    clock.advance(1);
    await turns();
    expect(revision).toBe(1);
  });

  test("hold back what is asked later and has none: a bucket is deleted after the writes before it", async () => {
    const { kv, bucket, clock } = await bench({ delayMs: { least: 10, most: 10 } });
    const writing = bucket.put("a", "1");
    const deleting = kv.delete("b");
    const missing = endOf(kv.open("nothing"));
    await turns();
    clock.advance(10);
    expect(await deleting).toBe(true);
    expect(await missing).toBe("BUCKET_NOT_FOUND");
    clock.advance(10);
    expect(await writing).toBe(1);
  });

  test("bring answers in another order than was asked; requests arrive in theirs", async () => {
    const { bucket, clock } = await bench({ seed: 2, delayMs: { most: 100 } });
    const answered: number[] = [];
    for (let at = 0; at < 20; at += 1) {
      void bucket.put("a", `${at}`).then((revision) => answered.push(revision));
    }
    await pass(clock, 300);
    const asked = Array.from({ length: 20 }, (_, at) => at + 1);
    expect(answered).not.toEqual(asked);
    expect(answered.toSorted((a, b) => a - b)).toEqual(asked);
  });

  test("never change the order of a watch", async () => {
    const { bucket, sound, clock } = await bench({ seed: 2, delayMs: { most: 50 } });
    for (let at = 0; at < 10; at += 1) await sound.put(`k${at}`, "1");
    const opening = bucket.watch();
    await pass(clock, 100);
    const watcher = await opening;
    const seen: number[] = [];
    watcher.on("entry", (entry) => seen.push(entry.revision));
    for (let at = 0; at < 30; at += 1) {
      await sound.put("a", `${at}`);
      await pass(clock, 3);
    }
    expect(seen.length).toBeLessThan(40);
    await pass(clock, 100);
    expect(seen).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
  });

  test("that are longer than the time limit end in TIMEOUT, and the write comes after it", async () => {
    const { bucket, sound, clock } = await bench({
      delayMs: { least: 100, most: 100 },
      timeoutMs: 50,
    });
    const end = endOf(bucket.put("a", "1"));
    clock.advance(50);
    expect(await end).toBe("TIMEOUT, outcome unknown");
    expect(await logOf(sound)).toEqual([]);
    clock.advance(50);
    expect(await logOf(sound)).toEqual(["1 PUT a=1"]);
  });

  test("are over when the store heals: what was on its way has arrived", async () => {
    const { store, bucket, sound, clock } = await bench({ delayMs: { least: 100, most: 100 } });
    const opening = bucket.watch();
    await pass(clock, 200);
    const seen: number[] = [];
    (await opening).on("entry", ({ revision }) => seen.push(revision));
    const writing = bucket.put("a", "1");
    await sound.put("a", "2");
    await turns();
    store.heal();
    await turns();
    expect(await logOf(sound)).toEqual(["1 PUT a=2", "2 PUT a=1"]);
    expect(seen).toEqual([1, 2]);
    expect(await writing).toBe(2);
  });

  test("go by the real clock unless another is given", async () => {
    const store = faulty(local(), { delayMs: { least: 5, most: 5 } });
    const bucket = await (await connect(store)).create("b");
    const startMs = performance.now();
    const revision = await bucket.put("a", "1");
    const found = await bucket.get("a", { minRevision: revision });
    expect(found && brief(found)).toBe("1 PUT a=1");
    // Timers may be early by a part of a ms.
    expect(performance.now() - startMs).toBeGreaterThan(16);
  });
});
