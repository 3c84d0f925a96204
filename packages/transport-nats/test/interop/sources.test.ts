import type { KvBucket } from "@revkv/core";
import { describeServers } from "@revkv/dev/nats-server";
import { expect, test, vi } from "vitest";
import { eventually } from "./eventually.ts";
import { recordOf, storedLines } from "./line.ts";
import { storeAt } from "./store.ts";

vi.setConfig({ testTimeout: 20_000 });

describeServers("two sources", { versions: ["2.10", "2.15"] }, (server) => {
  test("flow into one bucket, by their filters, and it takes writes too", async () => {
    const kv = await storeAt(server());
    const one = await kv.create("one", { history: 5 });
    const two = await kv.create("two", { history: 5 });
    const sources = [{ bucket: "one" }, { bucket: "two", filter: "users.*.name" }];
    const all = await kv.create("all", { history: 5, sources });
    expect((await all.status()).config.sources).toEqual(sources);
    const told = recordOf(await all.watch());
    await eventually(() => expect(told).toEqual(["initialized"]));

    await one.put("a.b", "1");
    await holds(all, 1);
    await two.put("users.7", "left out");
    await two.put("users.7.name.first", "left out");
    await two.put("users.7.name", "2");
    await holds(all, 2);
    await one.put("a.b", "3");
    await holds(all, 3);
    expect(await all.put("own", "4")).toBe(4);
    await one.delete("a.b");
    await holds(all, 5);
    // What a purge removes before the server has come to deliver it is never told.
    await eventually(() => expect(told).toHaveLength(6));
    await two.purge("users.7.name");
    await holds(all, 6);

    const written = [
      "PUT a.b=1 @1",
      "PUT users.7.name=2 @2",
      "PUT a.b=3 @3",
      "PUT own=4 @4",
      "DEL a.b @5",
      "PURGE users.7.name @6",
    ];
    await eventually(() => expect(told).toEqual(["initialized", ...written]));
    expect(await storedLines(all)).toEqual(written.filter((_, at) => at !== 1));
    expect(await all.keys().toArray()).toEqual(["own"]);
    expect(await all.get("a.b", { includeDeleted: true })).toMatchObject({
      bucket: "all",
      operation: "DEL",
      revision: 5,
    });
    expect(await all.create("a.b", "7")).toBe(7);
    expect(await all.update("own", "8", 4)).toBe(8);
    expect(await one.keys().toArray()).toEqual([]);
    expect(await two.keys().toArray()).toEqual(["users.7", "users.7.name.first"]);

    const opened = await kv.create("all", { history: 5, sources });
    expect((await opened.get("own"))?.text()).toBe("8");
    await expect(
      kv.create("all", { history: 5, sources: sources.toReversed() }),
    ).rejects.toMatchObject({
      code: "BUCKET_EXISTS",
      differences: [expect.stringMatching(/^sources is /)],
    });
  });

  test("can be set later", async () => {
    const kv = await storeAt(server());
    const from = await kv.create("from");
    await from.put("a", "1");
    const to = await kv.create("to");
    await kv.update("to", { sources: [{ bucket: "from", filter: ">" }] });
    await holds(to, 1);
    expect(await storedLines(to)).toEqual(["PUT a=1 @1"]);
    expect((await to.status()).config.sources).toEqual([{ bucket: "from" }]);
  });
});

describeServers("two sources on an old server", { versions: ["2.9"] }, (server) => {
  test("are refused before anything is made", async () => {
    const kv = await storeAt(server());
    const sources = [{ bucket: "one" }, { bucket: "two" }];
    const refused = { code: "FEATURE_UNSUPPORTED" };
    await expect(kv.create("all", { sources })).rejects.toMatchObject(refused);
    expect(await kv.names().toArray()).toEqual([]);
    await kv.create("all");
    await expect(kv.update("all", { sources })).rejects.toMatchObject(refused);
    await expect(kv.createOrUpdate("all", { sources })).rejects.toMatchObject(refused);
    expect((await (await kv.open("all")).status()).config.sources).toBeUndefined();
  });
});

/** Waits until so many revisions have come. */
async function holds(bucket: KvBucket, revision: number): Promise<void> {
  await eventually(async () => expect((await bucket.status()).lastRevision).toBe(revision));
}
