import { createInbox, type NatsConnection } from "@nats-io/transport-node";
import { connect, type KvBucket, type KvConfig } from "@revkv/core";
import { describeServers, startProxy, type Proxy } from "@revkv/dev/nats-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nats } from "../../src/index.ts";
import { codeOf, failure, wrong } from "@revkv/dev/expecting";
import { fill, storeOn } from "./support.ts";

describeServers("rule 6: errors", {}, (server) => {
  const here = storeOn(server);

  test("carry the number of the server's answer", async () => {
    const bucket = await here.bucket({ maxValueBytes: 100, maxBytes: 1_000 });
    await bucket.put("k", "v");
    const large = "x".repeat(101);
    expect(await failure(bucket.create("k", "w"))).toMatchObject({
      code: "KEY_EXISTS",
      natsCode: 10071,
    });
    expect(await failure(bucket.update("k", "w", 7))).toMatchObject({
      code: "REVISION_MISMATCH",
      natsCode: 10071,
    });
    expect(await failure(bucket.put("k", large))).toMatchObject({
      code: "VALUE_TOO_LARGE",
      natsCode: 10054,
    });
    expect(await failure(here.kv.create(bucket.name))).toMatchObject({
      code: "BUCKET_EXISTS",
      natsCode: 10058,
    });
    expect(await failure(here.kv.open("none"))).toMatchObject({
      code: "BUCKET_NOT_FOUND",
      natsCode: 10059,
    });
    expect(await failure(here.kv.update(bucket.name, { storage: "file" }))).toMatchObject({
      code: "INVALID_CONFIG",
      natsCode: 10052,
    });
  });

  test("a full bucket is BUCKET_FULL 10077, and refuses markers too", async () => {
    const bucket = await here.bucket({ maxBytes: 400, history: 2 });
    for (let at = 0; ; at += 1) {
      const outcome = await bucket.put(`k${at}`, "0123456789").catch((error: unknown) => error);
      if (typeof outcome === "number") continue;
      expect(outcome).toMatchObject({ code: "BUCKET_FULL", natsCode: 10077 });
      break;
    }
    const before = await bucket.status();
    expect(await failure(bucket.delete("k0"))).toMatchObject({ code: "BUCKET_FULL" });
    expect(await failure(bucket.purge("k0"))).toMatchObject({ code: "BUCKET_FULL" });
    expect(await bucket.status()).toEqual(before);
  });

  test("are rejections: nothing that returns a promise throws", async () => {
    const bucket = await here.bucket();
    const bad = wrong<never>(Symbol("bad"));
    const { kv } = here;
    const calls: readonly (() => Promise<unknown>)[] = [
      () => kv.create(bad),
      () => kv.create("b", bad),
      () => kv.create("b", wrong<KvConfig>({ histroy: 5 })),
      () => kv.create("b", { history: 65 }),
      () => kv.open(bad),
      () => kv.open("b", bad),
      () => kv.update(bad, bad),
      () => kv.createOrUpdate(bad),
      () => kv.delete(bad),
      () => bucket.put(bad, "v"),
      () => bucket.put("k", bad),
      () => bucket.put("k", "v", bad),
      () => bucket.put("k", "v", wrong({ ttl: 1_000 })),
      () => bucket.create("k", bad),
      () => bucket.update("k", "v", bad),
      () => bucket.modify("k", bad),
      () => bucket.delete(bad),
      () => bucket.purge("k", bad),
      () => bucket.get(bad),
      () => bucket.get("k", bad),
      () => bucket.getMany(bad),
      () => bucket.getMany(["k", bad]),
      () => bucket.keys(bad).toArray(),
      () => bucket.history(bad).toArray(),
      () => bucket.watch(bad),
      () => bucket.watch("k", bad),
      () => bucket.purgeDeletes({ olderThanMs: -1 }),
      () => bucket.get("k", { signal: bad }),
    ];
    const promises = calls.map((call) => call());
    for (const [at, promise] of promises.entries()) {
      expect(await codeOf(promise), `call ${at}`).toMatch(/^INVALID_/);
    }
    expect((await bucket.status()).lastRevision).toBe(0);
  });
});

