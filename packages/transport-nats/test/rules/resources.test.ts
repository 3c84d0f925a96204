import type { Subscription } from "@nats-io/transport-node";
import { connect, type KvBucket } from "@revkv/core";
import { describeServers, startProxy } from "@revkv/dev/nats-server";
import { beforeAll, expect, test, vi, type MockInstance } from "vitest";
import { nats } from "../../src/index.ts";
import { codeOf, rejection } from "@revkv/dev/expecting";
import { askApi, fill, storeOn } from "./support.ts";

describeServers("what a read or a watch leaves behind: nothing", {}, (server) => {
  const here = storeOn(server);
  let subscribe: MockInstance<(...args: never[]) => Subscription>;
  let bucket: KvBucket;
  beforeAll(async () => {
    subscribe = vi.spyOn(here.connection, "subscribe");
    bucket = await here.bucket({ history: 3 });
    await fill(bucket, 1_500, 1_000);
    for (const key of ["d1", "d2"]) {
      await bucket.put(key, "v");
      await bucket.delete(key);
    }
  });

  async function consumersOf(name: string): Promise<number> {
    const info = await askApi<{ readonly state: { readonly consumer_count: number } }>(
      here.connection,
      `STREAM.INFO.KV_${name}`,
    );
    return info.state.consumer_count;
  }

  /** Subscriptions of the connection that were made since the block began and are open now. */
  function open(): number {
    const made = subscribe.mock.results.map(({ value }) => value as Subscription);
    return made.filter((one) => !one.isClosed()).length;
  }

  const readers: readonly (readonly [string, (bucket: KvBucket) => Promise<unknown>])[] = [
    ["keys to the end", (it) => it.keys().toArray()],
    ["history to the end", (it) => it.history(">", { metaOnly: true }).toArray()],
    ["a loop that is left", (it) => breakAfterOne(it.history(">"))],
    ["a loop over keys that is left", (it) => breakAfterOne(it.keys())],
    ["a read of nothing", (it) => it.keys("none").toArray()],
    ["getMany", (it) => it.getMany(["k1", "k2", "none"])],
    ["purgeDeletes", (it) => it.purgeDeletes()],
    ["a watch that is stopped", async (it) => (await it.watch()).stop()],
    ["a watch whose loop is left", async (it) => breakAfterOne(await it.watch())],
    [
      "a snapshot, and a stop",
      async (it) => {
        const watcher = await it.watch();
        await watcher.snapshot();
        await watcher.stop();
      },
    ],
    [
      "a watch that disposes of itself",
      async (it) => {
        await using watcher = await it.watch();
        await watcher.snapshot();
      },
    ],
    [
      "a watch whose buffer is full",
      async (it) => {
        const watcher = await it.watch("x", { include: "updates", buffer: { maxEntries: 1 } });
        const ended = new Promise((resolve) => {
          watcher.on("closed", resolve);
        });
        for (let at = 0; at < 3; at += 1) await it.put("x", "v");
        expect(await ended).toMatchObject({ code: "BUFFER_OVERFLOW" });
      },
    ],
    [
      "an aborted watch",
      async (it) => {
        const controller = new AbortController();
        const watcher = await it.watch(">", { signal: controller.signal });
        const snapshot = Promise.allSettled([watcher.snapshot()]);
        controller.abort();
        await snapshot;
      },
    ],
    [
      "a watch that is aborted while it begins",
      async (it) => {
        const controller = new AbortController();
        const watching = rejection(it.watch(">", { signal: controller.signal }));
        controller.abort();
        await watching;
      },
    ],
    [
      "an aborted read",
      async (it) => {
        const controller = new AbortController();
        const reading = rejection(it.history(">", { signal: controller.signal }).toArray());
        controller.abort();
        await reading;
      },
    ],
    [
      "what the server refuses",
      async (it) => {
        const stranger = await here.kv.open(it.name);
        expect(await codeOf(stranger.watch("a..b"))).toBe("INVALID_FILTER");
      },
    ],
  ];

  test.each(readers)("%s", async (_title, read) => {
    const before = open();
    await read(bucket);
    await expect.poll(() => consumersOf(bucket.name), { timeout: 1_000 }).toBe(0);
    await expect.poll(open, { timeout: 1_000 }).toBe(before);
  });

  test("a watch holds one consumer and one subscription", async () => {
    const before = open();
    const watchers = await Promise.all([bucket.watch(), bucket.watch("k1"), bucket.watch("none")]);
    expect([await consumersOf(bucket.name), open() - before]).toEqual([3, 3]);
    await Promise.all(watchers.map((watcher) => watcher.stop()));
    await expect.poll(() => consumersOf(bucket.name), { timeout: 1_000 }).toBe(0);
    expect(open()).toBe(before);
  });

  test("a closed store leaves neither, whatever was under way", async () => {
    const before = open();
    const kv = await connect(nats(here.connection));
    const own = await kv.open(bucket.name);
    await own.watch();
    (await own.watch())[Symbol.asyncIterator]();
    const reading = rejection(own.history(">").toArray());
    const beginning = rejection(own.watch());
    await kv.close();
    await Promise.all([reading, beginning]);
    await expect.poll(() => consumersOf(bucket.name), { timeout: 1_000 }).toBe(0);
    await expect.poll(open, { timeout: 1_000 }).toBe(before);
  });

  test("a watch over a connection that was cut has one consumer again, and then none", async () => {
    const proxy = await startProxy(here.server.port);
    const kv = await connect(nats(await here.anotherConnection(proxy.url)));
    const own = await here.bucket({}, kv);
    const watcher = await own.watch();
    await watcher.snapshot();
    const entries = watcher[Symbol.asyncIterator]();
    for (let round = 0; round < 3; round += 1) {
      proxy.cut();
      await expect.poll(() => own.put("k", "v").then(Boolean, () => false)).toBe(true);
      await entries.next();
    }
    await expect.poll(() => consumersOf(own.name)).toBe(1);
    await watcher.stop();
    await expect.poll(() => consumersOf(own.name), { timeout: 1_000 }).toBe(0);
    await kv.close();
    await proxy.stop();
  });

  test("names() and list() leave no subscription", async () => {
    const before = open();
    expect(await here.kv.names().toArray()).toContain(bucket.name);
    for await (const { bucket: name } of here.kv.list()) if (name === bucket.name) break;
    expect(open()).toBe(before);
  });
});

async function breakAfterOne(source: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of source) break;
}
