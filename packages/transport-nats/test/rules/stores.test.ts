import { connect as natsConnect } from "@nats-io/transport-node";
import { connect, type KvBucket } from "@revkv/core";
import { describeServers, startProxy } from "@revkv/dev/nats-server";
import { expect, test, vi } from "vitest";
import { nats } from "../../src/index.ts";
import { codeOf, failure, rejection, take } from "@revkv/dev/expecting";
import { askApi, fill, storeOn } from "./support.ts";

describeServers("rule 1: the connection is the user's", {}, (server) => {
  const here = storeOn(server);

  test("a store opens no connection and closes none", async () => {
    const proxy = await startProxy(here.server.port);
    const connection = await here.anotherConnection(proxy.url);
    const close = vi.spyOn(connection, "close");
    const drain = vi.spyOn(connection, "drain");
    const first = await connect(nats(connection));
    const second = await connect(nats(connection));
    const bucket = await first.create("one-connection", { storage: "memory" });
    const watcher = await bucket.watch();
    await bucket.put("k", "v");
    expect(await bucket.keys().toArray()).toEqual(["k"]);
    expect(proxy.connections).toBe(1);
    await watcher.stop();
    await Promise.all([first.close(), second.close()]);
    expect(connection.isClosed()).toBe(false);
    expect([close.mock.calls, drain.mock.calls]).toEqual([[], []]);
    await connection.flush();
    expect(proxy.connections).toBe(1);
    await connection.close();
    await proxy.stop();
  });

  test("several stores on one connection share what it reaches, be it one transport or several", async () => {
    const transport = nats(here.connection);
    const stores = await Promise.all([connect(transport), connect(transport)]);
    const name = here.newName();
    await stores[0].create(name, { storage: "memory", history: 2 });
    const [a, b, c] = await Promise.all([...stores, here.kv].map((kv) => kv.open(name)));
    const watcher = await c?.watch();
    expect(await a?.put("k", "a")).toBe(1);
    expect(await b?.put("k", "b", { expected: 1 })).toBe(2);
    expect((await c?.get("k"))?.text()).toBe("b");
    const seen = watcher && (await take(watcher[Symbol.asyncIterator](), 2));
    expect(seen?.map(({ revision }) => revision)).toEqual([1, 2]);
    await Promise.all(stores.map((kv) => kv.close()));
  });

  test("what is no connection is INVALID_ARGUMENT, as is an option that nats does not know", () => {
    for (const stranger of [undefined, null, {}, [], "nats://127.0.0.1", { publish: 1 }]) {
      expect(() => nats(stranger as object)).toThrow(
        expect.objectContaining({ code: "INVALID_ARGUMENT" }),
      );
    }
    for (const options of [
      { domian: "hub" },
      { timeoutMs: 0 },
      { timeoutMs: "5s" },
      { consistency: "eventual" },
      { domain: "hub", apiPrefix: "x" },
    ]) {
      expect(() => nats(here.connection, options as object)).toThrow(
        expect.objectContaining({ code: "INVALID_ARGUMENT" }),
      );
    }
  });

  test("connect on a connection that is closed rejects, and nothing hangs", async () => {
    const connection = await natsConnect({ servers: here.server.url });
    await connection.close();
    expect(await codeOf(connect(nats(connection)))).toBe("DISCONNECTED");
  });
});

