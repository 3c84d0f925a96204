import { connect, isKvError, KvError, type KvConfig } from "@revkv/core";
import { local, manualClock } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { codeOf, failure, wrong } from "@revkv/dev/expecting";
import { stateOf, thrownCode, world, type World } from "./support.ts";

type Call = (world: World) => Promise<unknown>;

describe("rule 6: unknown options are INVALID_ARGUMENT, never dropped", () => {
  const stray = wrong<undefined>({ stray: 1 });
  const calls: Readonly<Record<string, Call>> = {
    connect: () => connect(local(), stray),
    create: ({ kv }) => kv.create("c", stray),
    open: ({ kv }) => kv.open("b", stray),
    "open with a setting": ({ kv }) => kv.open("b", wrong<never>({ history: 1 })),
    update: ({ kv }) => kv.update("b", wrong<never>(stray)),
    createOrUpdate: ({ kv }) => kv.createOrUpdate("b", stray),
    put: ({ bucket }) => bucket.put("k", "v", stray),
    "bucket.create": ({ bucket }) => bucket.create("k", "v", stray),
    "bucket.create with expected": ({ bucket }) => bucket.create("k", "v", wrong({ expected: 0 })),
    "bucket.update": ({ bucket }) => bucket.update("k", "v", 1, stray),
    "bucket.update with ttlMs": ({ bucket }) => bucket.update("k", "v", 1, wrong({ ttlMs: 1_000 })),
    modify: ({ bucket }) => bucket.modify("k", () => "v", stray),
    delete: ({ bucket }) => bucket.delete("k", stray),
    "delete with ttlMs": ({ bucket }) => bucket.delete("k", wrong({ ttlMs: 1_000 })),
    purge: ({ bucket }) => bucket.purge("k", stray),
    get: ({ bucket }) => bucket.get("k", stray),
    getMany: ({ bucket }) => bucket.getMany(["k"], stray),
    keys: ({ bucket }) => bucket.keys(">", stray).toArray(),
    history: ({ bucket }) => bucket.history(">", stray).toArray(),
    watch: ({ bucket }) => bucket.watch(">", stray),
    "watch buffer": ({ bucket }) => bucket.watch(">", { buffer: wrong(stray) }),
    purgeDeletes: ({ bucket }) => bucket.purgeDeletes(stray),
    placement: ({ kv }) => kv.create("c", { placement: wrong({ stray: 1 }) }),
    republish: ({ kv }) => kv.create("c", { republish: wrong({ destination: "d", stray: 1 }) }),
    prototype: ({ kv }) =>
      kv.create("c", wrong<never>(JSON.parse('{"__proto__": {"history": 2}}'))),
  };
  test.each(Object.keys(calls))("%s", async (name) => {
    const here = await world();
    const before = await stateOf(here.bucket);
    expect(await codeOf(calls[name]?.(here) ?? Promise.resolve())).toBe("INVALID_ARGUMENT");
    expect(await stateOf(here.bucket)).toEqual(before);
    expect(await here.kv.names().toArray()).toEqual(["b"]);
  });

  test("local() and manualClock() judge theirs too, at once", () => {
    expect(thrownCode(() => local(wrong({ stray: 1 })))).toBe("INVALID_ARGUMENT");
    expect(thrownCode(() => local(wrong(null)))).toBe("INVALID_ARGUMENT");
    expect(thrownCode(() => local(wrong({ clock: {} })))).toBe("INVALID_ARGUMENT");
    expect(thrownCode(() => manualClock(Number.NaN))).toBe("INVALID_ARGUMENT");
  });

  test("local() has one option, clock: what belongs to connect is unknown to it", () => {
    const onListenerError = (): void => undefined;
    expect(thrownCode(() => local(wrong({ onListenerError })))).toBe("INVALID_ARGUMENT");
  });

  test("a clock of null is a wrong type, not an absent one", () => {
    expect(thrownCode(() => local({ clock: wrong(null) }))).toBe("INVALID_ARGUMENT");
  });
});

