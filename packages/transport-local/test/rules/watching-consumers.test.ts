import { connect, type KvBucket, type KvEntry, type KvWatcher } from "@revkv/core";
import { local } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { brief, codeOf, take, thrownCode, turns, world, wrong } from "./support.ts";

/** A bucket, and what its listeners threw. */
async function reported(): Promise<{ readonly bucket: KvBucket; readonly errors: unknown[] }> {
  const errors: unknown[] = [];
  const kv = await connect(local(), { onListenerError: (error) => errors.push(error) });
  return { bucket: await kv.create("b"), errors };
}

function record(watcher: KvWatcher<KvEntry>, seen: string[]): void {
  watcher
    .on("entry", (entry) => seen.push(brief(entry)))
    .on("closed", (reason) => seen.push(`closed ${reason?.code}`));
}

describe("rule 24: one consumer", () => {
  test("a second iterator throws INVALID_ARGUMENT, the first goes on", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch();
    const first = watcher[Symbol.asyncIterator]();
    expect(thrownCode(() => watcher[Symbol.asyncIterator]())).toBe("INVALID_ARGUMENT");
    await bucket.put("k", "v");
    expect((await take(first, 1)).map(brief)).toEqual(["1 PUT k"]);
  });

  test("an entry listener beside an iterator throws, an iterator beside a listener too", async () => {
    const { bucket } = await world();
    const iterated = await bucket.watch();
    iterated[Symbol.asyncIterator]();
    expect(thrownCode(() => iterated.on("entry", () => undefined))).toBe("INVALID_ARGUMENT");
    const listened = await bucket.watch();
    listened.on("entry", () => undefined);
    expect(thrownCode(() => listened[Symbol.asyncIterator]())).toBe("INVALID_ARGUMENT");
  });

  test("initialized and closed may be listened to beside an iterator", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch();
    const seen: string[] = [];
    watcher.on("initialized", () => seen.push("initialized"));
    watcher.on("closed", () => seen.push("closed"));
    for await (const entry of putAndWatch(bucket, watcher)) {
      seen.push(brief(entry));
      break;
    }
    expect(seen).toEqual(["initialized", "1 PUT k", "closed"]);
  });

  test("there are three events, and listeners are functions", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch();
    expect(thrownCode(() => watcher.on(wrong<"closed">("entries"), () => undefined))).toBe(
      "INVALID_ARGUMENT",
    );
    expect(thrownCode(() => watcher.on("entry", wrong(undefined)))).toBe("INVALID_ARGUMENT");
    expect(await watcher.snapshot()).toEqual([]);
  });

  test("later listeners share the deliveries of the first", async () => {
    const { bucket } = await world();
    await bucket.put("a", "v");
    const watcher = await bucket.watch();
    const seen: string[] = [];
    watcher.on("entry", (entry) => seen.push(`one ${brief(entry)}`));
    watcher.on("entry", (entry) => seen.push(`two ${brief(entry)}`));
    await turns();
    await bucket.put("b", "v");
    expect(seen).toEqual(["one 1 PUT a", "two 1 PUT a", "one 2 PUT b", "two 2 PUT b"]);
  });

  test("nothing is delivered before there is a consumer", async () => {
    const { bucket } = await world();
    await bucket.put("a", "v");
    const watcher = await bucket.watch();
    await bucket.put("b", "v");
    await turns();
    const seen: string[] = [];
    watcher.on("entry", (entry) => seen.push(brief(entry)));
    expect(seen).toEqual([]);
    await turns();
    expect(seen).toEqual(["1 PUT a", "2 PUT b"]);
  });

  test("a listener taken off hears nothing more; without any, entries wait for the next", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch();
    const seen: string[] = [];
    const listener = (entry: KvEntry): void => void seen.push(brief(entry));
    watcher.on("entry", listener);
    await bucket.put("k", "1");
    watcher.off("entry", listener);
    await bucket.put("k", "2");
    await turns();
    expect(seen).toEqual(["1 PUT k"]);
    watcher.on("entry", listener);
    await turns();
    expect(seen).toEqual(["1 PUT k", "2 PUT k"]);
  });
});

async function* putAndWatch(
  bucket: KvBucket,
  watcher: KvWatcher<KvEntry>,
): AsyncGenerator<KvEntry, void, undefined> {
  await bucket.put("k", "v");
  yield* watcher;
}

