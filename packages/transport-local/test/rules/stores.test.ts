import { connect } from "@revkv/core";
import { local } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { brief, codeOf, take } from "@revkv/dev/expecting";
import { turns, world } from "./support.ts";

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

describe("rule 3: a bucket is a name, not a lifetime", () => {
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
});