describeServers("rule 6: time limits and lost connections", {}, (server) => {
  const here = storeOn(server);
  let proxy: Proxy;
  beforeAll(async () => {
    proxy = await startProxy(here.server.port);
  });
  afterAll(() => proxy.stop());

  test("TIMEOUT: unknown for a write that was sent, known for a read", async () => {
    const connection = await here.anotherConnection(proxy.url);
    const kv = await connect(nats(connection, { timeoutMs: 250 }));
    const bucket = await here.bucket({}, kv);
    proxy.pause();
    const [write, read, listing] = await Promise.all([
      failure(bucket.put("k", "v")),
      failure(bucket.get("k")),
      failure(bucket.status()),
    ]);
    proxy.resume();
    expect(write).toMatchObject({ code: "TIMEOUT", outcomeUnknown: true });
    expect(read).toMatchObject({ code: "TIMEOUT", outcomeUnknown: false });
    expect(listing).toMatchObject({ code: "TIMEOUT", outcomeUnknown: false });
    await expect.poll(async () => (await bucket.get("k"))?.text()).toBe("v");
    await kv.close();
  });

  test("a create whose outcome is unknown says so, and not KEY_EXISTS", async () => {
    const connection = await here.anotherConnection(proxy.url);
    const kv = await connect(nats(connection, { timeoutMs: 250 }));
    const bucket = await here.bucket({}, kv);
    proxy.pause();
    const error = await failure(bucket.create("k", "v"));
    proxy.resume();
    expect(error).toMatchObject({ code: "TIMEOUT", outcomeUnknown: true });
    await kv.close();
  });

  test("DISCONNECTED: unknown for a write whose answer was lost", async () => {
    const connection = await here.anotherConnection(proxy.url);
    const kv = await connect(nats(connection));
    const bucket = await here.bucket({}, kv);
    proxy.dropFromServer();
    const write = failure(bucket.put("k", "v"));
    const read = failure(bucket.get("other"));
    await expect.poll(async () => (await stored(bucket)).lastRevision).toBe(1);
    proxy.cut();
    expect(await write).toMatchObject({ code: "DISCONNECTED", outcomeUnknown: true });
    expect(await read).toMatchObject({ code: "DISCONNECTED", outcomeUnknown: false });
    await expect.poll(async () => (await bucket.get("k"))?.text()).toBe("v");
    await kv.close();
  });

  test("while the connection is down, calls wait for it and are sent once, in their order", async () => {
    const connection = await here.anotherConnection(proxy.url);
    const kv = await connect(nats(connection));
    const bucket = await here.bucket({ history: 64 }, kv);
    proxy.refuse();
    const lost = failure(bucket.get("none"));
    proxy.cut();
    expect(await lost).toMatchObject({ code: "DISCONNECTED" });
    // Each time that the client dials in vain, it forgets what it was given.
    const dialled = dials(connection, 3);
    const writes = Array.from({ length: 50 }, (_, at) => bucket.put("k", String(at)));
    const status = bucket.status();
    await dialled;
    writes.push(bucket.put("k", "last"));
    proxy.accept();
    expect(await Promise.all(writes)).toEqual(writes.map((_, at) => at + 1));
    expect((await status).bucket).toBe(bucket.name);
    const values = (await bucket.history("k").toArray()).map((entry) => entry.revision);
    expect(values).toEqual(writes.map((_, at) => at + 1));
    await kv.close();
  });

  test("what waited in vain for a connection was surely not stored", async () => {
    const connection = await here.anotherConnection(proxy.url);
    const kv = await connect(nats(connection, { timeoutMs: 250 }));
    const bucket = await here.bucket({}, kv);
    proxy.refuse();
    const lost = failure(bucket.get("none"));
    proxy.cut();
    await lost;
    const waiting = failure(bucket.put("k", "v"));
    expect(await waiting).toMatchObject({ code: "TIMEOUT", outcomeUnknown: false });
    const closing = failure(bucket.put("k", "v"));
    await kv.close();
    expect(await closing).toMatchObject({ code: "CLOSED", outcomeUnknown: false });
    proxy.accept();
    expect((await stored(bucket)).lastRevision).toBe(0);
    await connection.close();
  });

  test("on a connection that is closed nothing is sent: known", async () => {
    const connection = await here.anotherConnection();
    const kv = await connect(nats(connection));
    const bucket = await here.bucket({}, kv);
    await connection.close();
    expect(await failure(bucket.put("k", "v"))).toMatchObject({
      code: "DISCONNECTED",
      outcomeUnknown: false,
    });
    expect(await codeOf(bucket.get("k"))).toBe("DISCONNECTED");
    expect(await codeOf(bucket.watch())).toBe("DISCONNECTED");
    await kv.close();
  });

  async function stored(bucket: KvBucket): Promise<{ readonly lastRevision: number }> {
    return (await here.kv.open(bucket.name)).status();
  }
});

