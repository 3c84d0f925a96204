import type { KvEntry, KvWatcher } from "@revkv/core";
import { describe, expect, test } from "vitest";
import { brief, codeOf, failure, rejection, take, turns, world } from "./support.ts";

async function drained(watcher: KvWatcher<KvEntry>): Promise<string[]> {
  const seen: string[] = [];
  try {
    for await (const entry of watcher) seen.push(brief(entry));
  } catch (error) {
    seen.push((await failure(Promise.reject(error))).code);
  }
  return seen;
}

describe("rule 25: onOverflow 'error'", () => {
  test("what is buffered is still yielded, then BUFFER_OVERFLOW { lastRevision }", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch(">", { buffer: { maxEntries: 2 } });
    for (const value of ["1", "2", "3", "4"]) await bucket.put("k", value);
    const iterator = watcher[Symbol.asyncIterator]();
    expect((await take(iterator, 2)).map(brief)).toEqual(["1 PUT k", "2 PUT k"]);
    expect(await failure(iterator.next())).toMatchObject({
      code: "BUFFER_OVERFLOW",
      lastRevision: 2,
    });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  test("a watch from lastRevision + 1 goes on without a gap", async () => {
    const { bucket } = await world({ history: 10 });
    const watcher = await bucket.watch(">", { buffer: { maxEntries: 3 } });
    for (let at = 0; at < 8; at += 1) await bucket.put("k", `${at}`);
    expect(await drained(watcher)).toEqual(["1 PUT k", "2 PUT k", "3 PUT k", "BUFFER_OVERFLOW"]);
    const again = await bucket.watch(">", { fromRevision: 4 });
    expect((await again.snapshot()).map(({ revision }) => revision)).toEqual([4, 5, 6, 7, 8]);
  });

  test("counts live entries, not the initial set", async () => {
    const { bucket } = await world();
    for (let at = 0; at < 10; at += 1) await bucket.put(`k${at}`, "v");
    const watcher = await bucket.watch(">", { buffer: { maxEntries: 1 } });
    await bucket.put("live", "v");
    const iterator = watcher[Symbol.asyncIterator]();
    expect((await take(iterator, 11)).map(({ revision }) => revision)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ]);
  });

  test("counts what waits: a consumer that keeps up never overflows", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch(">", { buffer: { maxEntries: 1 } });
    const iterator = watcher[Symbol.asyncIterator]();
    for (let at = 1; at <= 100; at += 1) {
      const next = iterator.next();
      await bucket.put("k", `${at}`);
      expect((await next).value?.revision).toBe(at);
    }
  });

  test("a listener always keeps up", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch(">", { buffer: { maxEntries: 1 } });
    const seen: number[] = [];
    watcher.on("entry", ({ revision }) => seen.push(revision));
    for (let at = 0; at < 50; at += 1) await bucket.put("k", "v");
    expect(seen).toHaveLength(50);
  });

  test("closed carries the overflow, after what was buffered", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch(">", { buffer: { maxEntries: 1 } });
    const seen: string[] = [];
    watcher.on("closed", (reason) => seen.push(`${reason?.code}`));
    const iterator = watcher[Symbol.asyncIterator]();
    await bucket.put("a", "v");
    await bucket.put("b", "v");
    expect(seen).toEqual([]);
    seen.push(...(await take(iterator, 1)).map(brief));
    await rejection(iterator.next());
    expect(seen).toEqual(["1 PUT a", "BUFFER_OVERFLOW"]);
  });

  test("ends the watch for good: what is written later is not heard", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch(">", { buffer: { maxEntries: 1 } });
    const iterator = watcher[Symbol.asyncIterator]();
    await bucket.put("a", "v");
    await bucket.put("b", "v");
    await take(iterator, 1);
    await bucket.put("c", "v");
    expect(await codeOf(iterator.next())).toBe("BUFFER_OVERFLOW");
  });

  test("disturbs no other watcher", async () => {
    const { bucket } = await world();
    await bucket.watch(">", { buffer: { maxEntries: 1 } });
    const other = await bucket.watch();
    for (const key of ["a", "b", "c"]) await bucket.put(key, "v");
    expect(await take(other[Symbol.asyncIterator](), 3)).toHaveLength(3);
  });

  test("the default holds 65,536 entries", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch();
    for (let at = 0; at < 65_536; at += 1) await bucket.put("k", "");
    const iterator = watcher[Symbol.asyncIterator]();
    expect((await take(iterator, 1)).map(brief)).toEqual(["1 PUT k"]);
    await bucket.put("k", "");
    await bucket.put("k", "");
    const revisions: number[] = [];
    const reading = (async () => {
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
        revisions.push(next.value.revision);
      }
    })();
    expect(await failure(reading)).toMatchObject({
      code: "BUFFER_OVERFLOW",
      lastRevision: 65_537,
    });
    expect(revisions).toEqual(Array.from({ length: 65_536 }, (_, at) => at + 2));
  });
});

