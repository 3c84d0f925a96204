import { connect } from "@revkv/core";
import { local } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { faulty } from "../../src/faulty.ts";
import { remote } from "../remote.ts";
import { bench, brief, endOf, failure, logOf, pass, turns } from "./bench.ts";

const SLOW = { delayMs: { least: 10, most: 10 } };

describe("a connection that goes away", () => {
  test("ends calls that wait for an answer: writes with their outcome unknown", async () => {
    const { store, bucket } = await bench(SLOW);
    const ends = [bucket.put("a", "1"), bucket.get("a"), bucket.purgeDeletes()].map(endOf);
    store.disconnect();
    expect(await Promise.all(ends)).toEqual([
      "DISCONNECTED, outcome unknown",
      "DISCONNECTED, not done",
      "DISCONNECTED, outcome unknown",
    ]);
  });

  test("takes some requests with it that were on their way, and lets others through", async () => {
    const { store, bucket, sound, clock } = await bench({ ...SLOW, seed: 1 });
    const keys = Array.from({ length: 40 }, (_, at) => `k${at}`);
    const ends = keys.map((key) => endOf(bucket.put(key, "1")));
    clock.advance(5);
    store.disconnect();
    expect(new Set(await Promise.all(ends))).toEqual(new Set(["DISCONNECTED, outcome unknown"]));
    expect(await logOf(sound)).toEqual([]);
    clock.advance(5);
    const stored = (await logOf(sound)).length;
    expect(stored).toBeGreaterThan(5);
    expect(stored).toBeLessThan(35);
  });

  test("leaves alone what has been answered, and what the answer waits for is stored", async () => {
    const { store, bucket, sound, clock } = await bench(SLOW);
    const end = endOf(bucket.put("a", "1"));
    clock.advance(15);
    store.disconnect();
    expect(await end).toBe("DISCONNECTED, outcome unknown");
    expect(await logOf(sound)).toEqual(["1 PUT a=1"]);
  });

  test("lets new calls wait, and sends them in their order when it is back", async () => {
    const { store, kv, bucket, sound } = await bench();
    store.disconnect();
    const bytes = new TextEncoder().encode("1");
    const calls = [bucket.put("a", bytes), bucket.create("a", "2").catch((e) => e.code)];
    const found = bucket.get("a");
    const names = kv.names().toArray();
    const keys = bucket.keys().toArray();
    bytes.fill(0);
    await turns();
    expect(await logOf(sound)).toEqual([]);
    store.reconnect();
    expect(await Promise.all(calls)).toEqual([1, "KEY_EXISTS"]);
    expect((await found)?.text()).toBe("1");
    expect(await names).toEqual(["b"]);
    expect(await keys).toEqual(["a"]);
  });

  test("may be said to be away or back twice: what waits goes on waiting, and is sent once", async () => {
    const { store, bucket, sound } = await bench();
    await bucket.watch();
    store.disconnect();
    const waiting = bucket.put("a", "1");
    store.disconnect();
    store.reconnect();
    store.reconnect();
    expect(await waiting).toBe(1);
    expect(store.faults).toEqual([{ fault: "disconnect", call: 2, what: 'watch > in "b"' }]);
    expect(await logOf(sound)).toEqual(["1 PUT a=1"]);
  });

  test("ends calls that wait too long: nothing has happened", async () => {
    const { store, bucket, sound, clock } = await bench({ timeoutMs: 1_000 });
    store.disconnect();
    const end = endOf(bucket.put("a", "1"));
    clock.advance(999);
    await turns();
    clock.advance(1);
    expect(await end).toBe("TIMEOUT, not done");
    store.reconnect();
    await turns();
    expect(await logOf(sound)).toEqual([]);
  });

  test("comes and goes for each connection by itself", async () => {
    const shared = local();
    const [one, other] = [faulty(shared), faulty(shared)];
    const [mine, theirs] = [await connect(one), await connect(other)];
    const [a, b] = [await mine.create("b"), await theirs.open("b")];
    one.disconnect();
    const waiting = a.put("x", "1");
    expect(await b.put("y", "1")).toBe(1);
    one.reconnect();
    expect(await waiting).toBe(2);
  });

  test("goes away for all who use the same object", async () => {
    const store = faulty(remote(3));
    const [a, b] = [
      await (await connect(store)).create("b"),
      await (await connect(store)).open("b"),
    ];
    const ends = [endOf(a.put("x", "1")), endOf(b.put("y", "1"))];
    store.disconnect();
    expect(await Promise.all(ends)).toEqual([
      "DISCONNECTED, outcome unknown",
      "DISCONNECTED, outcome unknown",
    ]);
  });

  test("may go away under a call, and then comes back by itself", async () => {
    const { store, bucket, sound } = await bench({ seed: 3 });
    let stored = 0;
    for (let at = 1; at <= 20; at += 1) {
      store.next("disconnect");
      expect(await endOf(bucket.put("a", `${at}`))).toBe("DISCONNECTED, outcome unknown");
      const last = await sound.get("a");
      if (last?.text() === `${at}`) stored += 1;
    }
    expect(stored).toBeGreaterThan(2);
    expect(stored).toBeLessThan(18);
    expect(await bucket.put("a", "at last")).toBe(stored + 1);
  });

  test("may go away again under the first of the calls that waited: the others go on waiting", async () => {
    const { store, bucket, sound } = await bench();
    const stored: string[] = [];
    (await sound.watch()).on("entry", ({ key }) => stored.push(key));
    store.disconnect();
    store.next("disconnect");
    const first = endOf(bucket.put("a", "1"));
    const second = bucket.put("b", "1");
    store.reconnect();
    expect(stored).not.toContain("b");
    expect(await first).toBe("DISCONNECTED, outcome unknown");
    expect(await second).toBe(stored.length);
    expect(stored).toContain("b");
  });

  test("stays away where the test says so, also when it went by itself before", async () => {
    const { store, bucket, sound, clock } = await bench(SLOW);
    store.next("disconnect");
    const end = endOf(bucket.put("a", "1"));
    clock.advance(10);
    expect(await end).toBe("DISCONNECTED, outcome unknown");
    store.disconnect();
    const waiting = bucket.put("b", "1");
    clock.advance(1_000);
    await turns();
    expect((await logOf(sound)).join()).not.toContain("b");
    store.heal();
    expect(await waiting).toBe((await logOf(sound)).length);
  });
});

