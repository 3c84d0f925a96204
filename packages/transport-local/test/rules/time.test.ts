import { connect, type Clock } from "@revkv/core";
import { local, manualClock } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { brief } from "@revkv/dev/expecting";
import { stateOf, thrownCode, turns, world } from "./support.ts";

describe("rule 28: manualClock", () => {
  test("stands still at its start, 0 unless given, until it is turned", () => {
    expect(manualClock().nowMs()).toBe(0);
    const clock = manualClock(1_000);
    expect(clock.nowMs()).toBe(1_000);
    clock.advance(0);
    expect(clock.nowMs()).toBe(1_000);
    clock.advance(2.5);
    expect(clock.nowMs()).toBe(1_002.5);
  });

  test("runs tasks in order of time, each at its own, and those due at once in order of scheduling", () => {
    const clock = manualClock();
    const ran: string[] = [];
    const note = (name: string) => () => void ran.push(`${name} ${clock.nowMs()}`);
    clock.schedule(note("late"), 300);
    clock.schedule(note("first"), 100);
    clock.schedule(note("second"), 100);
    clock.schedule(note("never"), 301);
    clock.schedule(note("cancelled"), 50)();
    clock.advance(300);
    expect(ran).toEqual(["first 100", "second 100", "late 300"]);
    expect(clock.nowMs()).toBe(300);
  });

  test("runs what falls due because of what fell due, in the same call", () => {
    const clock = manualClock();
    const ran: number[] = [];
    const again = (): void => {
      ran.push(clock.nowMs());
      clock.schedule(again, 10);
    };
    clock.schedule(again, 10);
    clock.advance(35);
    expect(ran).toEqual([10, 20, 30]);
  });

  test("does not turn back", () => {
    const clock = manualClock();
    for (const ms of [-1, Number.NaN, Infinity]) {
      expect(thrownCode(() => clock.advance(ms))).toBe("INVALID_ARGUMENT");
    }
    expect(clock.nowMs()).toBe(0);
  });

  test("advance is synchronous: watchers have heard before it returns", async () => {
    const { bucket, clock } = await world({ ttlMs: 1_000, limitMarkerTtlMs: 1_000 });
    await bucket.put("k", "v");
    const watcher = await bucket.watch("k", { include: "updates" });
    const seen: string[] = [];
    watcher.on("entry", (entry) => seen.push(brief(entry)));
    await turns();
    clock.advance(1_000);
    expect(seen).toEqual(["2 PURGE k"]);
  });

  test("two stores may share a clock", async () => {
    const clock = manualClock();
    const buckets = [];
    for (const ttlMs of [1_000, 2_000]) {
      buckets.push(await (await connect(local({ clock }))).create("b", { ttlMs }));
    }
    for (const bucket of buckets) await bucket.put("k", "v");
    clock.advance(1_000);
    const live = await Promise.all(buckets.map(async (bucket) => (await bucket.get("k")) !== null));
    expect(live).toEqual([false, true]);
  });
});

describe("rule 28: one clock", () => {
  test("that nobody fires is no excuse: nothing is read after its time", async () => {
    let now = 0;
    const silent: Clock = { nowMs: () => now, schedule: () => () => undefined };
    const bucket = await (
      await connect(local({ clock: silent }))
    ).create("b", {
      ttlMs: 1_000,
      limitMarkerTtlMs: 2_000,
    });
    await bucket.put("k", "v");
    now = 1_500;
    expect(await bucket.get("k", { includeDeleted: true })).toMatchObject({
      reason: "MaxAge",
      created: new Date(1_000),
    });
    now = 1_999;
    expect(await bucket.keys().toArray()).toEqual([]);
    expect(await bucket.status()).toMatchObject({ values: 1, lastRevision: 2 });
    now = 2_000;
    expect(await stateOf(bucket)).toMatchObject({ entries: [], lastRevision: 2 });
  });

  test("is asked for no more timers than there is something due", async () => {
    const pending = new Set<object>();
    const counting: Clock = {
      nowMs: () => 0,
      schedule() {
        const task = {};
        pending.add(task);
        return () => void pending.delete(task);
      },
    };
    const kv = await connect(local({ clock: counting }));
    const plain = await kv.create("plain", { limitMarkerTtlMs: 1_000 });
    await plain.put("k", "v");
    expect(pending.size).toBe(0);
    const bucket = await kv.create("b", { ttlMs: 1_000 });
    for (let at = 0; at < 100; at += 1) await bucket.put(`k${at}`, "v");
    expect(pending.size).toBe(1);
    await kv.delete("b");
    expect(pending.size).toBe(0);
  });
});