describe("rule 24: a listener that throws", () => {
  test("disturbs neither the writer, nor other listeners, nor its own next deliveries", async () => {
    const { bucket, errors } = await reported();
    const seen: string[] = [];
    const watcher = await bucket.watch();
    const mine = new Error("mine");
    watcher.on("entry", (entry) => {
      seen.push(`one ${entry.revision}`);
      throw mine;
    });
    watcher.on("entry", (entry) => seen.push(`two ${entry.revision}`));
    const other = await bucket.watch();
    other.on("entry", (entry) => seen.push(`other ${entry.revision}`));
    expect(await bucket.put("k", "1")).toBe(1);
    expect(await bucket.put("k", "2")).toBe(2);
    await turns();
    expect(seen).toEqual(["one 1", "two 1", "other 1", "one 2", "two 2", "other 2"]);
    expect(errors).toEqual([mine, mine]);
  });

  test("goes to onListenerError from every event, and so does what an async one rejects with", async () => {
    const { bucket, errors } = await reported();
    const watcher = await bucket.watch();
    const fail = (what: string) => (): never => {
      throw new Error(what);
    };
    watcher.on("initialized", fail("initialized")).on("closed", fail("closed"));
    const failLater = wrong<() => void>(async () => Promise.reject(new Error("async")));
    watcher.on("entry", failLater);
    await bucket.put("k", "v");
    await watcher.stop();
    await turns();
    const messages = errors.map((error) => (error instanceof Error ? error.message : "?"));
    expect(messages.toSorted()).toEqual(["async", "closed", "initialized"]);
  });

  test("an onListenerError that throws disturbs nobody either", async () => {
    const kv = await connect(local(), {
      onListenerError: () => {
        throw new Error("second");
      },
    });
    const printed: unknown[] = [];
    const { error } = console;
    console.error = (...words: unknown[]) => printed.push(words);
    try {
      const bucket = await kv.create("b");
      const watcher = await bucket.watch();
      watcher.on("entry", () => {
        throw new Error("first");
      });
      await turns();
      expect(await bucket.put("k", "v")).toBe(1);
      expect(printed).toHaveLength(1);
    } finally {
      console.error = error;
    }
  });
});

describe("rule 24: a listener that writes, or stops", () => {
  test("its write commits at once and is delivered after the current entry has reached everyone", async () => {
    const { bucket } = await world();
    const seen: string[] = [];
    const revisions: Promise<number>[] = [];
    for (const name of ["one", "two"]) {
      const watcher = await bucket.watch();
      watcher.on("entry", (entry) => {
        seen.push(`${name} ${brief(entry)}`);
        if (name === "one" && entry.key === "a") revisions.push(bucket.put("b", "v"));
      });
    }
    await bucket.put("a", "v");
    expect(await Promise.all(revisions)).toEqual([2]);
    expect(seen).toEqual(["one 1 PUT a", "two 1 PUT a", "one 2 PUT b", "two 2 PUT b"]);
  });

  test("one that stops its own watcher hears nothing more, others do", async () => {
    const { bucket } = await world();
    const seen: string[] = [];
    const stopping = await bucket.watch();
    stopping.on("entry", (entry) => {
      seen.push(`stopping ${entry.revision}`);
      void stopping.stop();
    });
    const other = await bucket.watch();
    other.on("entry", (entry) => seen.push(`other ${entry.revision}`));
    await bucket.put("k", "1");
    await bucket.put("k", "2");
    await turns();
    expect(seen).toEqual(["stopping 1", "other 1", "other 2"]);
  });

  test("one that stops among initial values hears no further one", async () => {
    const { bucket } = await world();
    for (const key of ["a", "b", "c"]) await bucket.put(key, "v");
    const watcher = await bucket.watch();
    const seen: string[] = [];
    watcher.on("entry", (entry) => {
      seen.push(brief(entry));
      void watcher.stop();
    });
    await turns();
    expect(seen).toEqual(["1 PUT a"]);
  });

  test("one that deletes the bucket ends everyone after the current entry", async () => {
    const { kv, bucket } = await world();
    const seen: string[] = [];
    const deleting = await bucket.watch();
    deleting.on("entry", () => void kv.delete("b"));
    record(await bucket.watch(), seen);
    expect(await bucket.put("k", "v")).toBe(1);
    await turns();
    expect(seen).toEqual(["1 PUT k", "closed BUCKET_DELETED"]);
  });
});

