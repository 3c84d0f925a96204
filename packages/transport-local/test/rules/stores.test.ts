import { connect, json, text } from "@revkv/core";
import { local } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { brief, codeOf, failure, rejection, take, turns, world } from "./support.ts";

describe("rule 1: a store of its own", () => {
  test("local() is empty", async () => {
    const kv = await connect(local());
    expect(await kv.names().toArray()).toEqual([]);
    expect(await kv.list().toArray()).toEqual([]);
  });

  test("two local() objects share nothing", async () => {
    const one = await connect(local());
    const other = await connect(local());
    await one.create("b");
    expect(await other.names().toArray()).toEqual([]);
    expect(await codeOf(other.open("b"))).toBe("BUCKET_NOT_FOUND");
  });

  test("two connects on one local() share all", async () => {
    const store = local();
    const one = await (await connect(store)).create("b");
    const other = await (await connect(store)).open("b");
    expect(await one.put("k", "v")).toBe(1);
    expect((await other.get("k"))?.text()).toBe("v");
    expect(await other.put("k", "w")).toBe(2);
  });

  test("a watcher of one connect hears the other", async () => {
    const store = local();
    const one = await (await connect(store)).create("b");
    const other = await (await connect(store)).open("b");
    const watcher = await one.watch();
    await other.put("k", "v");
    const [entry] = await take(watcher[Symbol.asyncIterator](), 1);
    expect(entry && brief(entry)).toBe("1 PUT k");
  });
});

describe("rule 2: create and open", () => {
  test("create of a bucket with the same config opens it", async () => {
    const { kv, bucket } = await world({ history: 3 });
    await bucket.put("k", "v");
    const again = await kv.create("b", { history: 3 });
    expect((await again.get("k"))?.revision).toBe(1);
  });

  test("defaults are filled in before configs are compared", async () => {
    const { kv } = await world({});
    const full = { history: 1, storage: "file", replicas: 1, compression: false } as const;
    expect((await kv.create("b", full)).name).toBe("b");
    const absent = { description: undefined, ttlMs: undefined, metadata: undefined };
    expect((await kv.create("b", absent)).name).toBe("b");
  });

  test("the order of metadata does not matter, its content does", async () => {
    const { kv } = await world({ metadata: { x: "1", y: "2" } });
    expect((await kv.create("b", { metadata: { y: "2", x: "1" } })).name).toBe("b");
    expect(await codeOf(kv.create("b", { metadata: { x: "1", y: "3" } }))).toBe("BUCKET_EXISTS");
  });

  test("another config is BUCKET_EXISTS with every difference in words", async () => {
    const { kv } = await world({ history: 2, ttlMs: 5_000 });
    const error = await failure(kv.create("b", { history: 3 }));
    expect(error).toMatchObject({
      code: "BUCKET_EXISTS",
      differences: ["history is 2, asked for 3", "ttlMs is 5000, asked for not set"],
    });
  });

  test("whoever made the bucket, its config is compared", async () => {
    const store = local();
    await (await connect(store)).create("b", { history: 2 });
    const other = await connect(store);
    expect(await codeOf(other.create("b"))).toBe("BUCKET_EXISTS");
    expect((await other.create("b", { history: 2 })).name).toBe("b");
  });

  test("a config that an update set is the one that is compared", async () => {
    const { kv } = await world({ history: 2 });
    await kv.update("b", { history: 4 });
    expect((await kv.create("b", { history: 4 })).name).toBe("b");
    expect(await codeOf(kv.create("b", { history: 2 }))).toBe("BUCKET_EXISTS");
  });

  test("open of none is BUCKET_NOT_FOUND", async () => {
    const { kv } = await world();
    expect(await failure(kv.open("none"))).toMatchObject({
      code: "BUCKET_NOT_FOUND",
      natsCode: 10059,
    });
  });

  test("a codec is never stored and never compared", async () => {
    const { kv } = await world();
    const texts = await kv.create("t", { codec: text });
    await texts.put("k", "7");
    const numbers = await kv.create("t", { codec: json<number>() });
    expect((await numbers.get("k"))?.value).toBe(7);
    expect((await (await kv.open("t")).get("k"))?.value).toEqual(new Uint8Array([55]));
    expect(Object.keys((await texts.status()).config)).not.toContain("codec");
  });

  test("a refused create changes nothing", async () => {
    const { kv, bucket } = await world({ history: 2 });
    await bucket.put("k", "v");
    const before = await bucket.status();
    await rejection(kv.create("b", { history: 9 }));
    expect(await bucket.status()).toEqual(before);
  });
});