describe("a store that is closed", () => {
  test("waits for writes that were sent, and ends what still waits for a connection", async () => {
    const { store, kv, bucket, sound, clock } = await bench(SLOW);
    const sent = bucket.put("a", "1");
    const closing = kv.close();
    await turns();
    clock.advance(20);
    expect(await sent).toBe(1);
    await closing;
    expect(await endOf(bucket.put("a", "2"))).toBe("CLOSED, not done");
    const late = await connect(store);
    const again = await late.open("b");
    store.disconnect();
    const kept = endOf(again.put("a", "3"));
    await late.close();
    expect(await kept).toBe("CLOSED, not done");
    expect(await logOf(sound)).toEqual(["1 PUT a=1"]);
  });
});

describe("what the connection does to reads and watches", () => {
  test("a finite read under way ends with INCOMPLETE_READ", async () => {
    const { store, bucket, sound, clock } = await bench(SLOW);
    for (const key of ["a", "b", "c"]) await sound.put(key, "1");
    const beforeAll = failure(bucket.keys().toArray());
    clock.advance(5);
    store.disconnect();
    expect((await beforeAll).code).toBe("INCOMPLETE_READ");
    store.reconnect();
    const inTheMiddle = failure(bucket.keys().toArray());
    clock.advance(10);
    await turns();
    store.disconnect();
    const { code, cause } = await inTheMiddle;
    expect(code).toBe("INCOMPLETE_READ");
    expect(cause).toMatchObject({ code: "DISCONNECTED" });
  });

  test("a watch goes on after the reconnect: in order, nothing twice, nothing missing that is stored", async () => {
    const { store, bucket, sound } = await bench({}, { history: 2 });
    const seen: string[] = [];
    (await bucket.watch()).on("entry", (entry) => seen.push(brief(entry)));
    await bucket.put("a", "1");
    await turns();
    store.disconnect();
    for (const value of ["2", "3", "4"]) await sound.put("a", value);
    await sound.delete("b");
    await turns();
    expect(seen).toEqual(["1 PUT a=1"]);
    store.reconnect();
    await turns();
    await bucket.put("c", "1");
    // What history did not keep is not replayed.
    expect(seen).toEqual(["1 PUT a=1", "3 PUT a=3", "4 PUT a=4", "5 DEL b", "6 PUT c=1"]);
  });

  test("a read or a watch under which it goes away gets nothing, whether or not the request arrives", async () => {
    const { store, bucket, sound } = await bench({ seed: 8 });
    await sound.put("a", "1");
    for (let at = 0; at < 20; at += 1) {
      store.next("disconnect", { times: 2 });
      expect(await endOf(bucket.keys().toArray())).toBe("INCOMPLETE_READ");
      expect(await endOf(bucket.watch())).toBe("DISCONNECTED, not done");
    }
  });

  test("a watch of a revision to come is given nothing below it", async () => {
    const { store, bucket, sound } = await bench();
    for (const value of ["1", "2"]) await sound.put("a", value);
    const watcher = await bucket.watch(">", { fromRevision: 4 });
    const seen: string[] = [];
    watcher.on("entry", (entry) => seen.push(brief(entry)));
    store.disconnect();
    store.reconnect();
    await turns();
    for (const value of ["3", "4"]) await sound.put("a", value);
    expect(seen).toEqual(["4 PUT a=4"]);
  });

  test("a watch of updates goes on where it began, also before its first entry", async () => {
    const { store, bucket, sound } = await bench();
    await sound.put("a", "before");
    const watcher = await bucket.watch(">", { include: "updates" });
    store.disconnect();
    await sound.put("a", "meanwhile");
    store.reconnect();
    const { value } = await watcher[Symbol.asyncIterator]().next();
    expect(value && brief(value)).toBe("2 PUT a=meanwhile");
    expect(value?.isUpdate).toBe(true);
  });

  test.each([
    ["deleted", false],
    ["deleted and made again", true],
  ])("a watch of a bucket that was %s meanwhile ends with BUCKET_DELETED", async (_, isMade) => {
    const { store, bucket, soundKv } = await bench();
    const watcher = await bucket.watch();
    await watcher.snapshot();
    store.disconnect();
    await soundKv.delete("b");
    if (isMade) await (await soundKv.create("b")).put("a", "1");
    store.reconnect();
    expect(await endOf(watcher[Symbol.asyncIterator]().next())).toBe("BUCKET_DELETED");
  });

  test("a watch hears of the end of its bucket also when that was lost on its way", async () => {
    const { store, bucket, sound, soundKv, clock } = await bench(SLOW);
    const opening = bucket.watch();
    await pass(clock, 20);
    const watcher = await opening;
    await sound.put("a", "1");
    await soundKv.delete("b");
    store.disconnect();
    store.reconnect();
    await turns();
    expect(await endOf(watcher[Symbol.asyncIterator]().next())).toBe("BUCKET_DELETED");
  });

  test("a watch that is stopped while there is no connection stays stopped", async () => {
    const { store, bucket, sound } = await bench();
    const seen: unknown[] = [];
    const watcher = await bucket.watch();
    watcher.on("entry", (entry) => seen.push(entry));
    await turns();
    store.disconnect();
    await watcher.stop();
    await sound.put("a", "1");
    store.reconnect();
    await turns();
    expect(seen).toEqual([]);
  });

  test("a watch over a slow wire goes on through many losses of its connection", async () => {
    const store = faulty(remote(7), { seed: 7 });
    const kv = await connect(store);
    const bucket = await kv.create("b", { history: 64 });
    const seen: number[] = [];
    (await bucket.watch()).on("entry", (entry) => seen.push(entry.revision));
    for (let at = 1; at <= 60; at += 1) {
      await bucket.put("a", `${at}`);
      if (at % 7 > 0) continue;
      store.disconnect();
      await turns();
      store.reconnect();
    }
    await expect.poll(() => seen.length, { timeout: 4_000 }).toBe(60);
    expect(seen).toEqual(Array.from({ length: 60 }, (_, at) => at + 1));
  });
});
