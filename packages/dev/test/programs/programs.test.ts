import { connect, json, type KvBucket, type KvManager } from "@revkv/core";
import { local } from "@revkv/transport-local";
import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from "vitest";
import * as programs from "./programs.ts";

describe("the programs of the interface", () => {
  let kv: KvManager;
  let users: KvBucket<programs.User>;
  let counters: KvBucket<number>;
  let printed: MockInstance<typeof console.log>;

  beforeEach(async () => {
    kv = await connect(local());
    users = await kv.create("users", { history: 5, codec: json<programs.User>() });
    counters = await kv.create("counters", { history: 5, codec: json<number>() });
    printed = vi.spyOn(console, "log").mockReturnValue(undefined);
  });

  afterEach(async () => {
    printed.mockRestore();
    await kv.close();
  });

  const ada = { name: "Ada", age: 36 };

  test("pick gives the local transport without a URL", async () => {
    const picked = await connect(programs.pick(undefined, {}));
    expect(await picked.names().toArray()).toEqual([]);
  });

  test("typedBuckets runs to its end", async () => {
    await expect(programs.typedBuckets()).resolves.toBeUndefined();
  });

  test("narrowing prints what a live user, then a deleted one, has", async () => {
    await users.put("ada", ada);
    await programs.narrowing(users);
    expect(printed.mock.calls).toEqual([["Ada"], ["Ada"], ["Ada"]]);
    printed.mockClear();
    await users.delete("ada");
    await programs.narrowing(users);
    expect(printed.mock.calls).toEqual([[undefined], [undefined]]);
  });

  test("increment counts every call, also when all come at once", async () => {
    const calls = Array.from({ length: 8 }, () => programs.increment(counters));
    const revisions = await Promise.all(calls);
    expect(revisions.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect((await counters.get("n"))?.value).toBe(8);
  });

  test("incrementShort counts on from what is there", async () => {
    await counters.put("n", 41);
    expect(await programs.incrementShort(counters)).toBe(2);
    expect((await counters.get("n"))?.value).toBe(42);
  });

  test("blindOverwrite is refused when nothing was seen, and overwrites nothing", async () => {
    await counters.put("n", 41);
    await expect(programs.blindOverwrite(counters, null)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
    await programs.blindOverwrite(counters, await counters.get("n"));
    const entries = await counters.history("n").toArray();
    expect(entries.map((entry) => entry.value)).toEqual([41, 1]);
  });

  test("watching goes on until its signal says stop", async () => {
    await users.put("team.ada", ada);
    const stopping = new AbortController();
    const watching = programs.watching(users, stopping.signal, ["team.>"]);
    await users.put("team.bob", { name: "Bob", age: 30 });
    await users.delete("team.ada");
    const reason = new Error("enough");
    stopping.abort(reason);
    await expect(watching).rejects.toBe(reason);
  });

  test("watching ends in peace when the manager closes, and the next watch is refused", async () => {
    const watching = programs.watching(users, undefined, ["team.>"]);
    await users.put("team.ada", ada);
    await kv.close();
    await expect(watching).rejects.toMatchObject({ code: "CLOSED" });
  });

  test("reading reads until it asks for the characters of a string", async () => {
    const bucket = await kv.create("bytes", { history: 3 });
    await bucket.put("a.b", "value");
    await expect(programs.reading(bucket)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  test("timeInTests prints null for a session that has run out", async () => {
    await programs.timeInTests();
    expect(printed.mock.calls).toEqual([[null]]);
  });

  test("synchronous gives the revision 1 and one key", () => {
    expect(programs.synchronous()).toBe(2);
  });
});
