import { isKvError, type KvBucket, type KvEntry, type KvManager, type RawEntry } from "@revkv/core";
import { jetstreamManager } from "@nats-io/jetstream";
import { describeServers, startProxy, type Proxy } from "@revkv/dev/nats-server";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { nats } from "../../src/index.ts";
import { dial, type Line } from "./line.ts";
import { Tap } from "./tap.ts";
import { within } from "./within.ts";

const INFO = "STREAM.INFO.KV_renewal";
const CREATE = "CONSUMER.CREATE.KV_renewal";
const soon = { timeout: 15_000, interval: 5 };

/** A bucket, and a second way to it that can be cut and tapped. */
interface Road {
  readonly direct: KvBucket;
  readonly kv: KvManager;
  readonly proxy: Proxy;
  readonly line: Line;
  readonly tap: Tap;
  readonly bucket: KvBucket;
}

describeServers("a watch whose consumer has to be made anew", { versions: "newest" }, (server) => {
  let road: Road;

  beforeEach(async () => {
    const whole = await dial([server().url]);
    await whole.kv.delete("renewal");
    const direct = await whole.kv.create("renewal", { history: 10, storage: "memory" });
    const proxy = await startProxy(server().port);
    const line = await dial([proxy.url]);
    const bucket = await line.kv.open("renewal");
    road = { direct, kv: whole.kv, proxy, line, tap: new Tap(line.connection), bucket };
    onTestFinished(async () => {
      await Promise.all([line.close(), whole.close()]);
      await proxy.stop();
    });
  });

  /** A watch of everything, and what it has given. */
  async function watched(): Promise<{
    seen: string[];
    ended: Promise<unknown>;
    stop: () => Promise<void>;
  }> {
    const watcher = await road.bucket.watch();
    const seen: string[] = [];
    const read = async (): Promise<unknown> => {
      try {
        for await (const entry of watcher) seen.push(text(entry));
        return "a clean end";
      } catch (error) {
        return error;
      }
    };
    return { seen, ended: read(), stop: () => watcher.stop() };
  }

  async function consumers(): Promise<number> {
    const whole = await dial([server().url]);
    const manager = await jetstreamManager(whole.connection);
    const found = await manager.consumers.list("KV_renewal").next();
    await whole.close();
    return found.length;
  }

  test("goes on when nobody says whether its bucket is still the same", async () => {
    const { seen } = await watched();
    await road.direct.put("a", "1");
    await vi.waitFor(() => expect(seen).toEqual(["a 1"]), soon);
    const lost = road.tap.lose(INFO);
    road.proxy.cut();
    await lost;
    await road.direct.put("a", "2");
    await vi.waitFor(() => expect(seen).toEqual(["a 1", "a 2"]), soon);
  });

  test("goes on when the consumer is made and the answer is lost; it leaves none behind", async () => {
    const { seen, stop } = await watched();
    await road.direct.put("a", "1");
    await vi.waitFor(() => expect(seen).toEqual(["a 1"]), soon);
    const lost = road.tap.loseAnswer(CREATE);
    road.proxy.cut();
    await lost;
    await road.direct.put("a", "2");
    await vi.waitFor(() => expect(seen).toEqual(["a 1", "a 2"]), soon);
    expect(road.tap.sent(CREATE)).toHaveLength(3);
    expect(await consumers()).toBe(1);
    await stop();
    await vi.waitFor(async () => expect(await consumers()).toBe(0), soon);
  });

  test("gives what comes while its bucket is asked for, in order, when it is known", async () => {
    const { seen } = await watched();
    await road.direct.put("a", "1");
    await vi.waitFor(() => expect(seen).toEqual(["a 1"]), soon);
    const held = road.tap.hold(INFO);
    road.proxy.cut();
    await held;
    for (const value of ["2", "3", "4"]) await road.direct.put("a", value);
    await road.line.connection.flush();
    expect(seen).toEqual(["a 1"]);
    road.tap.release();
    await vi.waitFor(() => expect(seen).toEqual(["a 1", "a 2", "a 3", "a 4"]), soon);
  });

  test("goes on when the connection breaks again while its bucket is asked for", async () => {
    const { seen } = await watched();
    await road.direct.put("a", "1");
    await vi.waitFor(() => expect(seen).toEqual(["a 1"]), soon);
    for (const value of ["2", "3", "4"]) {
      const held = road.tap.hold(INFO);
      road.proxy.cut();
      await held;
      await road.direct.put("a", value);
    }
    road.proxy.cut();
    await vi.waitFor(() => expect(seen).toEqual(["a 1", "a 2", "a 3", "a 4"]), soon);
  });

  test("a bucket that was deleted and made again meanwhile is another: BUCKET_DELETED", async () => {
    const { seen, ended } = await watched();
    await road.direct.put("a", "1");
    await vi.waitFor(() => expect(seen).toEqual(["a 1"]), soon);
    road.proxy.refuse();
    road.proxy.cut();
    await road.kv.delete("renewal");
    await road.kv.create("renewal", { history: 10, storage: "memory" });
    for (const value of ["of", "the", "new", "one"]) await road.direct.put("a", value);
    road.proxy.accept();
    const end = await within(2, "the watch", ended);
    expect(isKvError(end, "BUCKET_DELETED")).toBe(true);
    expect(seen).toEqual(["a 1"]);
    await vi.waitFor(async () => expect(await consumers()).toBe(0), soon);
  });

  test("a bucket that was deleted meanwhile: BUCKET_DELETED", async () => {
    const { ended } = await watched();
    road.proxy.refuse();
    road.proxy.cut();
    await road.kv.delete("renewal");
    road.proxy.accept();
    const end = await within(2, "the watch", ended);
    expect(isKvError(end, "BUCKET_DELETED")).toBe(true);
  });

  test("stops in the middle of it, and leaves no consumer", async () => {
    const { seen, ended, stop } = await watched();
    const held = road.tap.hold(INFO);
    road.proxy.cut();
    await held;
    await stop();
    road.tap.release();
    expect(await ended).toBe("a clean end");
    await road.direct.put("a", "1");
    await vi.waitFor(async () => expect(await consumers()).toBe(0), soon);
    expect(seen).toEqual([]);
  });

  test("a sink that goes on after a pause gets nothing of a bucket that is not known yet", async () => {
    const store = await nats(road.line.connection, { timeoutMs: 2_000 }).open();
    const link = await store.link("renewal");
    const seen: RawEntry[] = [];
    let close = (_reason: unknown): void => undefined;
    const closed = new Promise<unknown>((resolve) => {
      close = resolve;
    });
    // It wants a pause after each entry.
    const sink = {
      entry: (raw: RawEntry) => seen.push(raw) === 0,
      caughtUp: () => {},
      closed: close,
    };
    const request = { filters: [">"], start: "last", metaOnly: false, live: true } as const;
    const subscription = await link.subscribe(request, sink);
    await road.direct.put("a", "1");
    await vi.waitFor(() => expect(seen).toHaveLength(1), soon);
    road.proxy.refuse();
    road.proxy.cut();
    await road.kv.delete("renewal");
    await road.kv.create("renewal", { history: 10, storage: "memory" });
    await road.direct.put("new", "1");
    await road.direct.put("new", "2");
    const held = road.tap.hold(INFO);
    road.proxy.accept();
    await held;
    await road.line.connection.flush();
    subscription.resume();
    road.tap.release();
    const reason = await within(2, "the sink", closed);
    expect(isKvError(reason, "BUCKET_DELETED")).toBe(true);
    expect(seen).toHaveLength(1);
    await store.close();
  });
});

function text(entry: KvEntry): string {
  return `${entry.key} ${entry.operation === "PUT" ? entry.text() : entry.operation}`;
}
