import { describe, expect, test } from "vitest";
import { brief, codeOf, failure, rejection, world, type World } from "./support.ts";

async function filled(): Promise<World> {
  const here = await world({ history: 3 });
  const { bucket } = here;
  await bucket.put("z.1", "1");
  await bucket.put("a.1", "2");
  await bucket.put("z.1", "3");
  await bucket.put("m", "4");
  await bucket.delete("a.1");
  await bucket.put("b", "6");
  await bucket.put("a.1", "7");
  await bucket.purge("m");
  return here;
}

describe("rule 17: keys and history", () => {
  test("keys come in ascending order of their last revision, each once, deleted ones left out", async () => {
    const { bucket } = await filled();
    expect(await bucket.keys().toArray()).toEqual(["z.1", "b", "a.1"]);
    expect(await bucket.keys(["a.>", "z.*"]).toArray()).toEqual(["z.1", "a.1"]);
    expect(await bucket.keys("b").toArray()).toEqual(["b"]);
  });

  test("history comes in ascending order of revision over all keys, markers included", async () => {
    const { bucket } = await filled();
    expect((await bucket.history(">").toArray()).map(brief)).toEqual([
      "1 PUT z.1",
      "2 PUT a.1",
      "3 PUT z.1",
      "5 DEL a.1",
      "6 PUT b",
      "7 PUT a.1",
      "8 PURGE m",
    ]);
    expect((await bucket.history(["a.*", "m"]).toArray()).map(brief)).toEqual([
      "2 PUT a.1",
      "5 DEL a.1",
      "7 PUT a.1",
      "8 PURGE m",
    ]);
  });

  test("delta says how many of the same read follow", async () => {
    const { bucket } = await filled();
    expect((await bucket.history("a.1").toArray()).map(({ delta }) => delta)).toEqual([2, 1, 0]);
    const all = await bucket.history(">").toArray();
    expect(all.map(({ delta }) => delta)).toEqual([6, 5, 4, 3, 2, 1, 0]);
    expect(all.every(({ isUpdate }) => !isUpdate)).toBe(true);
  });

  test("initial values of a watch come in ascending order too", async () => {
    const { bucket } = await filled();
    const watcher = await bucket.watch();
    expect((await watcher.snapshot()).map(brief)).toEqual([
      "3 PUT z.1",
      "6 PUT b",
      "7 PUT a.1",
      "8 PURGE m",
    ]);
  });

  test("nothing found is empty, not an error", async () => {
    const { bucket } = await world();
    expect(await bucket.keys().toArray()).toEqual([]);
    expect(await bucket.keys("a.*").toArray()).toEqual([]);
    expect(await bucket.history("none").toArray()).toEqual([]);
    expect(await bucket.history(">").toArray()).toEqual([]);
  });

  test("metaOnly leaves the value out and keeps its length", async () => {
    const { bucket } = await world({ history: 2 });
    await bucket.put("k", "12345");
    await bucket.delete("k");
    const [put, marker] = await bucket.history("k", { metaOnly: true }).toArray();
    expect(put).toMatchObject({ operation: "PUT", length: 5, revision: 1, delta: 1 });
    expect(put !== undefined && ("value" in put || "bytes" in put || "text" in put)).toBe(false);
    expect(marker).toMatchObject({ operation: "DEL", length: 0, reason: undefined });
  });

  test("what is written during a read is not part of it", async () => {
    const { bucket } = await world();
    for (let at = 0; at < 1_500; at += 1) await bucket.put(`k${at}`, "v");
    const seen: string[] = [];
    for await (const key of bucket.keys()) {
      seen.push(key);
      await bucket.put("new", "v");
      await bucket.put("k1499", "newer");
    }
    expect(seen).toHaveLength(1_500);
    expect(new Set(seen).size).toBe(1_500);
    expect(seen).not.toContain("new");
  });
});

describe("rule 17: a finite read", () => {
  test("runs nothing before the first pull", async () => {
    const { bucket } = await world();
    const keys = bucket.keys();
    const history = bucket.history(">");
    const malformed = bucket.keys("a..b");
    await bucket.put("k", "v");
    expect(await keys.toArray()).toEqual(["k"]);
    expect(await history.toArray()).toHaveLength(1);
    expect(await codeOf(malformed.toArray())).toBe("INVALID_FILTER");
  });

  test("is a new read at each iteration", async () => {
    const { bucket } = await world();
    const keys = bucket.keys();
    expect(await keys.toArray()).toEqual([]);
    await bucket.put("k", "v");
    expect(await keys.toArray()).toEqual(["k"]);
    const [one, other] = await Promise.all([keys.toArray(), keys.toArray()]);
    expect([one, other]).toEqual([["k"], ["k"]]);
  });

  test("may be left, and taken up anew", async () => {
    const { bucket } = await world();
    for (let at = 0; at < 1_000; at += 1) await bucket.put(`k${at}`, "v");
    const keys = bucket.keys();
    for await (const key of keys) {
      expect(key).toBe("k0");
      break;
    }
    expect(await keys.toArray()).toHaveLength(1_000);
  });

  test("that the bucket's end cuts rejects with BUCKET_DELETED, toArray or loop", async () => {
    const { kv, bucket } = await world();
    for (let at = 0; at < 3_000; at += 1) await bucket.put(`k${at}`, "v");
    let count = 0;
    const reading = (async () => {
      for await (const key of bucket.keys()) {
        count += key.length > 0 ? 1 : 0;
        if (count === 10) await kv.delete("b");
      }
    })();
    expect(await codeOf(reading)).toBe("BUCKET_DELETED");
    expect(count).toBeLessThan(3_000);
  });

  test("that close cuts rejects with CLOSED", async () => {
    const { kv, bucket } = await world();
    await bucket.put("a", "v");
    await bucket.put("b", "v");
    const reading = (async () => {
      for await (const entry of bucket.history(">")) {
        expect(entry.key).toBe("a");
        await kv.close();
      }
    })();
    expect(await codeOf(reading)).toBe("CLOSED");
  });

  test("that its signal cuts rejects with signal.reason", async () => {
    const { bucket } = await world();
    await bucket.put("a", "v");
    await bucket.put("b", "v");
    const aborting = new AbortController();
    const reason = { why: "enough" };
    const reading = (async () => {
      for await (const key of bucket.keys(">", { signal: aborting.signal })) {
        expect(key).toBe("a");
        aborting.abort(reason);
      }
    })();
    expect(await rejection(reading)).toBe(reason);
  });

  test("rejects with what was the first cause", async () => {
    const { kv, bucket } = await world();
    for (let at = 0; at < 2_000; at += 1) await bucket.put(`k${at}`, "v");
    const iterator = bucket.keys()[Symbol.asyncIterator]();
    await iterator.next();
    await kv.close();
    expect(await failure(iterator.next())).toMatchObject({ code: "CLOSED" });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });
});