/** Resolves when the client has dialled so often in vain. */
async function dials(connection: NatsConnection, times: number): Promise<void> {
  let count = 0;
  for await (const { type } of connection.status()) {
    if (type === "reconnecting") count += 1;
    if (count === times) return;
  }
}

describeServers("rule 7: names", {}, (server) => {
  const here = storeOn(server);

  test("a key of 3,000 bytes makes the whole round", async () => {
    const bucket = await here.bucket({ history: 3 });
    for (const key of ["k".repeat(3_000), `${"a.".repeat(1_499)}bb`]) {
      expect(key).toHaveLength(3_000);
      const watcher = await bucket.watch(key);
      const revision = await bucket.create(key, "v");
      expect((await bucket.get(key))?.revision).toBe(revision);
      expect((await bucket.get(key, { consistency: "leader" }))?.revision).toBe(revision);
      expect((await bucket.getMany([key])).get(key)?.text()).toBe("v");
      const entries = watcher[Symbol.asyncIterator]();
      expect((await entries.next()).value).toMatchObject({ key, revision });
      expect(await bucket.keys(key).toArray()).toEqual([key]);
      expect(await bucket.delete(key, { expected: revision })).toBe(revision + 1);
      expect(await bucket.history(key).toArray()).toHaveLength(2);
      expect(await bucket.purgeDeletes({ olderThanMs: 0 })).toBe(2);
      await watcher.stop();
    }
    const tooLong = "k".repeat(3_001);
    const error = await failure(bucket.put(tooLong, "v"));
    expect(error.code).toBe("INVALID_KEY");
    expect(error.message).toContain("3001 bytes");
  });

  test("a bucket's name of 252 bytes works, one more is INVALID_BUCKET", async () => {
    const name = "b".repeat(252);
    const bucket = await here.kv.create(name, { storage: "memory" });
    await bucket.put("k", "v");
    expect(await bucket.keys().toArray()).toEqual(["k"]);
    expect(await here.kv.names().toArray()).toContain(name);
    expect(await here.kv.delete(name)).toBe(true);
    expect(await codeOf(here.kv.create(`${name}b`))).toBe("INVALID_BUCKET");
  });

  test("every character of the grammar makes the round, in keys and in buckets", async () => {
    const bucket = await here.kv.create("Bucket_-09", { storage: "memory" });
    const keys = ["-", "_", "/", "=", "_kv.a", "a/b=c-d_e", "A.a", "a.A", "0.1.2"];
    for (const key of keys) await bucket.put(key, key);
    expect(await bucket.keys().toArray()).toEqual(keys);
    expect([...(await bucket.getMany(keys)).values()].map((entry) => entry.text())).toEqual(keys);
  });

  test("what is no key never reaches the server, and the error names character and position", async () => {
    const bucket = await here.bucket();
    const heard: string[] = [];
    const listener = await here.anotherConnection();
    listener.subscribe(">", { callback: (_error, { subject }) => void heard.push(subject) });
    await listener.flush();
    for (const [key, sign, position] of [
      ["a b", '" "', 1],
      ["a..b", '"."', 2],
      [".a", '"."', 0],
      ["a.", '"."', 1],
      ["a.*", '"*"', 2],
      [">", '">"', 0],
      ["grün", '"ü"', 2],
      ["a\r\nPUB x 0", '"\\r"', 1],
    ] as const) {
      const error = await failure(bucket.put(key, "v"));
      expect(error.code).toBe("INVALID_KEY");
      expect(error.message).toContain(`${sign} at position ${position}`);
    }
    // What comes after is the first that is heard.
    const mark = createInbox();
    here.connection.publish(mark);
    await expect.poll(() => heard.length).toBe(1);
    expect(heard).toEqual([mark]);
  });

  test("fill keeps the keys of these tests in order", async () => {
    const bucket = await here.bucket();
    expect(await bucket.keys().toArray()).toEqual([]);
    expect(await fill(bucket, 3)).toEqual(await bucket.keys().toArray());
  });
});
