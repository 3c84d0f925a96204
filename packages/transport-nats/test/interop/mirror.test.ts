import { Kvm } from "@nats-io/kv";
import type { KvBucket, KvManager } from "@revkv/core";
import { describeServers } from "@revkv/dev/nats-server";
import { expect, test, vi } from "vitest";
import { eventually } from "./eventually.ts";
import { line, recordOf, storedLines } from "./line.ts";
import { connectionTo, storeAt, storeOn } from "./store.ts";

vi.setConfig({ testTimeout: 20_000 });

describeServers("a mirror", {}, (server) => {
  async function mirrored(
    name: string,
  ): Promise<{ kv: KvManager; origin: KvBucket; copy: KvBucket }> {
    const kv = await storeAt(server());
    const origin = await kv.create(`${name}-origin`, { history: 5 });
    const mirror = { bucket: `${name}-origin` };
    return { kv, origin, copy: await kv.create(`${name}-copy`, { history: 5, mirror }) };
  }

  async function caughtUp(copy: KvBucket, revision: number): Promise<void> {
    await eventually(async () => expect((await copy.status()).lastRevision).toBe(revision));
  }

  test("is read by its own name as its origin is", async () => {
    const { origin, copy } = await mirrored("read");
    await origin.put("a", "1");
    await origin.put("a", "2");
    await origin.put("b.c", "3");
    await origin.put("d", "4");
    await origin.delete("d");
    await caughtUp(copy, 5);
    const stored = ["PUT a=1 @1", "PUT a=2 @2", "PUT b.c=3 @3", "PUT d=4 @4", "DEL d @5"];
    expect(await storedLines(copy)).toEqual(stored);
    expect(await storedLines(copy, "b.*")).toEqual(["PUT b.c=3 @3"]);
    expect(await copy.keys().toArray()).toEqual(["a", "b.c"]);
    expect((await copy.get("a"))?.text()).toBe("2");
    expect((await copy.get("a", { consistency: "leader" }))?.text()).toBe("2");
    expect((await copy.get("a", { revision: 1 }))?.text()).toBe("1");
    expect((await copy.get("d", { includeDeleted: true }))?.revision).toBe(5);
    expect(await copy.get("none")).toBeNull();
    expect([...(await copy.getMany(["b.c", "d", "a"])).keys()]).toEqual(["b.c", "a"]);
    const entry = await copy.get("b.c");
    expect(entry).toMatchObject({ bucket: "read-copy", key: "b.c", revision: 3 });
    const watcher = await copy.watch("*");
    expect((await watcher.snapshot()).map((it) => line(it))).toEqual(["PUT a=2 @2", "DEL d @5"]);
    await watcher.stop();
  });

  test("hands writes to its origin, whose revisions they get", async () => {
    const { kv, origin, copy } = await mirrored("written");
    const told = recordOf(await copy.watch());
    await eventually(() => expect(told).toEqual(["initialized"]));
    expect(await copy.put("a", "1")).toBe(1);
    expect(await origin.put("a", "2")).toBe(2);
    expect(await copy.update("a", "3", 2)).toBe(3);
    await expect(copy.update("a", "x", 2)).rejects.toMatchObject({
      code: "REVISION_MISMATCH",
      actual: 3,
    });
    expect(await copy.delete("a")).toBe(4);
    await caughtUp(copy, 4);
    expect(await copy.create("a", "5")).toBe(5);
    await caughtUp(copy, 5);
    await expect(copy.create("a", "x")).rejects.toMatchObject({ code: "KEY_EXISTS", actual: 5 });
    // What a purge removes before the server has come to deliver it is never told.
    await eventually(() => expect(told).toHaveLength(6));
    expect(await copy.purge("a")).toBe(6);
    await caughtUp(copy, 6);
    expect(await storedLines(origin)).toEqual(["PURGE a @6"]);
    expect(await storedLines(copy)).toEqual(["PURGE a @6"]);
    await eventually(() => expect(told).toHaveLength(7));
    expect(told.slice(1)).toEqual([
      "PUT a=1 @1",
      "PUT a=2 @2",
      "PUT a=3 @3",
      "DEL a @4",
      "PUT a=5 @5",
      "PURGE a @6",
    ]);
    const { config } = await copy.status();
    expect(config.mirror).toEqual({ bucket: "written-origin" });
    expect((await origin.status()).config.mirror).toBeUndefined();
    expect((await kv.list().toArray()).map(({ bucket }) => bucket)).toEqual(
      expect.arrayContaining(["written-origin", "written-copy"]),
    );
  });

  test("is read-only where its origin takes no writes, and purges nothing", async () => {
    const { kv, origin, copy } = await mirrored("alone");
    await origin.put("a", "1");
    await origin.delete("a");
    await caughtUp(copy, 2);
    await expect(copy.purgeDeletes()).rejects.toMatchObject({ code: "READ_ONLY" });
    await expect(copy.purgeDeletes({ olderThanMs: 0 })).rejects.toMatchObject({
      code: "READ_ONLY",
    });
    expect(await kv.delete("alone-origin")).toBe(true);
    await expect(copy.put("a", "2")).rejects.toMatchObject({ code: "READ_ONLY" });
    await expect(copy.create("b", "2")).rejects.toMatchObject({ code: "READ_ONLY" });
    await expect(copy.delete("a")).rejects.toMatchObject({ code: "READ_ONLY" });
    await expect(copy.purge("a")).rejects.toMatchObject({ code: "READ_ONLY" });
    // By single reads: 2.9 makes no consumer on a mirror whose origin is gone (10093).
    expect((await copy.get("a", { revision: 1 }))?.text()).toBe("1");
    expect((await copy.get("a", { includeDeleted: true }))?.operation).toBe("DEL");
    expect((await copy.status()).values).toBe(2);
  });

  test("made by @nats-io/kv is one to revkv", async () => {
    const connection = await connectionTo(server());
    const kv = await storeOn(connection);
    const origin = await kv.create("other-origin");
    await new Kvm(connection).create("other-copy", { mirror: { name: "other-origin" } });
    const copy = await kv.open("other-copy");
    expect(await copy.put("a", "1")).toBe(1);
    await caughtUp(copy, 1);
    expect((await copy.get("a"))?.text()).toBe("1");
    expect((await origin.get("a"))?.text()).toBe("1");
  });
});