describe("rule 24: the end", () => {
  test("leaving a loop stops the watcher", async () => {
    const { bucket } = await world();
    await bucket.put("a", "v");
    const watcher = await bucket.watch();
    const reasons: unknown[] = [];
    watcher.on("closed", (reason) => reasons.push(reason));
    for await (const entry of watcher) {
      expect(entry.key).toBe("a");
      break;
    }
    await bucket.put("b", "v");
    await turns();
    expect(reasons).toEqual([undefined]);
  });

  test("throwing out of a loop stops it too", async () => {
    const { bucket } = await world();
    await bucket.put("a", "v");
    const watcher = await bucket.watch();
    let closed = 0;
    watcher.on("closed", () => (closed += 1));
    const looping = (async () => {
      for await (const entry of watcher) throw new Error(entry.key);
    })();
    await expect(looping).rejects.toThrow("a");
    expect(closed).toBe(1);
  });

  test("closed comes once, last, whichever way it ends", async () => {
    const ways: Readonly<Record<string, (watcher: KvWatcher<KvEntry>) => Promise<unknown>>> = {
      stop: (watcher) => watcher.stop(),
      dispose: async (watcher) => watcher[Symbol.asyncDispose](),
    };
    for (const end of Object.values(ways)) {
      const { bucket } = await world();
      const watcher = await bucket.watch();
      const seen: string[] = [];
      record(watcher, seen);
      await bucket.put("k", "v");
      await end(watcher);
      await end(watcher);
      await bucket.put("k", "w");
      await turns();
      expect(seen).toEqual(["1 PUT k", "closed undefined"]);
    }
  });

  test("closed carries the error that ended it, after all that was written", async () => {
    const { kv, bucket } = await world();
    const seen: string[] = [];
    record(await bucket.watch(), seen);
    const writing = bucket.put("k", "v");
    await kv.delete("b");
    await writing;
    await turns();
    expect(seen).toEqual(["1 PUT k", "closed BUCKET_DELETED"]);
  });

  test("closed reaches a later listener too, at its next turn", async () => {
    const { kv, bucket } = await world();
    const watcher = await bucket.watch();
    await kv.delete("b");
    const seen: unknown[] = [];
    watcher.on("closed", (reason) => seen.push(reason?.code));
    expect(seen).toEqual([]);
    await turns();
    expect(seen).toEqual(["BUCKET_DELETED"]);
  });

  test("stop() is the clean end: what waits is dropped, pulls are done", async () => {
    const { bucket } = await world();
    await bucket.put("a", "v");
    const watcher = await bucket.watch();
    const iterator = watcher[Symbol.asyncIterator]();
    await bucket.put("b", "v");
    await watcher.stop();
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  test("stop() ends a pull that waits, and every one of several", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch();
    const iterator = watcher[Symbol.asyncIterator]();
    const pulls = [iterator.next(), iterator.next()];
    await watcher.stop();
    expect(await Promise.all(pulls)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
  });

  test("several pulls at once get entries in order", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch();
    const iterator = watcher[Symbol.asyncIterator]();
    const pulls = [iterator.next(), iterator.next(), iterator.next()];
    for (const key of ["a", "b", "c"]) await bucket.put(key, "v");
    const results = await Promise.all(pulls);
    expect(results.map(({ value }) => value?.key)).toEqual(["a", "b", "c"]);
  });

  test("the error that ended it is thrown once, later pulls are done", async () => {
    const { kv, bucket } = await world();
    const iterator = (await bucket.watch())[Symbol.asyncIterator]();
    const waiting = iterator.next();
    await kv.delete("b");
    expect(await codeOf(waiting)).toBe("BUCKET_DELETED");
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  test("closed comes also where the last entry listener was taken off", async () => {
    const { kv, bucket } = await world();
    const watcher = await bucket.watch();
    const listener = (): void => undefined;
    const reasons: unknown[] = [];
    watcher.on("closed", (reason) => reasons.push(reason?.code));
    watcher.on("entry", listener).off("entry", listener);
    await bucket.put("k", "v");
    await kv.delete("b");
    await turns();
    expect(reasons).toEqual(["BUCKET_DELETED"]);
  });
});