describe("rule 25: onOverflow 'conflate'", () => {
  const conflate = (maxEntries?: number) =>
    ({ buffer: { onOverflow: "conflate", maxEntries } }) as const;

  test("a newer entry of a waiting key replaces the older and goes to the end", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch(">", conflate());
    for (const key of ["a", "b", "a", "c", "b"]) await bucket.put(key, "v");
    await bucket.delete("c");
    const waiting = await take(watcher[Symbol.asyncIterator](), 3);
    expect(waiting.map(brief)).toEqual(["3 PUT a", "5 PUT b", "6 DEL c"]);
  });

  test("revisions ascend whatever is read in between", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch(">", conflate());
    const iterator = watcher[Symbol.asyncIterator]();
    const keys = ["a", "b", "c", "a", "d", "b", "e", "c", "a"];
    const seen: string[] = [];
    for (const key of keys) await bucket.put(key, "v");
    seen.push(...(await take(iterator, 2)).map(brief));
    for (const key of ["d", "b", "f"]) await bucket.put(key, "v");
    seen.push(...(await take(iterator, 3)).map(brief));
    for (const key of ["a", "b"]) await bucket.put(key, "v");
    seen.push(...(await take(iterator, 4)).map(brief));
    expect(seen).toEqual([
      "5 PUT d",
      "6 PUT b",
      "7 PUT e",
      "8 PUT c",
      "9 PUT a",
      "10 PUT d",
      "12 PUT f",
      "13 PUT a",
      "14 PUT b",
    ]);
  });

  test("one key never overflows", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch(">", conflate(1));
    for (let at = 0; at < 100; at += 1) await bucket.put("k", `${at}`);
    expect((await take(watcher[Symbol.asyncIterator](), 1)).map(brief)).toEqual(["100 PUT k"]);
  });

  test("initial values are not conflated", async () => {
    const { bucket } = await world();
    await bucket.put("k", "1");
    const watcher = await bucket.watch(">", conflate());
    await bucket.put("k", "2");
    await bucket.put("k", "3");
    const iterator = watcher[Symbol.asyncIterator]();
    expect((await take(iterator, 2)).map(brief)).toEqual(["1 PUT k", "3 PUT k"]);
  });

  test("what was read is not replaced", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch(">", conflate());
    const iterator = watcher[Symbol.asyncIterator]();
    await bucket.put("k", "1");
    await take(iterator, 1);
    await bucket.put("k", "2");
    expect((await take(iterator, 1)).map(brief)).toEqual(["2 PUT k"]);
  });

  test("more keys than maxEntries overflow all the same", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch(">", conflate(2));
    for (const key of ["a", "b", "a", "c", "a"]) await bucket.put(key, "v");
    expect(await drained(watcher)).toEqual(["2 PUT b", "3 PUT a", "BUFFER_OVERFLOW"]);
  });
});

