import { KvError, type Subscription } from "@revkv/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deferred, fake } from "./fake-transport.ts";
import { rejection, wrong } from "@revkv/dev/expecting";
import { turns, world } from "./support.ts";

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);

beforeAll(() => {
  process.on("unhandledRejection", note);
});
afterAll(() => {
  process.off("unhandledRejection", note);
});

/** Node tells of unhandled rejections after the microtasks of a macrotask. */
async function settle(): Promise<void> {
  await turns();
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}

const CUT = KvError.of("DISCONNECTED", "gone", { outcomeUnknown: false });

describe("rule 6: no rejection is left unhandled", () => {
  test("the counter counts", async () => {
    const here: unknown[] = [];
    const listener = (reason: unknown): void => void here.push(reason);
    process.off("unhandledRejection", note);
    const others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", listener);
    void Promise.reject(new Error("counted"));
    await settle();
    process.off("unhandledRejection", listener);
    for (const other of others) process.on("unhandledRejection", other);
    process.on("unhandledRejection", note);
    expect(here).toHaveLength(1);
  });

  test("by watchers that are aborted, closed, deleted, stopped or overflow with nobody reading", async () => {
    const { kv, bucket } = await world();
    const aborting = new AbortController();
    await bucket.watch(">", { signal: aborting.signal });
    await bucket.watch(">", { buffer: { maxEntries: 1 } });
    const stopped = await bucket.watch();
    const disposed = await bucket.watch();
    await bucket.watch();
    await bucket.put("a", "v");
    await bucket.put("b", "v");
    aborting.abort(new Error("enough"));
    await stopped.stop();
    await disposed[Symbol.asyncDispose]();
    await kv.delete("b");
    const again = await kv.create("b");
    await again.watch();
    await kv.close();
    await settle();
    expect(unhandled).toEqual([]);
  });

  test("by iterators that were made and left, reads that were made and never pulled", async () => {
    const { kv, bucket } = await world();
    for (let at = 0; at < 1_000; at += 1) await bucket.put(`k${at}`, "v");
    const aborting = new AbortController();
    const { signal } = aborting;
    const watcher = await bucket.watch(">", { signal });
    watcher[Symbol.asyncIterator]();
    const iterator = bucket.keys(">", { signal })[Symbol.asyncIterator]();
    await iterator.next();
    bucket.history("a..b");
    bucket.keys(">", { signal })[Symbol.asyncIterator]();
    aborting.abort(new Error("enough"));
    await kv.delete("b");
    await kv.close();
    await settle();
    expect(unhandled).toEqual([]);
  });

  test("by answers that come, or fail, after an abort or the end", async () => {
    for (const fails of [false, true]) {
      const write = deferred<number>();
      const read = deferred<null>();
      const opening = deferred<Subscription>();
      const { kv, bucket } = await fake({
        link: {
          write: () => write.promise,
          read: () => read.promise,
          subscribe: () => opening.promise,
        },
      });
      const aborting = new AbortController();
      const { signal } = aborting;
      const calls = [
        bucket.put("k", "v", { signal }),
        bucket.get("k", { signal }),
        bucket.watch(">", { signal }),
        bucket.keys(">", { signal }).toArray(),
        bucket.get("k"),
        bucket.watch(),
        bucket.history(">").toArray(),
      ].map(rejection);
      await turns();
      aborting.abort(new Error("enough"));
      await kv.close();
      await Promise.all(calls);
      if (fails) {
        for (const late of [write, read, opening]) late.reject(CUT);
      } else {
        write.resolve(1);
        read.resolve(null);
        opening.resolve({ resume: () => undefined, stop: () => Promise.reject(CUT) });
      }
      await settle();
    }
    expect(unhandled).toEqual([]);
  });

  test("by a link that cannot stop a subscription: the listener of errors hears of it", async () => {
    const { bucket } = await fake({
      link: {
        subscribe: async (_request, sink) => {
          sink.caughtUp();
          return { resume: () => undefined, stop: () => Promise.reject(CUT) };
        },
      },
    });
    const printed: unknown[] = [];
    const { error } = console;
    console.error = (...words: unknown[]) => printed.push(words);
    try {
      const aborting = new AbortController();
      await bucket.watch(">", { signal: aborting.signal });
      aborting.abort(new Error("enough"));
      await settle();
    } finally {
      console.error = error;
    }
    expect(printed).toHaveLength(1);
    expect(unhandled).toEqual([]);
  });

  test("by listeners that reject", async () => {
    const { bucket } = await world();
    const { error } = console;
    const printed: unknown[] = [];
    console.error = (...words: unknown[]) => printed.push(words);
    try {
      const watcher = await bucket.watch();
      const fail = wrong<() => void>(async () => Promise.reject(CUT));
      watcher.on("entry", fail).on("initialized", fail).on("closed", fail);
      await bucket.put("k", "v");
      await watcher.stop();
      await settle();
    } finally {
      console.error = error;
    }
    expect(printed).toHaveLength(3);
    expect(unhandled).toEqual([]);
  });

  test("by a modify that is aborted while its function works", async () => {
    const { bucket } = await world();
    const aborting = new AbortController();
    const working = deferred<string>();
    const modifying = rejection(
      bucket.modify("k", () => working.promise, { signal: aborting.signal }),
    );
    await turns();
    const reason = new Error("enough");
    aborting.abort(reason);
    working.reject(new Error("late"));
    await modifying;
    await settle();
    expect(unhandled).toEqual([]);
  });
});