describe("rule 6: wrong types are refused", () => {
  const wrongs: Readonly<Record<string, Call>> = {
    "connect to no transport": () => connect(wrong({})),
    "connect to null": () => connect(wrong(null)),
    "onListenerError no function": () => connect(local(), { onListenerError: wrong(1) }),
    "config null": ({ kv }) => kv.create("c", wrong<never>(null)),
    "config a list": ({ kv }) => kv.create("c", wrong<never>([])),
    "config a text": ({ kv }) => kv.create("c", wrong<never>("history")),
    "codec null": ({ kv }) => kv.create("c", { codec: wrong<never>(null) }),
    "codec incomplete": ({ kv }) =>
      kv.open("b", { codec: wrong<never>({ name: "x", encode() {} }) }),
    "options null": ({ bucket }) => bucket.put("k", "v", wrong(null)),
    "options a number": ({ bucket }) => bucket.get("k", wrong(3)),
    "revision a text": ({ bucket }) => bucket.get("k", { revision: wrong("1") }),
    "consistency unknown": ({ bucket }) => bucket.get("k", { consistency: wrong("quorum") }),
    "includeDeleted a number": ({ bucket }) => bucket.get("k", { includeDeleted: wrong(1) }),
    "signal an object": ({ bucket }) => bucket.put("k", "v", { signal: wrong({}) }),
    "signal null": ({ bucket }) => bucket.get("k", { signal: wrong(null) }),
    "signal of keys": ({ bucket }) => bucket.keys(">", { signal: wrong(1) }).toArray(),
    "signal of watch": ({ bucket }) => bucket.watch(">", { signal: wrong({}) }),
    "ttlMs a text": ({ bucket }) => bucket.create("k", "v", { ttlMs: wrong("1000") }),
    "getMany of a text": ({ bucket }) => bucket.getMany(wrong("abc")),
    "getMany of a map": ({ bucket }) => bucket.getMany(wrong(new Map())),
    "modify without a function": ({ bucket }) => bucket.modify("k", wrong(undefined)),
    "modify by a value": ({ bucket }) => bucket.modify("k", wrong("v")),
    "retries a fraction": ({ bucket }) => bucket.modify("k", () => "v", { retries: 0.5 }),
    "retries negative": ({ bucket }) => bucket.modify("k", () => "v", { retries: -1 }),
    "metaOnly a text": ({ bucket }) => bucket.history(">", { metaOnly: wrong("yes") }).toArray(),
    "include unknown": ({ bucket }) => bucket.watch(">", { include: wrong("all") }),
    "ignoreDeletes a number": ({ bucket }) => bucket.watch(">", { ignoreDeletes: wrong(1) }),
    "buffer null": ({ bucket }) => bucket.watch(">", { buffer: wrong(null) }),
    "maxEntries 0": ({ bucket }) => bucket.watch(">", { buffer: { maxEntries: 0 } }),
    "maxEntries infinite": ({ bucket }) => bucket.watch(">", { buffer: { maxEntries: Infinity } }),
    "onOverflow unknown": ({ bucket }) => bucket.watch(">", { buffer: { onOverflow: wrong("x") } }),
  };
  test.each(Object.keys(wrongs))("%s", async (name) => {
    const here = await world();
    expect(await codeOf(wrongs[name]?.(here) ?? Promise.resolve())).toBe("INVALID_ARGUMENT");
    expect(await stateOf(here.bucket)).toMatchObject({ lastRevision: 0, values: 0 });
  });

  test("a filter of null is no absent filter", async () => {
    const { bucket } = await world();
    expect(await codeOf(bucket.keys(wrong(null)).toArray())).toBe("INVALID_FILTER");
    expect(await codeOf(bucket.watch(wrong(null)))).toBe("INVALID_FILTER");
    expect(await codeOf(bucket.history(wrong(undefined)).toArray())).toBe("INVALID_FILTER");
  });

  test("a map is no plain object of settings: its content would be dropped", async () => {
    const { kv } = await world();
    const metadata = wrong<Record<string, string>>(new Map([["team", "core"]]));
    expect(await codeOf(kv.create("c", { metadata }))).toBe("INVALID_ARGUMENT");
    expect(await codeOf(kv.create("c", wrong<never>(new Map([["history", 5]]))))).toBe(
      "INVALID_ARGUMENT",
    );
  });

  test("settings of wrong types are refused", async () => {
    const { kv } = await world();
    const configs: readonly Record<keyof KvConfig, unknown>[] = [
      wrong({ history: "5" }),
      wrong({ history: null }),
      wrong({ ttlMs: "1000" }),
      wrong({ description: 5 }),
      wrong({ storage: "disk" }),
      wrong({ compression: "s2" }),
      wrong({ metadata: ["a"] }),
      wrong({ metadata: { a: 1 } }),
      wrong({ placement: "east" }),
      wrong({ placement: { tags: "ssd" } }),
      wrong({ republish: {} }),
      wrong({ republish: { destination: 1 } }),
      wrong({ sources: { bucket: "b" } }),
    ];
    for (const config of configs) {
      expect(await codeOf(kv.create("c", wrong<never>(config)))).toBe("INVALID_ARGUMENT");
    }
    expect(await kv.names().toArray()).toEqual(["b"]);
  });
});

