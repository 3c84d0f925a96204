import { describe, expect, test } from "vitest";
import { brief, codeOf, failure, rejection, take, turns, world } from "./support.ts";

describe("rule 23: snapshot()", () => {
  test("resolves to the initial values, and iteration goes on with the live ones", async () => {
    const { bucket } = await world();
    await bucket.put("a", "v");
    const watcher = await bucket.watch();
    await bucket.put("b", "v");
    expect((await watcher.snapshot()).map(brief)).toEqual(["1 PUT a"]);
    await bucket.put("c", "v");
    const live = await take(watcher[Symbol.asyncIterator](), 2);
    expect(live.map(brief)).toEqual(["2 PUT b", "3 PUT c"]);
  });

  test("listeners, too, go on with the live ones after it", async () => {
    const { bucket } = await world();
    await bucket.put("a", "v");
    const watcher = await bucket.watch();
    await watcher.snapshot();
    const seen: string[] = [];
    watcher.on("entry", (entry) => seen.push(brief(entry)));
    await bucket.put("b", "v");
    await turns();
    expect(seen).toEqual(["2 PUT b"]);
  });

  test("of nothing is an empty list", async () => {
    const { bucket } = await world();
    expect(await (await bucket.watch()).snapshot()).toEqual([]);
    expect(await (await bucket.watch("none")).snapshot()).toEqual([]);
    await bucket.put("k", "v");
    expect(await (await bucket.watch(">", { include: "updates" })).snapshot()).toEqual([]);
    expect(await (await bucket.watch(">", { fromRevision: 2 })).snapshot()).toEqual([]);
  });

  test("suppressed markers count as delivered", async () => {
    const { bucket } = await world();
    await bucket.delete("a");
    await bucket.purge("b");
    const watcher = await bucket.watch(">", { ignoreDeletes: true });
    let told = 0;
    watcher.on("initialized", () => (told += 1));
    expect(await watcher.snapshot()).toEqual([]);
    await turns();
    expect(told).toBe(1);
  });

  test("a second call is INVALID_ARGUMENT, also while the first waits", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch();
    const first = watcher.snapshot();
    expect(await codeOf(watcher.snapshot())).toBe("INVALID_ARGUMENT");
    expect(await first).toEqual([]);
    expect(await codeOf(watcher.snapshot())).toBe("INVALID_ARGUMENT");
  });

  test("a call after the consumption began is INVALID_ARGUMENT", async () => {
    const { bucket } = await world();
    const iterated = await bucket.watch();
    iterated[Symbol.asyncIterator]();
    expect(await codeOf(iterated.snapshot())).toBe("INVALID_ARGUMENT");
    const listened = await bucket.watch();
    listened.on("entry", () => undefined);
    expect(await codeOf(listened.snapshot())).toBe("INVALID_ARGUMENT");
  });

  test("after listening to initialized or closed alone it is fine", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch();
    watcher.on("initialized", () => undefined).on("closed", () => undefined);
    expect(await watcher.snapshot()).toEqual([]);
  });

  test("rejects with the reason if the watcher ended first", async () => {
    const { kv, bucket } = await world();
    const watcher = await bucket.watch();
    await kv.delete("b");
    expect(await codeOf(watcher.snapshot())).toBe("BUCKET_DELETED");
  });

  test("rejects with CLOSED after stop() and after close()", async () => {
    const { kv, bucket } = await world();
    const stopped = await bucket.watch();
    await stopped.stop();
    expect(await failure(stopped.snapshot())).toMatchObject({
      code: "CLOSED",
      outcomeUnknown: false,
    });
    const closed = await bucket.watch();
    await kv.close();
    expect(await codeOf(closed.snapshot())).toBe("CLOSED");
  });

  test("rejects with signal.reason after an abort, and closed carries undefined", async () => {
    const { bucket } = await world();
    const aborting = new AbortController();
    const watcher = await bucket.watch(">", { signal: aborting.signal });
    const reasons: unknown[] = [];
    watcher.on("closed", (reason) => reasons.push(reason));
    const reason = new Error("enough");
    aborting.abort(reason);
    expect(await rejection(watcher.snapshot())).toBe(reason);
    expect(reasons).toEqual([undefined]);
  });
});

