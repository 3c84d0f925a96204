import { connect, type KvBucket } from "@revkv/core";
import { Engine, manualClock, type EngineBucket } from "@revkv/core/engine";
import { describe, expect, test } from "vitest";
import { brief, codeOf, failure, stateOf, world, wrong } from "../support.ts";

describe("rule 29: the engine follows the same rules", () => {
  test("what it is called with is judged before the bucket is looked for, as in the facade", () => {
    const { engine, bucket } = world();
    engine.delete("b");
    expect(codeOf(() => bucket.put("bad key", "v"))).toBe("INVALID_KEY");
    expect(codeOf(() => bucket.keys("a*"))).toBe("INVALID_FILTER");
    expect(codeOf(() => bucket.purgeDeletes({ olderThanMs: -1 }))).toBe("INVALID_ARGUMENT");
    expect(codeOf(() => bucket.put("k", "v"))).toBe("BUCKET_NOT_FOUND");
  });

  test("options and settings count wherever they stand, inherited ones too", () => {
    const { engine, bucket } = world();
    const inherited = (own: object): never => wrong(Object.create(own));
    expect(engine.create("c", inherited({ history: 5 })).status().config.history).toBe(5);
    expect(codeOf(() => engine.create("d", inherited({ histroy: 5 })))).toBe("INVALID_ARGUMENT");
    expect(codeOf(() => bucket.put("k", "v", inherited({ expected: 7 })))).toBe(
      "REVISION_MISMATCH",
    );
    expect(codeOf(() => bucket.put("k", "v", inherited({ typo: 7 })))).toBe("INVALID_ARGUMENT");
  });

  test("rule 2: create opens the same config and refuses another, open wants one", () => {
    const { engine, bucket } = world({ history: 2 });
    bucket.put("k", "v");
    expect(engine.create("b", { history: 2 }).get("k")?.text()).toBe("v");
    expect(failure(() => engine.create("b"))).toMatchObject({
      code: "BUCKET_EXISTS",
      differences: ["history is 2, asked for 1"],
      natsCode: 10058,
    });
    expect(codeOf(() => engine.open("none"))).toBe("BUCKET_NOT_FOUND");
    expect(codeOf(() => engine.update("none", {}))).toBe("BUCKET_NOT_FOUND");
  });

  test("rule 3: a bucket is a name, not a lifetime", () => {
    const { engine, bucket } = world();
    bucket.put("k", "v");
    expect(engine.delete("b")).toBe(true);
    expect(engine.delete("b")).toBe(false);
    for (const call of callsOf(bucket)) expect(codeOf(call)).toBe("BUCKET_NOT_FOUND");
    engine.create("b");
    expect(bucket.put("k", "v")).toBe(1);
  });

  test("rule 4: after close() every call throws CLOSED, and no timer is left", () => {
    const pending = new Set<object>();
    const clock = {
      nowMs: () => 0,
      schedule: () => {
        const task = {};
        pending.add(task);
        return () => void pending.delete(task);
      },
    };
    const engine = new Engine({ clock });
    const bucket = engine.create("b", { ttlMs: 1_000 });
    bucket.put("k", "v");
    engine.create("c", { ttlMs: 1_000 }).put("k", "v");
    expect(pending.size).toBe(2);
    engine.close();
    engine.close();
    expect(pending.size).toBe(0);
    const calls: readonly (() => unknown)[] = [
      ...callsOf(bucket),
      () => engine.create("c"),
      () => engine.open("b"),
      () => engine.update("b", {}),
      () => engine.delete("b"),
      () => engine.names(),
    ];
    for (const call of calls) {
      expect(failure(call)).toMatchObject({ code: "CLOSED", outcomeUnknown: false });
    }
  });

  test("rule 5: mirrors and sources are FEATURE_UNSUPPORTED", () => {
    const { engine } = world();
    expect(codeOf(() => engine.create("m", { mirror: { bucket: "b" } }))).toBe(
      "FEATURE_UNSUPPORTED",
    );
    expect(codeOf(() => engine.update("b", { sources: [{ bucket: "x" }] }))).toBe(
      "FEATURE_UNSUPPORTED",
    );
    expect(engine.names()).toEqual(["b"]);
  });

  test("rule 8: expectations", () => {
    const { bucket } = world();
    expect(bucket.put("k", "v", { expected: 0 })).toBe(1);
    expect(failure(() => bucket.put("k", "v", { expected: "absent" }))).toMatchObject({
      code: "KEY_EXISTS",
      actual: 1,
    });
    expect(failure(() => bucket.delete("k", { expected: 5 }))).toMatchObject({
      code: "REVISION_MISMATCH",
      expected: 5,
      actual: 1,
    });
    expect(bucket.delete("k", { expected: 1 })).toBe(2);
    expect(codeOf(() => bucket.put("k", "v", { expected: 0 }))).toBe("REVISION_MISMATCH");
    expect(bucket.create("k", "v")).toBe(3);
    expect(bucket.update("k", "v", 3)).toBe(4);
    for (const expected of [undefined, null, -1, 1.5, Number.NaN]) {
      const options = { expected: wrong<number>(expected) };
      expect(codeOf(() => bucket.put("k", "v", options))).toBe("INVALID_ARGUMENT");
      expect(codeOf(() => bucket.purge("k", options))).toBe("INVALID_ARGUMENT");
      expect(codeOf(() => bucket.update("k", "v", wrong(expected)))).toBe("INVALID_ARGUMENT");
    }
  });

  test("rule 11: bytes are copied, strings are UTF-8", () => {
    const { bucket } = world();
    const mine = new Uint8Array([1]);
    bucket.put("k", mine);
    mine[0] = 2;
    expect(bucket.get("k")?.value).toEqual(new Uint8Array([1]));
    expect(codeOf(() => bucket.put("k", "\ud800"))).toBe("INVALID_VALUE");
    expect(codeOf(() => bucket.put("k", wrong(5)))).toBe("INVALID_VALUE");
    bucket.get("k")?.value.fill(9);
    expect(bucket.get("k")?.bytes()).toEqual(new Uint8Array([1]));
  });

  test("rule 14: get", () => {
    const { bucket } = world({ history: 3 });
    bucket.put("k", "1");
    bucket.delete("k");
    expect(bucket.get("k")).toBeNull();
    expect(bucket.get("k", { includeDeleted: true })?.operation).toBe("DEL");
    expect(bucket.get("k", { revision: 1 })?.text()).toBe("1");
    expect(bucket.get("other", { revision: 1 })).toBeNull();
    expect(codeOf(() => bucket.get("k", { revision: 0 }))).toBe("INVALID_ARGUMENT");
  });

  test("rule 17: keys and history", () => {
    const { bucket } = world({ history: 3 });
    for (const key of ["b", "a", "b"]) bucket.put(key, "v");
    bucket.delete("c");
    expect(bucket.keys()).toEqual(["a", "b"]);
    expect(bucket.keys(["b", "x"])).toEqual(["b"]);
    expect(bucket.history(">").map(brief)).toEqual(["1 PUT b", "2 PUT a", "3 PUT b", "4 DEL c"]);
    expect(bucket.history("b").map(({ delta }) => delta)).toEqual([1, 0]);
    expect(bucket.keys("none.>")).toEqual([]);
    expect(codeOf(() => bucket.keys([]))).toBe("INVALID_FILTER");
  });

  test("rule 27: purgeDeletes", () => {
    const { bucket, clock } = world({ history: 3 });
    bucket.put("k", "v");
    bucket.delete("k");
    expect(bucket.purgeDeletes()).toBe(1);
    clock.advance(30 * 60_000);
    expect(bucket.purgeDeletes()).toBe(1);
    expect(codeOf(() => bucket.purgeDeletes({ olderThanMs: -1 }))).toBe("INVALID_ARGUMENT");
    expect(stateOf(bucket)).toMatchObject({ values: 0, bytes: 0, lastRevision: 2 });
  });

  test("rule 28: a listener hears a limit marker when the clock is turned", () => {
    const { bucket, clock } = world({ ttlMs: 1_000, limitMarkerTtlMs: 1_000 });
    const seen: string[] = [];
    bucket.watch(">", (entry) => seen.push(`${brief(entry)} ${entry.created.getTime()}`));
    bucket.put("k", "v");
    clock.advance(10_000);
    expect(seen).toEqual(["1 PUT k 0", "2 PURGE k 1000"]);
    expect(bucket.get("k", { includeDeleted: true })).toBeNull();
  });
});

