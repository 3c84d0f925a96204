import { connect, type KvBucket, type KvConfig } from "@revkv/core";
import { local } from "@revkv/transport-local";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { brief } from "@revkv/dev/expecting";

const DAY = 86_400_000;

async function create(config: KvConfig): Promise<KvBucket> {
  return (await connect(local())).create("b", config);
}

describe("rule 28: the default clock under a test runner's fake timers", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("TTL goes by advanceTimersByTime", async () => {
    const bucket = await create({ ttlMs: 1_000 });
    await bucket.put("k", "v");
    expect((await bucket.get("k"))?.created).toEqual(new Date(1_000_000));
    vi.advanceTimersByTime(999);
    expect(await bucket.get("k")).not.toBeNull();
    vi.advanceTimersByTime(1);
    expect(await bucket.get("k")).toBeNull();
  });

  test("watchers see the limit marker, without anybody reading", async () => {
    const bucket = await create({ limitMarkerTtlMs: 60_000 });
    await bucket.put("k", "v", { ttlMs: 2_000 });
    const seen: string[] = [];
    const watcher = await bucket.watch("k", { include: "updates" });
    watcher.on("entry", (entry) => seen.push(`${brief(entry)} ${entry.created.getTime()}`));
    await vi.advanceTimersByTimeAsync(1_999);
    expect(seen).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen).toEqual(["2 PURGE k 1002000"]);
  });

  test("ttlMs of 60 days survives, to the ms", async () => {
    const bucket = await create({ ttlMs: 60 * DAY, limitMarkerTtlMs: 60 * DAY });
    const seen: string[] = [];
    const watcher = await bucket.watch();
    watcher.on("entry", (entry) => seen.push(brief(entry)));
    await bucket.put("k", "v");
    vi.advanceTimersByTime(60 * DAY - 1);
    expect(seen).toEqual(["1 PUT k"]);
    expect(await bucket.get("k")).not.toBeNull();
    vi.advanceTimersByTime(1);
    expect(seen).toEqual(["1 PUT k", "2 PURGE k"]);
  });

  test("the longest ttlMs keeps one timer at a time, and no timer fires at once", async () => {
    const bucket = await create({ ttlMs: 9_223_372_036_854 });
    await bucket.put("k", "v");
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(365 * DAY);
    expect(vi.getTimerCount()).toBe(1);
    expect(await bucket.get("k")).not.toBeNull();
  });

  test("one timer for a bucket, none where nothing expires, none for a deleted bucket", async () => {
    const kv = await connect(local());
    const bucket = await kv.create("b", { ttlMs: 1_000 });
    expect(vi.getTimerCount()).toBe(0);
    for (let at = 0; at < 50; at += 1) await bucket.put(`k${at}`, "v");
    expect(vi.getTimerCount()).toBe(1);
    await (await kv.create("plain")).put("k", "v");
    expect(vi.getTimerCount()).toBe(1);
    await kv.delete("b");
    expect(vi.getTimerCount()).toBe(0);
  });

  test("after everything expired no timer is left", async () => {
    const bucket = await create({ ttlMs: 1_000 });
    await bucket.put("k", "v");
    vi.advanceTimersByTime(10_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("rule 28: the default clock is read at each call", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test("fake timers that come after the store was made work too", async () => {
    const bucket = await create({ ttlMs: 1_000 });
    vi.useFakeTimers({ now: 5_000 });
    await bucket.put("k", "v");
    expect((await bucket.get("k"))?.created).toEqual(new Date(5_000));
    vi.advanceTimersByTime(1_000);
    expect(await bucket.get("k")).toBeNull();
  });

  test("a date that is set forward lets entries go, without any timer", async () => {
    vi.useFakeTimers({ now: 0, toFake: ["Date"] });
    const bucket = await create({ ttlMs: 60_000 });
    await bucket.put("k", "v");
    vi.setSystemTime(60_000);
    expect(await bucket.get("k")).toBeNull();
  });

  test("without fake timers it is the real time", async () => {
    const bucket = await create({});
    const before = Date.now();
    await bucket.put("k", "v");
    const created = (await bucket.get("k"))?.created.getTime() ?? 0;
    expect(created).toBeGreaterThanOrEqual(before);
    expect(created).toBeLessThanOrEqual(Date.now());
  });
});

describe("rule 28: a timer that was lost", () => {
  test("is set again by the next operation, when fake timers came and went", async () => {
    vi.useFakeTimers({ now: Date.now() });
    const bucket = await create({ ttlMs: 1_000, limitMarkerTtlMs: 60_000 });
    await bucket.put("lost", "v");
    vi.useRealTimers();
    vi.useFakeTimers({ now: Date.now() + 2_000 });
    try {
      await bucket.put("kept", "v");
      const seen: string[] = [];
      const watcher = await bucket.watch(">", { include: "updates" });
      watcher.on("entry", (entry) => seen.push(brief(entry)));
      await vi.advanceTimersByTimeAsync(1_000);
      expect(seen).toContain("4 PURGE kept");
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("rule 28: timers never keep a process alive", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test("each is unreferenced where the platform knows that", async () => {
    const made: { unreferenced: boolean }[] = [];
    vi.stubGlobal("setTimeout", () => {
      const timer = { unreferenced: false, unref: () => (timer.unreferenced = true) };
      made.push(timer);
      return timer;
    });
    vi.stubGlobal("clearTimeout", () => undefined);
    const bucket = await create({ ttlMs: 60 * DAY });
    await bucket.put("k", "v");
    expect(made.map(({ unreferenced }) => unreferenced)).toEqual([true]);
  });

  test("a platform whose timers are numbers will do", async () => {
    const cleared: unknown[] = [];
    vi.stubGlobal("setTimeout", () => 7);
    vi.stubGlobal("clearTimeout", (timer: unknown) => cleared.push(timer));
    const kv = await connect(local());
    const bucket = await kv.create("b", { ttlMs: 1_000 });
    await bucket.put("k", "v");
    await kv.delete("b");
    expect(cleared).toEqual([7]);
  });
});
