import { KvError, type KvBucket } from "@revkv/core";
import { describe, expect, test } from "vitest";
import { bench, brief, endOf, failure, pass, turns } from "./bench.ts";

async function fill(bucket: KvBucket, count: number): Promise<void> {
  for (let at = 1; at <= count; at += 1) await bucket.put(`k${at}`, `${at}`);
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}

describe("a cut", () => {
  test("between the entries of a finite read ends it with INCOMPLETE_READ", async () => {
    const { store, bucket, sound } = await bench();
    await fill(sound, 3);
    const seen: string[] = [];
    store.next("cut", { after: 2 });
    const read = async (): Promise<void> => {
      for await (const key of bucket.keys()) seen.push(key);
    };
    expect(await endOf(read())).toBe("INCOMPLETE_READ");
    expect(seen).toEqual(["k1", "k2"]);
    expect(await bucket.keys().toArray()).toEqual(["k1", "k2", "k3"]);
  });

  test("after the last entry of a finite read leaves it incomplete: nobody has said that it is over", async () => {
    const { store, bucket, sound } = await bench();
    await fill(sound, 3);
    store.next("cut", { after: 3 });
    expect(await endOf(bucket.history(">").toArray())).toBe("INCOMPLETE_READ");
  });

  test.each(["last", "history"] as const)(
    "between the initial values of a watch of '%s' leaves them complete, each once, told once",
    async (include) => {
      const { store, bucket, sound } = await bench();
      await fill(sound, 4);
      store.next("cut", { after: 2 });
      const watcher = await bucket.watch(">", { include });
      const ends: string[] = [];
      watcher.on("initialized", () => ends.push("initialized"));
      const entries: number[] = [];
      watcher.on("entry", (entry) => entries.push(entry.revision));
      await turns();
      expect(store.faults.map(({ fault }) => fault)).toEqual(["cut"]);
      expect(entries).toEqual([1, 2, 3, 4]);
      expect(ends).toEqual(["initialized"]);
    },
  );

  test("lasts for a while: what is overwritten meanwhile is not replayed", async () => {
    const { store, bucket, sound, clock } = await bench(
      { delayMs: { least: 10, most: 10 } },
      { history: 1 },
    );
    await fill(sound, 3);
    const seen: string[] = [];
    store.next("cut", { after: 3 });
    void bucket.watch().then((watcher) => watcher.on("entry", (entry) => seen.push(brief(entry))));
    await pass(clock, 25);
    expect(store.faults.map(({ fault }) => fault)).toEqual(["cut"]);
    for (const value of ["x", "y", "z"]) await sound.put("k2", value);
    await pass(clock, 25);
    expect(seen).toEqual(["1 PUT k1=1", "2 PUT k2=2", "3 PUT k3=3", "6 PUT k2=z"]);
  });

  test("by chance comes after an entry, so that even a certain one lets a watch go on", async () => {
    const { store, bucket } = await bench({ cut: 1 });
    const seen: number[] = [];
    (await bucket.watch()).on("entry", (entry) => seen.push(entry.revision));
    for (let at = 0; at < 20; at += 1) {
      await bucket.put("a", `${at}`);
      await turns();
    }
    expect(seen).toEqual(upTo(20));
    expect(store.faults).toHaveLength(20);
    expect(await endOf(bucket.keys().toArray())).toBe("INCOMPLETE_READ");
  });

  test("of a watch of updates leaves all that follows an update", async () => {
    const { bucket } = await bench({ cut: 0.5, seed: 4 });
    await fill(bucket, 3);
    const watcher = await bucket.watch(">", { include: "updates" });
    expect(await watcher.snapshot()).toEqual([]);
    const seen: [number, boolean][] = [];
    watcher.on("entry", ({ revision, isUpdate }) => seen.push([revision, isUpdate]));
    await fill(bucket, 10);
    await turns();
    expect(seen).toEqual(upTo(10).map((at) => [at + 3, true]));
  });
});

describe("watches that are held", () => {
  test("are given nothing; released, they get all at once, in order", async () => {
    const { store, bucket } = await bench();
    await fill(bucket, 2);
    store.holdWatches();
    const watcher = await bucket.watch();
    const seen: number[] = [];
    watcher.on("entry", (entry) => seen.push(entry.revision));
    await fill(bucket, 3);
    await turns();
    expect(seen).toEqual([]);
    expect(await bucket.keys().toArray()).toHaveLength(3);
    store.releaseWatches();
    expect(seen).toEqual(upTo(5));
  });

  test("fill the buffer of a reader that would have kept up: BUFFER_OVERFLOW", async () => {
    const { store, bucket } = await bench({}, { history: 10 });
    const watcher = await bucket.watch(">", { buffer: { maxEntries: 2 } });
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { revision } of watcher) seen.push(revision);
    })();
    for (let at = 0; at < 3; at += 1) {
      await bucket.put("a", `${at}`);
      await turns();
    }
    store.holdWatches();
    for (let at = 3; at < 10; at += 1) {
      await bucket.put("a", `${at}`);
      await turns();
    }
    store.releaseWatches();
    expect(await failure(reading)).toMatchObject({ code: "BUFFER_OVERFLOW", lastRevision: 6 });
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("of updates give what came meanwhile as updates, also after a loss of the connection", async () => {
    const { store, bucket, sound } = await bench();
    store.holdWatches();
    const watcher = await bucket.watch(">", { include: "updates" });
    store.disconnect();
    await sound.put("a", "1");
    store.heal();
    const { value } = await watcher[Symbol.asyncIterator]().next();
    expect(value).toMatchObject({ revision: 1, isUpdate: true });
  });

  test("still end when their bucket is deleted, after what was written", async () => {
    const { store, kv, bucket } = await bench();
    const watcher = await bucket.watch();
    store.holdWatches();
    await bucket.put("a", "1");
    await kv.delete("b");
    store.heal();
    const iterator = watcher[Symbol.asyncIterator]();
    expect((await iterator.next()).value?.revision).toBe(1);
    expect(await endOf(iterator.next())).toBe("BUCKET_DELETED");
  });
});

describe("watches that are ended", () => {
  test("say what may be missing, and another one goes on from there", async () => {
    const { store, bucket } = await bench();
    await fill(bucket, 2);
    const watcher = await bucket.watch();
    await watcher.snapshot();
    store.endWatches();
    const error = await failure(watcher[Symbol.asyncIterator]().next());
    expect(error).toMatchObject({ code: "DISCONNECTED", outcomeUnknown: false });
    expect(error.message).toContain("after revision 2 is missing");
    await fill(bucket, 1);
    const again = await bucket.watch(">", { fromRevision: 3 });
    expect((await again.snapshot()).map(({ revision }) => revision)).toEqual([3]);
  });

  test("end with the error that the test gives, and finite reads go on", async () => {
    const { store, bucket, sound, clock } = await bench({ delayMs: { least: 1, most: 1 } });
    await fill(sound, 2);
    const opening = bucket.watch();
    await pass(clock, 2);
    const watcher = await opening;
    const reading = bucket.keys().toArray();
    await pass(clock, 1);
    const reason = KvError.of("BUFFER_OVERFLOW", "too slow", { lastRevision: 2 });
    store.endWatches(reason);
    const closed = new Promise((resolve) => {
      watcher.on("closed", resolve);
    });
    expect(await closed).toBe(reason);
    await pass(clock, 10);
    expect(await reading).toEqual(["k1", "k2"]);
  });
});
