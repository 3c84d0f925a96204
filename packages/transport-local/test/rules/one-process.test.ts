import { connect, type Clock } from "@revkv/core";
import { local } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { world } from "./support.ts";

/** Stands still at 0; once it runs, it is a ms later each time somebody looks. */
function tickingClock(): Clock & { runFrom(ms: number): void } {
  let now = 0;
  let isRunning = false;
  return {
    nowMs: () => (isRunning ? now++ : now),
    schedule: () => () => undefined,
    runFrom(ms) {
      now = ms;
      isRunning = true;
    },
  };
}

describe("within one process", () => {
  test("direct, leader and any minRevision give the last write", async () => {
    const { bucket } = await world();
    await bucket.put("k", "1");
    const revision = await bucket.put("k", "2");
    for (const options of [
      { consistency: "direct" },
      { consistency: "leader" },
      { minRevision: revision },
      { minRevision: revision + 100 },
      { consistency: "leader", minRevision: 1 },
    ] as const) {
      expect((await bucket.get("k", options))?.text()).toBe("2");
      expect(await bucket.get("missing", options)).toBeNull();
    }
  });

  test("is of one moment: no key is read after another has expired meanwhile", async () => {
    const clock = tickingClock();
    const kv = await connect(local({ clock }));
    const bucket = await kv.create("b", { ttlMs: 100 });
    const keys = Array.from({ length: 10 }, (_, at) => `k${at}`);
    for (const key of keys) await bucket.put(key, "v");
    clock.runFrom(95);
    // All were written at once and are due at once: at any moment all of them are there, or none.
    expect([0, 10]).toContain((await bucket.getMany(keys)).size);
  });

  test("is of one moment: what a listener writes meanwhile is not half seen", async () => {
    const clock = tickingClock();
    const kv = await connect(local({ clock }));
    const bucket = await kv.create("b", { limitMarkerTtlMs: 60_000 });
    await bucket.put("gone", "v", { ttlMs: 1_000 });
    await bucket.put("a", "old");
    await bucket.put("z", "old");
    const watcher = await bucket.watch("gone", { include: "updates" });
    watcher.on("entry", () => {
      void bucket.put("a", "new");
      void bucket.put("z", "new");
    });
    await Promise.resolve();
    clock.runFrom(999);
    const found = await bucket.getMany(["a", "gone", "z"]);
    const [a, z] = [found.get("a")?.text(), found.get("z")?.text()];
    expect(a).toBe(z);
  });

  test("what is written during a read is not part of it", async () => {
    const { bucket } = await world();
    for (let at = 0; at < 1_500; at += 1) await bucket.put(`k${at}`, "v");
    const seen: string[] = [];
    for await (const key of bucket.keys()) {
      seen.push(key);
      await bucket.put("new", "v");
      await bucket.put("k1499", "newer");
    }
    expect(seen).toHaveLength(1_500);
    expect(new Set(seen).size).toBe(1_500);
    expect(seen).not.toContain("new");
  });

  test("it is one step: what is written around it survives", async () => {
    const { bucket } = await world();
    await bucket.delete("k");
    const [removed, revision] = await Promise.all([
      bucket.purgeDeletes({ olderThanMs: 0 }),
      bucket.put("k", "v"),
    ]);
    expect([removed, revision]).toEqual([1, 2]);
    expect((await bucket.get("k"))?.text()).toBe("v");
  });
});
