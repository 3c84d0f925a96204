import { connect } from "@revkv/core";
import { describeServers, startProxy } from "@revkv/dev/nats-server";
import { expect, test } from "vitest";
import { nats } from "../../src/index.ts";
import { brief, fill, storeOn, take } from "./support.ts";
import { Wire } from "./wire.ts";

describeServers("rules 24 to 26: consumers, buffers and signals", {}, (server) => {
  const here = storeOn(server);

  test("nothing is delivered before there is a consumer; listeners share, then hear the end", async () => {
    const bucket = await here.bucket();
    await bucket.put("a", "v");
    const before = here.connection.stats().inMsgs;
    const watcher = await bucket.watch();
    // The answers of STREAM.INFO and CONSUMER.CREATE, and the entry: a server of 2.9 counts otherwise what comes later.
    await expect.poll(() => here.connection.stats().inMsgs - before).toBeGreaterThanOrEqual(3);
    await bucket.put("b", "v");
    const events: string[] = [];
    await new Promise<void>((resolve) => {
      watcher.on("entry", (entry) => {
        events.push(`${entry.key} ${entry.isUpdate}`);
        if (entry.key === "c") resolve();
      });
      watcher.on("initialized", () => events.push("initialized"));
      watcher.on("closed", (reason) => events.push(`closed ${reason}`));
      void bucket.put("c", "v");
    });
    expect(() => watcher[Symbol.asyncIterator]()).toThrow(
      expect.objectContaining({ code: "INVALID_ARGUMENT" }),
    );
    await watcher.stop();
    expect(events).toEqual(["a false", "initialized", "b true", "c true", "closed undefined"]);
  });

  test("a listener that throws disturbs nobody", async () => {
    const errors: unknown[] = [];
    const kv = await connect(nats(here.connection), {
      onListenerError: (error) => errors.push(error),
    });
    const bucket = await here.bucket({}, kv);
    const watcher = await bucket.watch();
    const seen: string[] = [];
    const thrown = new Error("of the listener");
    watcher.on("entry", () => {
      throw thrown;
    });
    watcher.on("entry", ({ key }) => seen.push(key));
    await bucket.put("a", "v");
    await bucket.put("b", "v");
    await expect.poll(() => seen).toEqual(["a", "b"]);
    expect(errors).toEqual([thrown, thrown]);
    await kv.close();
  });

  test("a full buffer: what waits is read, then BUFFER_OVERFLOW with the last revision", async () => {
    const bucket = await here.bucket({ history: 64 });
    await fill(bucket, 10);
    const watcher = await bucket.watch(">", { include: "updates", buffer: { maxEntries: 5 } });
    const ended = new Promise((resolve) => {
      watcher.on("closed", resolve);
    });
    for (let at = 0; at < 8; at += 1) await bucket.put("live", "v");
    const overflow = { code: "BUFFER_OVERFLOW", lastRevision: 15 };
    expect(await ended).toMatchObject(overflow);
    const entries = watcher[Symbol.asyncIterator]();
    const seen = (await take(entries, 5)).map(({ revision }) => revision);
    expect(seen).toEqual([11, 12, 13, 14, 15]);
    await expect(entries.next()).rejects.toMatchObject(overflow);
  });

  test("'conflate' keeps the newest entry of a key, in ascending order", async () => {
    const bucket = await here.bucket({ history: 64 });
    const buffer = { maxEntries: 2, onOverflow: "conflate" } as const;
    const watcher = await bucket.watch(">", { buffer });
    const before = here.connection.stats().inMsgs;
    for (const key of ["a", "b", "a", "b", "a"]) await bucket.put(key, "v");
    // An answer and a delivery for each.
    await expect.poll(() => here.connection.stats().inMsgs - before).toBeGreaterThanOrEqual(10);
    const [first, second] = await take(watcher[Symbol.asyncIterator](), 2);
    expect([first && brief(first), second && brief(second)]).toEqual(["4 PUT b", "5 PUT a"]);
    await watcher.stop();
  });

  test("a signal that was aborted before: nothing is sent", async () => {
    const bucket = await here.bucket();
    const reason = new Error("not any more");
    const signal = AbortSignal.abort(reason);
    const wire = await Wire.of(here);
    const sent = await wire.during(async () => {
      for (const call of [
        () => bucket.put("k", "v", { signal }),
        () => bucket.create("k", "v", { signal }),
        () => bucket.update("k", "v", 1, { signal }),
        () => bucket.modify("k", () => "v", { signal }),
        () => bucket.delete("k", { signal }),
        () => bucket.purge("k", { signal }),
        () => bucket.get("k", { signal }),
        () => bucket.getMany(["k"], { signal }),
        () => bucket.keys(">", { signal }).toArray(),
        () => bucket.history(">", { signal }).toArray(),
        () => bucket.watch(">", { signal }),
        () => bucket.purgeDeletes({ signal }),
      ]) {
        await expect(call()).rejects.toBe(reason);
      }
    });
    expect(sent).toEqual([]);
  });

  test("one that is aborted later: the call rejects with its reason, and a write may still happen", async () => {
    const proxy = await startProxy(here.server.port);
    const kv = await connect(nats(await here.anotherConnection(proxy.url)));
    const bucket = await here.bucket({}, kv);
    await bucket.put("k", "v");
    const controller = new AbortController();
    const { signal } = controller;
    proxy.pause();
    const calls = [
      bucket.put("late", "v", { signal }),
      bucket.create("later", "v", { signal }),
      bucket.get("k", { signal }),
      bucket.getMany(["k"], { signal }),
      bucket.keys(">", { signal }).toArray(),
      bucket.watch(">", { signal }),
      bucket.purgeDeletes({ signal }),
    ];
    const settled = Promise.allSettled(calls);
    await expect
      .poll(async () => (await (await here.kv.open(bucket.name)).status()).values)
      .toBe(3);
    const reason = { any: "thing" };
    controller.abort(reason);
    for (const one of await settled) expect(one).toMatchObject({ status: "rejected", reason });
    proxy.resume();
    expect((await bucket.get("late"))?.text()).toBe("v");
    await kv.close();
    await proxy.stop();
  });

  test("of a watch: the next pull rejects with its reason, stop is the clean end", async () => {
    const bucket = await here.bucket();
    await bucket.put("k", "v");
    const controller = new AbortController();
    const watcher = await bucket.watch(">", { signal: controller.signal });
    const entries = watcher[Symbol.asyncIterator]();
    await entries.next();
    const reason = new Error("enough");
    const pull = entries.next();
    controller.abort(reason);
    await expect(pull).rejects.toBe(reason);
    expect(await entries.next()).toEqual({ done: true, value: undefined });
    const stopped = await bucket.watch();
    const other = stopped[Symbol.asyncIterator]();
    await other.next();
    const last = other.next();
    await stopped.stop();
    expect(await last).toEqual({ done: true, value: undefined });
  });
});
