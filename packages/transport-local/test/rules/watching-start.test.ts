import type { KvBucket, KvEntry, KvWatcher } from "@revkv/core";
import { describe, expect, test } from "vitest";
import { brief, take } from "@revkv/dev/expecting";
import { turns, world, type World } from "./support.ts";

/** a.1, a.2 and b, each with two entries; c is deleted, d purged. */
async function filled(): Promise<World> {
  const here = await world({ history: 3 });
  for (const key of ["a.1", "a.2", "b"]) await here.bucket.put(key, "old");
  for (const key of ["a.1", "a.2", "b", "c"]) await here.bucket.put(key, "new");
  await here.bucket.delete("c");
  await here.bucket.purge("d");
  return here;
}

async function live(
  bucket: KvBucket,
  watcher: KvWatcher<KvEntry>,
  count: number,
): Promise<string[]> {
  const iterator = watcher[Symbol.asyncIterator]();
  const entries = await take(iterator, count);
  expect(entries.every(({ isUpdate }) => isUpdate)).toBe(true);
  expect(bucket.name).toBe("b");
  return entries.map(brief);
}

// A server delivers what it still has when it comes to it: what is exact here may be missing there.
describe("rules 21 to 23: what only a store in the same process promises", () => {
  test("'last', the default: an exact snapshot of the last entries, markers included, then everything", async () => {
    for (const include of [undefined, "last"] as const) {
      const { bucket } = await filled();
      const watcher = await bucket.watch(">", { include });
      await bucket.put("b", "newer");
      await bucket.put("e", "new");
      expect((await watcher.snapshot()).map(brief)).toEqual([
        "4 PUT a.1",
        "5 PUT a.2",
        "6 PUT b",
        "8 DEL c",
        "9 PURGE d",
      ]);
      expect(await live(bucket, watcher, 2)).toEqual(["10 PUT b", "11 PUT e"]);
    }
  });

  test("the snapshot keeps values that are overwritten before they are read", async () => {
    const { kv, bucket } = await world();
    await bucket.put("k", "old");
    const watcher = await bucket.watch();
    await bucket.put("k", "new");
    await bucket.purge("k");
    await bucket.purgeDeletes({ olderThanMs: 0 });
    const [entry] = await watcher.snapshot();
    expect(entry?.operation === "PUT" && entry.text()).toBe("old");
    expect(await live(bucket, watcher, 2)).toEqual(["2 PUT k", "3 PURGE k"]);
    await kv.close();
  });

  test("what is written after watch() is none of the initial values, and comes after their end", async () => {
    const { bucket } = await world();
    await bucket.put("a", "v");
    const watcher = await bucket.watch();
    const seen: string[] = [];
    watcher
      .on("entry", (entry) => seen.push(`${brief(entry)} ${entry.isUpdate}`))
      .on("initialized", () => seen.push("initialized"));
    await bucket.put("b", "v");
    await turns();
    expect(seen).toEqual(["1 PUT a false", "initialized", "2 PUT b true"]);
  });

  test("a watch gives every write, also of a key that is overwritten at once", async () => {
    const { bucket } = await world({ history: 1 });
    const watcher = await bucket.watch();
    await Promise.all([bucket.put("k", "1"), bucket.put("k", "2"), bucket.delete("k")]);
    expect(await live(bucket, watcher, 3)).toEqual(["1 PUT k", "2 PUT k", "3 DEL k"]);
  });

  test("live entries have delta 0, also those that waited", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch();
    for (const value of ["1", "2", "3"]) await bucket.put("k", value);
    const live = await take(watcher[Symbol.asyncIterator](), 3);
    expect(live.map(({ isUpdate, delta }) => [isUpdate, delta])).toEqual([
      [true, 0],
      [true, 0],
      [true, 0],
    ]);
  });
});
