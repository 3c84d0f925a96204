import { connect as natsConnect, type NatsConnection } from "@nats-io/transport-node";
import { connect, isKvError, type KvBucket, type KvManager } from "@revkv/core";
import { describeServers, startProxy, type Proxy } from "@revkv/dev/nats-server";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { nats } from "../../src/index.ts";
import { dial } from "./line.ts";
import { Tap } from "./tap.ts";
import { TIMEOUT_MS, within } from "./within.ts";

/** Ways in which a connection ends for good. */
const ENDS: readonly {
  readonly title: string;
  readonly end: (connection: NatsConnection, proxy: Proxy) => unknown;
}[] = [
  { title: "the user closes it", end: (connection) => connection.close() },
  { title: "the user drains it", end: (connection) => connection.drain() },
  { title: "it breaks and may not come back", end: (_connection, proxy) => proxy.cut() },
];

describeServers("a connection that is over for good", { versions: "newest" }, (server) => {
  describe.each(ENDS)("because $title", ({ end }) => {
    let proxy: Proxy;
    let connection: NatsConnection;
    let tap: Tap;
    let kv: KvManager;
    let bucket: KvBucket;

    beforeEach(async () => {
      const whole = await dial([server().url]);
      await whole.kv.delete("ends");
      const filled = await whole.kv.create("ends", { history: 5, storage: "memory" });
      await Promise.all(Array.from({ length: 2_000 }, (_, at) => filled.put(`key.${at}`, "v")));
      proxy = await startProxy(server().port);
      connection = await natsConnect({ servers: proxy.url, reconnect: false });
      tap = new Tap(connection);
      kv = await connect(nats(connection, { timeoutMs: TIMEOUT_MS }));
      bucket = await kv.open("ends");
      onTestFinished(async () => {
        await within(1, "close() of the manager", kv.close());
        await connection.close();
        await whole.close();
        await proxy.stop();
      });
    });

    test("watches end with DISCONNECTED, after what they had", async () => {
      const watcher = await bucket.watch();
      expect(await watcher.snapshot()).toHaveLength(2_000);
      const reading = reasonOf(read(watcher));
      await end(connection, proxy);
      expect(await within(1, "the watch", reading)).toBe("DISCONNECTED");
    });

    test("a listing under way says that it is incomplete, one that waits for its answer too", async () => {
      const begun = bucket.keys()[Symbol.asyncIterator]();
      await begun.next();
      const held = tap.hold("CONSUMER.CREATE");
      const waiting = reasonOf(bucket.keys().toArray());
      await held;
      const rest = reasonOf(read({ [Symbol.asyncIterator]: () => begun }));
      // What is read in one go is complete before the end; this one is stopped by a pause in its middle.
      await end(connection, proxy);
      expect(await within(1, "the listing that waits", waiting)).toBe("INCOMPLETE_READ");
      expect(["INCOMPLETE_READ", 1_999]).toContain(await within(1, "the listing", rest));
    });

    test("a write that waits for its answer has an unknown outcome, a later one none", async () => {
      const lost = tap.loseAnswer("$KV.ends.a");
      const waiting = unknownOf(bucket.put("a", "1"));
      await lost;
      await end(connection, proxy);
      expect(await within(1, "the write", waiting)).toBe(true);
      await within(1, "the end of the connection", connection.closed());
      expect(await within(1, "a later write", unknownOf(bucket.put("b", "1")))).toBe(false);
      expect(await within(1, "a later read", reasonOf(bucket.get("a")))).toBe("DISCONNECTED");
      expect(await within(1, "a later watch", reasonOf(bucket.watch()))).toBe("DISCONNECTED");
    });
  });
});

async function read(entries: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _entry of entries) count += 1;
  return count;
}

/** The code of what a promise rejects with, or what it resolves to. */
async function reasonOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    if (isKvError(error)) return error.code;
    throw error;
  }
}

/** Whether a write ends with DISCONNECTED, and knows of no outcome. */
async function unknownOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    if (isKvError(error, "DISCONNECTED")) return error.outcomeUnknown;
    throw error;
  }
}