describeServers("rule 4: close()", {}, (server) => {
  const here = storeOn(server);

  async function closed(): Promise<{ readonly bucket: KvBucket; readonly name: string }> {
    const kv = await connect(nats(here.connection));
    const bucket = await here.bucket({}, kv);
    await bucket.put("k", "v");
    await kv.close();
    return { bucket, name: bucket.name };
  }

  test("is idempotent, also while the first call is under way", async () => {
    const kv = await connect(nats(here.connection));
    const [first, second] = [kv.close(), kv.close()];
    await Promise.all([first, second]);
    await kv.close();
    expect(await codeOf(kv.create("x"))).toBe("CLOSED");
  });

  test("every later call rejects with CLOSED, and nothing has happened", async () => {
    const kv = await connect(nats(here.connection));
    const { bucket, name } = await closed();
    await kv.close();
    for (const call of [
      () => kv.create(name),
      () => kv.open(name),
      () => kv.update(name, {}),
      () => kv.createOrUpdate(name),
      () => kv.delete(name),
      () => kv.names().toArray(),
      () => kv.list().toArray(),
      () => bucket.put("k", "w"),
      () => bucket.create("n", "w"),
      () => bucket.update("k", "w", 1),
      () => bucket.modify("k", () => "w"),
      () => bucket.delete("k"),
      () => bucket.purge("k"),
      () => bucket.get("k"),
      () => bucket.getMany(["k"]),
      () => bucket.keys().toArray(),
      () => bucket.history("k").toArray(),
      () => bucket.watch(),
      () => bucket.purgeDeletes(),
      () => bucket.status(),
    ]) {
      expect(await failure(call())).toMatchObject({ code: "CLOSED" });
    }
    const again = await here.kv.open(name);
    expect((await again.status()).lastRevision).toBe(1);
  });

  test("writes under way are awaited and have their revisions", async () => {
    const kv = await connect(nats(here.connection));
    const bucket = await here.bucket({}, kv);
    const writes = Array.from({ length: 200 }, (_, at) => bucket.put(`k${at}`, "v"));
    const settled = Promise.allSettled(writes);
    // The calls judge and send in a later turn of their own.
    await Promise.resolve();
    await kv.close();
    const outcomes = await settled;
    const revisions = outcomes.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
    expect(revisions.toSorted((a, b) => a - b)).toEqual(writes.map((_, at) => at + 1));
    expect((await (await here.kv.open(bucket.name)).status()).values).toBe(200);
  });

  test("a write without an answer is awaited up to the time limit: outcomeUnknown", async () => {
    const proxy = await startProxy(here.server.port);
    const connection = await here.anotherConnection(proxy.url);
    const kv = await connect(nats(connection, { timeoutMs: 300 }));
    const bucket = await here.bucket({}, kv);
    proxy.pause();
    const write = failure(bucket.put("k", "v"));
    const read = failure(bucket.get("k"));
    await Promise.resolve();
    const closing = kv.close();
    expect(await read).toMatchObject({ code: "CLOSED" });
    expect(await write).toMatchObject({ code: "TIMEOUT", outcomeUnknown: true });
    await closing;
    proxy.resume();
    await connection.close();
    await proxy.stop();
    expect((await (await here.kv.open(bucket.name)).get("k"))?.text()).toBe("v");
  });

  test("watchers end cleanly, finite reads reject with CLOSED", async () => {
    const kv = await connect(nats(here.connection));
    const bucket = await here.bucket({ history: 64 }, kv);
    await fill(bucket, 2_000);
    const watcher = await bucket.watch("none");
    const closedWith = new Promise((resolve) => {
      watcher.on("closed", resolve);
    });
    const unread = await bucket.watch("other");
    const listing = bucket.keys()[Symbol.asyncIterator]();
    expect((await listing.next()).done).toBe(false);
    const pull = watcher[Symbol.asyncIterator]().next();
    await kv.close();
    expect(await pull).toEqual({ done: true, value: undefined });
    expect(await closedWith).toBeUndefined();
    expect(await codeOf(unread.snapshot())).toBe("CLOSED");
    expect(await rejection(readOn(listing))).toMatchObject({ code: "CLOSED" });
  });

  test("other managers and the user's connection go on", async () => {
    const transport = nats(here.connection);
    const [kv, other] = await Promise.all([connect(transport), connect(transport)]);
    const name = (await here.bucket({}, kv)).name;
    const bucket = await other.open(name);
    const watcher = await bucket.watch();
    const iterator = watcher[Symbol.asyncIterator]();
    await kv.close();
    await bucket.put("k", "v");
    expect((await take(iterator, 1))[0]?.key).toBe("k");
    expect((await bucket.get("k"))?.text()).toBe("v");
    expect((await here.kv.names().toArray()).includes(name)).toBe(true);
    expect(await askApi(here.connection, "INFO")).toHaveProperty("streams");
    await other.close();
  });

  test("the connection keeps no subscription of a closed store", async () => {
    const subscribe = vi.spyOn(here.connection, "subscribe");
    const kv = await connect(nats(here.connection));
    const bucket = await here.bucket({}, kv);
    await bucket.put("k", "v");
    await bucket.watch();
    const made = subscribe.mock.results.map(({ value }) => value);
    subscribe.mockRestore();
    expect(made.filter((one) => !one.isClosed())).toHaveLength(2);
    await kv.close();
    expect(made.filter((one) => !one.isClosed())).toEqual([]);
  });
});

async function readOn(iterator: AsyncIterator<unknown>): Promise<void> {
  for (;;) if ((await iterator.next()).done === true) return;
}