describe("rule 23: initialized", () => {
  test("comes once, after the last initial value and before the first live one", async () => {
    const { bucket } = await world();
    await bucket.put("a", "v");
    await bucket.put("b", "v");
    const watcher = await bucket.watch();
    const seen: string[] = [];
    watcher
      .on("entry", (entry) => seen.push(`${brief(entry)} ${entry.isUpdate}`))
      .on("initialized", () => seen.push("initialized"));
    await bucket.put("c", "v");
    await turns();
    await bucket.put("d", "v");
    expect(seen).toEqual([
      "1 PUT a false",
      "2 PUT b false",
      "initialized",
      "3 PUT c true",
      "4 PUT d true",
    ]);
  });

  test("comes where there is nothing initial, before the first live entry", async () => {
    const { bucket } = await world();
    for (const include of ["last", "history", "updates"] as const) {
      const watcher = await bucket.watch(`k.${include}`, { include });
      const seen: string[] = [];
      watcher
        .on("entry", ({ key }) => seen.push(key))
        .on("initialized", () => seen.push("initialized"));
      await bucket.put(`k.${include}`, "v");
      await turns();
      expect(seen).toEqual(["initialized", `k.${include}`]);
    }
  });

  test("comes to an iterator's side between the two as well", async () => {
    const { bucket } = await world();
    await bucket.put("a", "v");
    const watcher = await bucket.watch();
    const seen: string[] = [];
    watcher.on("initialized", () => seen.push("initialized"));
    await bucket.put("b", "v");
    for await (const entry of watcher) {
      seen.push(brief(entry));
      if (entry.key === "b") break;
    }
    expect(seen).toEqual(["1 PUT a", "initialized", "2 PUT b"]);
  });

  test("comes after snapshot() took the initial values", async () => {
    const { bucket } = await world();
    await bucket.put("a", "v");
    const watcher = await bucket.watch();
    let told = 0;
    watcher.on("initialized", () => (told += 1));
    await turns();
    expect(told).toBe(0);
    await watcher.snapshot();
    await turns();
    expect(told).toBe(1);
  });

  test("reaches a later listener at its next turn, not before on() returns", async () => {
    const { bucket } = await world();
    const watcher = await bucket.watch();
    await watcher.snapshot();
    const seen: string[] = [];
    watcher.on("initialized", () => seen.push("initialized"));
    seen.push("on returned");
    await turns();
    expect(seen).toEqual(["on returned", "initialized"]);
  });

  test("does not come for initial values that stop() dropped", async () => {
    const { bucket } = await world();
    await bucket.put("a", "v");
    const watcher = await bucket.watch();
    const seen: string[] = [];
    watcher
      .on("entry", (entry) => seen.push(brief(entry)))
      .on("initialized", () => seen.push("initialized"))
      .on("closed", () => seen.push("closed"));
    await watcher.stop();
    await turns();
    expect(seen).toEqual(["closed"]);
  });

  test("does not come for initial values that an abort dropped", async () => {
    const { bucket } = await world();
    await bucket.put("a", "v");
    const aborting = new AbortController();
    const watcher = await bucket.watch(">", { signal: aborting.signal });
    const seen: string[] = [];
    watcher
      .on("entry", (entry) => seen.push(brief(entry)))
      .on("initialized", () => seen.push("initialized"))
      .on("closed", () => seen.push("closed"));
    aborting.abort();
    await turns();
    expect(seen).toEqual(["closed"]);
  });
});

describe("rule 23: isUpdate and delta", () => {
  test("isUpdate is false up to the end of the initial values and true after", async () => {
    const { bucket } = await world({ history: 2 });
    await bucket.put("k", "1");
    await bucket.put("k", "2");
    for (const options of [{ include: "history" }, { fromRevision: 1 }] as const) {
      const watcher = await bucket.watch(">", options);
      const iterator = watcher[Symbol.asyncIterator]();
      const initial = await take(iterator, 2);
      expect(initial.map(({ isUpdate, delta }) => [isUpdate, delta])).toEqual([
        [false, 1],
        [false, 0],
      ]);
      await watcher.stop();
    }
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