describe("rule 6: one kind of error", () => {
  test("a KvError is an Error that is known by its brand and code", async () => {
    const { kv } = await world();
    const error = await failure(kv.open("none"));
    expect(error).toBeInstanceOf(KvError);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe("KvError");
    expect(isKvError(error, "BUCKET_NOT_FOUND")).toBe(true);
    expect(isKvError(error, "CLOSED")).toBe(false);
  });

  test("nothing that returns a promise throws synchronously", async () => {
    const { kv, bucket } = await world();
    const nothing = wrong<never>(undefined);
    const poison = wrong<never>({
      get signal(): never {
        throw new Error("poison");
      },
    });
    const calls: readonly (() => Promise<unknown>)[] = [
      () => connect(nothing),
      () => kv.create(nothing),
      () => kv.open(nothing),
      () => kv.update(nothing, nothing),
      () => kv.createOrUpdate(nothing),
      () => kv.delete(nothing),
      () => bucket.put(nothing, nothing),
      () => bucket.put("k", "v", poison),
      () => bucket.create(nothing, nothing),
      () => bucket.update(nothing, nothing, nothing),
      () => bucket.modify(nothing, nothing),
      () => bucket.delete(nothing),
      () => bucket.purge(nothing),
      () => bucket.get(nothing),
      () => bucket.get("k", poison),
      () => bucket.getMany(nothing),
      () => bucket.keys("a..b").toArray(),
      () => bucket.keys(">", poison).toArray(),
      () => bucket.history(nothing).toArray(),
      () => bucket.watch("a..b"),
      () => bucket.watch(">", poison),
      () => bucket.purgeDeletes(poison),
    ];
    const settled = await Promise.allSettled(calls.map((call) => call()));
    expect(settled.map(({ status }) => status)).toEqual(calls.map(() => "rejected"));
  });

  test("every optional member takes undefined for absent", async () => {
    const { kv, bucket } = await world({ history: undefined, codec: undefined } as KvConfig);
    const absent = undefined;
    await connect(local({ clock: absent }), { onListenerError: absent });
    await kv.open("b", { codec: absent });
    await kv.create("c", {
      republish: { source: absent, destination: "d", headersOnly: absent },
      placement: { cluster: absent, tags: ["x"] },
      metadata: absent,
      mirror: absent,
      sources: absent,
    });
    expect(await bucket.put("k", "v", { signal: absent, ttlMs: absent })).toBe(1);
    expect(await bucket.create("l", "v", { signal: absent, ttlMs: absent })).toBe(2);
    expect(await bucket.update("k", "v", 1, { signal: absent })).toBe(3);
    expect(await bucket.modify("k", () => "v", { signal: absent, retries: absent })).toBe(4);
    expect(await bucket.delete("l", { signal: absent })).toBe(5);
    expect(await bucket.purge("l", { signal: absent, ttlMs: absent })).toBe(6);
    const read = { revision: absent, consistency: absent, minRevision: absent };
    expect((await bucket.get("k", { ...read, includeDeleted: absent }))?.revision).toBe(4);
    expect((await bucket.getMany(["k"], { signal: absent })).size).toBe(1);
    expect(await bucket.keys(absent, { signal: absent }).toArray()).toEqual(["k"]);
    expect(await bucket.history(">", { metaOnly: absent }).toArray()).toHaveLength(2);
    const watcher = await bucket.watch(absent, {
      include: absent,
      fromRevision: absent,
      ignoreDeletes: absent,
      metaOnly: absent,
      buffer: { maxEntries: absent, onOverflow: absent },
    });
    expect(await watcher.snapshot()).toHaveLength(2);
    expect(await bucket.purgeDeletes({ olderThanMs: absent })).toBe(0);
  });
});

describe("rule 6: natsCode is what the server would say", () => {
  const KB = "x".repeat(1_000);
  const cases: readonly [name: string, code: string, natsCode: number, config: KvConfig, Call][] = [
    ["REVISION_MISMATCH", "REVISION_MISMATCH", 10071, {}, (w) => w.bucket.update("k", "v", 9)],
    ["KEY_EXISTS", "KEY_EXISTS", 10071, {}, (w) => w.bucket.create("k", "v")],
    [
      "VALUE_TOO_LARGE",
      "VALUE_TOO_LARGE",
      10054,
      { maxValueBytes: 9 },
      (w) => w.bucket.put("k", KB),
    ],
    ["BUCKET_FULL", "BUCKET_FULL", 10077, { maxBytes: 60 }, (w) => w.bucket.put("k", KB)],
    ["BUCKET_EXISTS", "BUCKET_EXISTS", 10058, {}, (w) => w.kv.create("b", { history: 9 })],
    ["BUCKET_NOT_FOUND", "BUCKET_NOT_FOUND", 10059, {}, (w) => w.kv.open("none")],
    ["INVALID_TTL", "INVALID_TTL", 10165, {}, (w) => w.bucket.create("n", "v", { ttlMs: 500 })],
    ["TTL_NOT_ENABLED", "TTL_NOT_ENABLED", 10166, {}, (w) => w.bucket.purge("k", { ttlMs: 1_000 })],
  ];
  test.each(cases)("%s", async (_name, code, natsCode, config, call) => {
    const here = await world(config);
    await here.bucket.put("k", "v");
    expect(await failure(call(here))).toMatchObject({ code, natsCode });
  });

  test("what never reaches a server has none", async () => {
    const { bucket } = await world();
    expect((await failure(bucket.get("a b"))).natsCode).toBeUndefined();
    expect((await failure(bucket.get("k", { revision: 0 }))).natsCode).toBeUndefined();
  });
});