describe("rule 3: a bucket is a name, not a lifetime", () => {
  test("every call on a missing bucket rejects with BUCKET_NOT_FOUND", async () => {
    const { kv, bucket } = await world();
    await kv.delete("b");
    const calls: readonly (() => Promise<unknown>)[] = [
      () => bucket.put("k", "v"),
      () => bucket.create("k", "v"),
      () => bucket.update("k", "v", 1),
      () => bucket.modify("k", () => "v"),
      () => bucket.delete("k"),
      () => bucket.purge("k"),
      () => bucket.get("k"),
      () => bucket.get("k", { revision: 1 }),
      () => bucket.getMany(["k"]),
      () => bucket.keys().toArray(),
      () => bucket.history(">").toArray(),
      () => bucket.watch(),
      () => bucket.purgeDeletes(),
      () => bucket.status(),
      () => kv.open("b"),
      () => kv.update("b", {}),
    ];
    for (const call of calls) {
      expect(await failure(call())).toMatchObject({ code: "BUCKET_NOT_FOUND", natsCode: 10059 });
    }
  });

  test("getMany of nothing on a missing bucket rejects too", async () => {
    const { kv, bucket } = await world();
    await kv.delete("b");
    expect(await codeOf(bucket.getMany([]))).toBe("BUCKET_NOT_FOUND");
  });

  test("the handle works on a bucket that is made again, which begins at revision 1", async () => {
    const { kv, bucket } = await world();
    await bucket.put("k", "old");
    await bucket.put("k", "old");
    await kv.delete("b");
    await kv.create("b", { history: 9 });
    expect(await bucket.get("k")).toBeNull();
    expect(await bucket.put("k", "new")).toBe(1);
    expect((await bucket.status()).config.history).toBe(9);
  });

  test("delete resolves to whether there was one", async () => {
    const { kv } = await world();
    expect(await kv.delete("b")).toBe(true);
    expect(await kv.delete("b")).toBe(false);
  });

  test("BUCKET_DELETED ends a watcher after what was written", async () => {
    const { kv, bucket } = await world();
    const watcher = await bucket.watch();
    await bucket.put("k", "v");
    await kv.delete("b");
    const iterator = watcher[Symbol.asyncIterator]();
    expect((await take(iterator, 1)).map(brief)).toEqual(["1 PUT k"]);
    expect(await codeOf(iterator.next())).toBe("BUCKET_DELETED");
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  test("a watcher of the deleted bucket hears nothing of the one made again", async () => {
    const { kv, bucket } = await world();
    const seen: string[] = [];
    const watcher = await bucket.watch();
    watcher.on("entry", (entry) => seen.push(brief(entry)));
    await kv.delete("b");
    await kv.create("b");
    await bucket.put("k", "v");
    await turns();
    expect(seen).toEqual([]);
  });

  test("BUCKET_DELETED cuts a finite read that is under way", async () => {
    const { kv, bucket } = await world();
    for (let at = 0; at < 2_000; at += 1) await bucket.put(`k${at}`, "v");
    for (const read of [bucket.keys(), bucket.history(">")]) {
      const iterator = read[Symbol.asyncIterator]();
      await iterator.next();
      await kv.delete("b");
      const rest = async (): Promise<number> => {
        let count = 1;
        for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
          count += 1;
        }
        return count;
      };
      expect(await codeOf(rest())).toBe("BUCKET_DELETED");
      await kv.create("b");
      for (let at = 0; at < 2_000; at += 1) await bucket.put(`k${at}`, "v");
    }
  });
});

describe("rule 4: close", () => {
  test("close() may be called again, at once and later", async () => {
    const { kv } = await world();
    await Promise.all([kv.close(), kv.close()]);
    await kv.close();
    expect(await codeOf(kv.create("c"))).toBe("CLOSED");
  });

  test("a manager can be disposed of", async () => {
    const { kv } = await world();
    await kv[Symbol.asyncDispose]();
    expect(await codeOf(kv.names().toArray())).toBe("CLOSED");
  });

  test("every new call rejects with CLOSED, and is known not to have happened", async () => {
    const { kv, bucket } = await world();
    const closing = kv.close();
    const calls: readonly (() => Promise<unknown>)[] = [
      () => kv.create("c"),
      () => kv.open("b"),
      () => kv.update("b", {}),
      () => kv.createOrUpdate("b"),
      () => kv.delete("b"),
      () => kv.names().toArray(),
      () => kv.list().toArray(),
      () => bucket.put("k", "v"),
      () => bucket.create("k", "v"),
      () => bucket.update("k", "v", 1),
      () => bucket.modify("k", () => "v"),
      () => bucket.delete("k"),
      () => bucket.purge("k"),
      () => bucket.get("k"),
      () => bucket.getMany(["k"]),
      () => bucket.keys().toArray(),
      () => bucket.history(">").toArray(),
      () => bucket.watch(),
      () => bucket.purgeDeletes(),
      () => bucket.status(),
    ];
    for (const call of calls) {
      expect(await failure(call())).toMatchObject({ code: "CLOSED", outcomeUnknown: false });
    }
    await closing;
    for (const call of calls) expect(await codeOf(call())).toBe("CLOSED");
  });

  test("a finite read under way rejects with CLOSED at its next pull", async () => {
    const { kv, bucket } = await world();
    await bucket.put("a", "v");
    await bucket.put("b", "v");
    const iterator = bucket.keys()[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ done: false, value: "a" });
    await kv.close();
    expect(await codeOf(iterator.next())).toBe("CLOSED");
  });

  test("a listing of buckets under way rejects with CLOSED at its next pull", async () => {
    const { kv } = await world();
    await kv.create("c");
    const iterator = kv.names()[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ done: false, value: "b" });
    await kv.close();
    expect(await codeOf(iterator.next())).toBe("CLOSED");
  });

  test("watchers end cleanly, after what was written", async () => {
    const { kv, bucket } = await world();
    const watcher = await bucket.watch();
    const reasons: unknown[] = [];
    watcher.on("closed", (reason) => reasons.push(reason));
    await bucket.put("k", "v");
    await kv.close();
    const seen: string[] = [];
    for await (const entry of watcher) seen.push(brief(entry));
    expect(seen).toEqual(["1 PUT k"]);
    expect(reasons).toEqual([undefined]);
  });

  test("a watcher that waits for an entry ends", async () => {
    const { kv, bucket } = await world();
    const next = (await bucket.watch())[Symbol.asyncIterator]().next();
    await kv.close();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  test("other managers go on, their watchers too", async () => {
    const store = local();
    const one = await connect(store);
    const other = await connect(store);
    await one.create("b");
    const bucket = await other.open("b");
    const iterator = (await bucket.watch())[Symbol.asyncIterator]();
    await one.close();
    expect(await bucket.put("k", "v")).toBe(1);
    expect((await take(iterator, 1)).map(brief)).toEqual(["1 PUT k"]);
    expect((await (await connect(store)).open("b")).name).toBe("b");
  });
});