function callsOf(bucket: EngineBucket): readonly (() => unknown)[] {
  return [
    () => bucket.put("k", "v"),
    () => bucket.create("k", "v"),
    () => bucket.update("k", "v", 1),
    () => bucket.delete("k"),
    () => bucket.purge("k"),
    () => bucket.get("k"),
    () => bucket.keys(),
    () => bucket.history(">"),
    () => bucket.purgeDeletes(),
    () => bucket.status(),
    () => bucket.watch(">", () => undefined),
  ];
}

describe("rule 6: the engine throws the errors that the facade rejects with", () => {
  interface Both {
    put(key: string, value: string, options?: object): unknown;
    create(key: string, value: string, options?: object): unknown;
    update(key: string, value: string, expected: number): unknown;
    delete(key: string, options?: object): unknown;
    purge(key: string, options?: object): unknown;
    get(key: string, options?: object): unknown;
    purgeDeletes(options?: object): unknown;
  }
  const calls: Readonly<Record<string, (bucket: Both) => unknown>> = {
    "a bad key": (b) => b.put("a..b", "v"),
    "a long key": (b) => b.get("k".repeat(3_001)),
    "no key": (b) => b.delete(wrong(undefined)),
    "a bad value": (b) => b.put("k", "\udfff"),
    "no value": (b) => b.put("k", wrong(undefined)),
    "a large value": (b) => b.put("k", "x".repeat(500)),
    "no room": (b) => b.put("n", "x".repeat(190)),
    "a wrong revision": (b) => b.update("k", "v", 9),
    "a revision of 0": (b) => b.update("k", "v", 0),
    "a live key": (b) => b.create("k", "v"),
    "expected undefined": (b) => b.put("k", "v", { expected: undefined }),
    "expected 'absent' of delete": (b) => b.delete("k", { expected: "absent" }),
    "a bad ttl": (b) => b.create("n", "v", { ttlMs: 1_500 }),
    "a ttl of no use": (b) => b.put("k", "v", { ttlMs: 2_000 }),
    "an unknown option": (b) => b.purge("k", { stray: 1 }),
    "options null": (b) => b.get("k", wrong(null)),
    "a bad revision": (b) => b.get("k", { revision: -1 }),
    "a bad age": (b) => b.purgeDeletes({ olderThanMs: -1 }),
  };
  const config = { history: 2, maxValueBytes: 200, maxBytes: 250, limitMarkerTtlMs: 1_000 };

  test.each(Object.keys(calls))("%s", async (name) => {
    const call = calls[name];
    const engine = new Engine({ clock: manualClock() });
    const local = engine.create("b", config);
    local.put("k", "v");
    const thrown = failure(() => call?.(wrong<Both>(local)));
    const facade = await facadeOver(engine);
    const rejected: unknown = await Promise.resolve(call?.(wrong<Both>(facade))).catch(
      (error: unknown) => error,
    );
    expect(fieldsOf(rejected)).toEqual(fieldsOf(thrown));
  });
});

/** What an error tells besides its message, which may name the options of the call. */
function fieldsOf(error: unknown): unknown {
  return Object.fromEntries(Object.entries(error as object));
}

/** A facade over the log of an engine: what transport-local does, in short. */
async function facadeOver(engine: Engine): Promise<KvBucket> {
  const link = {
    write: (write: never) => engine.log("b").write(write),
    read: () => null,
    readAt: () => null,
    readMany: () => [],
    subscribe: () => Promise.reject(new Error("not here")),
    dropMarkers: async (olderThanMs: number) => engine.log("b").dropMarkers(olderThanMs),
  };
  const store = wrong<never>({
    features: { ttl: true, limitMarkers: true },
    link: async () => link,
  });
  const kv = await connect({ name: "engine", open: async () => store });
  return kv.open("b");
}
