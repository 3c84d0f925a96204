import { describe, expect, test } from "vitest";
import { brief, failure, rejection, take } from "@revkv/dev/expecting";
import { world } from "./support.ts";

describe("rule 25: the buffer", () => {
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

describe("rule 26: signals", () => {
  test("the reason is the caller's, whatever it is; without one it is an AbortError", async () => {
    const { bucket } = await world();
    for (const reason of [null, 0, "text", new Error("e")]) {
      const signal = AbortSignal.abort(reason);
      expect(await rejection(bucket.get("k", { signal }))).toBe(reason);
    }
    const plain = await rejection(bucket.get("k", { signal: AbortSignal.abort() }));
    expect(plain).toMatchObject({ name: "AbortError" });
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