describe("rule 26: signals", () => {
  test("aborted before: nothing is sent and the call rejects with signal.reason", async () => {
    const { bucket } = await world({ history: 2 });
    await bucket.put("k", "v");
    await bucket.delete("d");
    const reason = { why: "enough" };
    const signal = AbortSignal.abort(reason);
    for (const call of [
      bucket.put("k", "x", { signal }),
      bucket.create("n", "x", { signal }),
      bucket.update("k", "x", 1, { signal }),
      bucket.modify("k", () => "x", { signal }),
      bucket.delete("k", { signal }),
      bucket.purge("k", { signal }),
      bucket.get("k", { signal }),
      bucket.getMany(["k"], { signal }),
      bucket.keys(">", { signal }).toArray(),
      bucket.history(">", { signal }).toArray(),
      bucket.watch(">", { signal }),
      bucket.purgeDeletes({ signal, olderThanMs: 0 }),
    ]) {
      expect(await rejection(call)).toBe(reason);
    }
    expect(await bucket.status()).toMatchObject({ lastRevision: 2, values: 2 });
  });

  test("the reason is the caller's, whatever it is; without one it is an AbortError", async () => {
    const { bucket } = await world();
    for (const reason of [null, 0, "text", new Error("e")]) {
      const signal = AbortSignal.abort(reason);
      expect(await rejection(bucket.get("k", { signal }))).toBe(reason);
    }
    const plain = await rejection(bucket.get("k", { signal: AbortSignal.abort() }));
    expect(plain).toMatchObject({ name: "AbortError" });
  });

  test("aborted later: a watch rejects at its next pull, once, and what waits is dropped", async () => {
    const { bucket } = await world();
    await bucket.put("a", "v");
    const aborting = new AbortController();
    const watcher = await bucket.watch(">", { signal: aborting.signal });
    const iterator = watcher[Symbol.asyncIterator]();
    await bucket.put("b", "v");
    expect((await take(iterator, 1)).map(brief)).toEqual(["1 PUT a"]);
    const reason = new Error("enough");
    aborting.abort(reason);
    expect(await rejection(iterator.next())).toBe(reason);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  test("aborted later: a pull that waits rejects, a loop throws", async () => {
    const { bucket } = await world();
    const aborting = new AbortController();
    const watcher = await bucket.watch(">", { signal: aborting.signal });
    const looping = drainedOrReason(watcher);
    await turns();
    const reason = new Error("enough");
    aborting.abort(reason);
    expect(await looping).toBe(reason);
  });

  test("aborted later: listeners hear closed without a reason, and nothing more", async () => {
    const { bucket } = await world();
    const aborting = new AbortController();
    const watcher = await bucket.watch(">", { signal: aborting.signal });
    const seen: unknown[] = [];
    watcher.on("entry", (entry) => seen.push(brief(entry)));
    watcher.on("closed", (reason) => seen.push(reason));
    aborting.abort(new Error("enough"));
    await bucket.put("k", "v");
    await turns();
    expect(seen).toEqual([undefined]);
  });

  test("aborted later: a finite read rejects at its next pull", async () => {
    const { bucket } = await world();
    for (const key of ["a", "b"]) await bucket.put(key, "v");
    const aborting = new AbortController();
    const iterator = bucket.history(">", { signal: aborting.signal })[Symbol.asyncIterator]();
    await iterator.next();
    const reason = new Error("enough");
    aborting.abort(reason);
    expect(await rejection(iterator.next())).toBe(reason);
  });

  test("an abort after the end does nothing", async () => {
    const { bucket } = await world();
    const aborting = new AbortController();
    const { signal } = aborting;
    expect(await bucket.put("k", "v", { signal })).toBe(1);
    const keys = await bucket.keys(">", { signal }).toArray();
    const watcher = await bucket.watch(">", { signal });
    await watcher.stop();
    aborting.abort();
    expect(keys).toEqual(["k"]);
    const iterator = watcher[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  test("a signal keeps no listener of what is over", async () => {
    const { bucket } = await world();
    const { signal } = new AbortController();
    let listeners = 0;
    const counting = new Proxy(signal, {
      get(target, name) {
        if (name === "addEventListener") return () => (listeners += 1);
        if (name === "removeEventListener") return () => (listeners -= 1);
        return Reflect.get(target, name, target) as unknown;
      },
    });
    const options = { signal: counting };
    await bucket.put("k", "v", options);
    await bucket.get("k", options);
    await bucket.getMany(["k"], options);
    await bucket.keys(">", options).toArray();
    for await (const entry of bucket.history(">", options)) if (entry.key === "k") break;
    await (await bucket.watch(">", options)).stop();
    await bucket.modify("k", () => "w", options);
    await bucket.purgeDeletes(options);
    expect(listeners).toBe(0);
  });
});

async function drainedOrReason(watcher: KvWatcher<KvEntry>): Promise<unknown> {
  return rejection(
    (async () => {
      for await (const entry of watcher) throw new Error(`unexpected ${entry.key}`);
    })(),
  );
}
