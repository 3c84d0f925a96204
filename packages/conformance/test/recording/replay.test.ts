import { connect, type KvManager, type RawEntry, type Sink } from "@revkv/core";
import { local } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { overriding } from "../../src/commands/overriding.ts";
import { parseRecording, Recorder, replay, type RecordedLine } from "../../src/index.ts";
import { remote } from "../remote.ts";
import { otherwise, recorded, turned } from "./recorded.ts";

/** A bit of everything. */
async function everything(manager: KvManager): Promise<void> {
  const bucket = await manager.create("orders", { history: 3, maxValueBytes: 100 });
  await manager.create("orders", { history: 4 }).catch(() => undefined);
  const watcher = await bucket.watch(["a.*", "c"]);
  const seen: number[] = [];
  watcher.on("entry", ({ revision }) => void seen.push(revision));
  for (const value of ["1", "2", "3", "4"]) await bucket.put("a.b", value);
  await bucket.create("c", new Uint8Array([0xff]));
  await bucket.create("c", "again").catch(() => undefined);
  await bucket.update("c", "more", 99).catch(() => undefined);
  await bucket.put("d", "x".repeat(101)).catch(() => undefined);
  await bucket.get("c");
  await bucket.get("a.b", { revision: 2 });
  await bucket.getMany(["c", "a.b", "none"]);
  await bucket.history(">", { metaOnly: true }).toArray();
  await bucket.delete("c");
  await bucket.purge("a.b");
  await bucket.purgeDeletes({ olderThanMs: 0 });
  await bucket.status();
  await manager.update("orders", { history: 1, maxValueBytes: 100 });
  await manager.names().toArray();
  await manager.list().toArray();
  await manager.delete("orders");
  await bucket.put("a.b", "5").catch(() => undefined);
  await manager.close();
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
}

async function onePut(manager: KvManager): Promise<void> {
  await (await manager.create("orders")).put("a", "1");
}

/** Three values, seen by a watch. */
async function watchedPuts(manager: KvManager): Promise<void> {
  const bucket = await manager.create("orders");
  await bucket.put("a", "0");
  await bucket.watch("a");
  for (const value of ["1", "2"]) await bucket.put("a", value);
}

/** Passes entries on as it pleases. */
function sinkThat(sink: Sink, entry: (entry: RawEntry) => boolean): Sink {
  return { entry, caughtUp: () => sink.caughtUp(), closed: (reason) => sink.closed(reason) };
}

describe("a replay", () => {
  test("finds no difference on the kind of store that was recorded", async () => {
    const lines = await recorded(everything);
    expect(lines.filter((line) => "error" in line).length).toBe(5);
    expect(await replay(lines, turned())).toBe(undefined);
  });

  test("finds none where answers and entries come later and out of turn", async () => {
    const lines = await recorded(everything);
    for (const seed of [1, 2, 3])
      expect(await replay(lines, { transport: remote(seed) })).toBe(undefined);
  });

  test("leaves nothing behind, and touches no bucket that is not its own", async () => {
    const lines = await recorded(watchedPuts);
    const { transport } = turned();
    expect(await replay(lines, { transport })).toBe(undefined);
    const manager = await connect(transport);
    expect(await manager.names().toArray()).toEqual([]);
    const bucket = await manager.create("orders");
    await bucket.put("a", "dear");
    await expect(replay(lines, { transport })).rejects.toThrow(
      "the store has a bucket orders already, and the recording makes one",
    );
    expect((await bucket.get("a"))?.text()).toBe("dear");
  });

  test("turns the clock as it was turned: values expire and watches hear of it", async () => {
    const lines = await recorded(async (manager, pass) => {
      const bucket = await manager.create("orders", { ttlMs: 5_000, limitMarkerTtlMs: 2_000 });
      await bucket.watch();
      await bucket.put("a", "1");
      await bucket.create("b", "2", { ttlMs: 1_000 });
      pass(1_000);
      await bucket.get("b");
      pass(4_000);
      await bucket.put("c", "3");
      await bucket.history(">").toArray();
      pass(2_000);
      await bucket.status();
    });
    const markers = lines.filter((line) => "entry" in line && line.entry.reason === "MaxAge");
    expect(markers.length).toBe(3);
    expect(await replay(lines, turned())).toBe(undefined);
    const { transport } = turned();
    expect(await replay(lines, { transport, clock: standingStill }, { patienceMs: 20 })).toContain(
      'recorded {"key":"b","revision":3,"operation":"PURGE","reason":"MaxAge"',
    );
  });

  test("does not wait for hours where the clock cannot be turned, and says so", async () => {
    const lines = await recorded(async (manager, pass) => {
      const bucket = await manager.create("orders", { ttlMs: 3_600_000 });
      await bucket.put("a", "1");
      pass(3_600_000);
      await bucket.get("a");
    });
    expect(await replay(lines, { transport: local() })).toMatch(
      /^a script, line 8: 3\d{6} ms would have to pass before this$/,
    );
  });

  test("lets time pass as it did where it is real and matters", async () => {
    const lines = await recorded(async (manager, pass) => {
      const bucket = await manager.create("orders", { ttlMs: 100 });
      await bucket.put("a", "1");
      pass(150);
      await bucket.get("a");
    });
    expect(await replay(lines, { transport: local() })).toBe(undefined);
  });

  test("pauses where the recorded reader did: what waits then is lost with the bucket", async () => {
    const lines: string[] = [];
    const recorder = new Recorder({ title: "a pause", write: (line) => lines.push(line) });
    const store = await recorder.wrap(local()).open();
    await store.createBucket("orders", {});
    const link = await store.link("orders");
    const bytes = new Uint8Array(1);
    for (const key of ["a", "b", "c"]) {
      await link.write({ key, operation: "PUT", bytes, expected: "any", ttlMs: undefined });
    }
    const ends: (string | undefined)[] = [];
    await link.subscribe(
      { filters: [">"], start: "last", metaOnly: false, live: false },
      {
        entry: ({ key }) => key === "a",
        caughtUp: () => undefined,
        closed: (reason) => void ends.push(reason?.code),
      },
    );
    await store.deleteBucket("orders");
    expect(ends).toEqual(["BUCKET_DELETED"]);
    const recording = parseRecording(lines.join("\n"));
    expect(recording.filter((line) => "entry" in line).length).toBe(2);
    expect(await replay(recording, { transport: local() })).toBe(undefined);
  });

  test("goes on after a pause where the recorded reader did", async () => {
    const lines = await recorded(async (manager) => {
      const bucket = await manager.create("orders");
      for (let at = 0; at < 600; at += 1) await bucket.put(`k${at}`, "1");
      for await (const entry of bucket.history(">")) expect(entry.length).toBe(1);
    });
    expect(lines.filter((line) => "resumed" in line).length).toBe(1);
    expect(await replay(lines, turned())).toBe(undefined);
  });

  test("makes calls within calls where a listener made them", async () => {
    const lines = await recorded(async (manager) => {
      const bucket = await manager.create("orders");
      const watcher = await bucket.watch("a");
      watcher.on("entry", () => void bucket.put("b", "2"));
      await Promise.resolve();
      await bucket.put("a", "1");
      await bucket.get("b");
    });
    expect(await replay(lines, turned())).toBe(undefined);
  });

  test("keeps clients apart", async () => {
    const lines: string[] = [];
    const recorder = new Recorder({ title: "two", write: (line) => lines.push(line) });
    const shared = local();
    const ada = await connect(recorder.wrap(shared, { client: "ada" }));
    const ben = await connect(recorder.wrap(shared, { client: "ben" }));
    const bucket = await ada.create("orders");
    await (await ben.open("orders")).put("a", "1");
    await bucket.get("a");
    await ada.close();
    await (await ben.open("orders")).get("a");
    expect(await replay(parseRecording(lines.join("\n")), { transport: local() })).toBe(undefined);
  });
});

describe("the first difference", () => {
  test("is a wrong answer, with its line and its call", async () => {
    const lines = await recorded(onePut);
    const store = otherwise((link) => ({ write: (write) => Number(link.write(write)) + 1 }));
    expect(await replay(lines, store)).toBe(
      'a script, line 6: call 3 by client, write of orders {"key":"a","operation":"PUT","expected":"any",' +
        '"value":"1"}: recorded 1, here 2',
    );
  });

  test("is another failure, by its code, its NATS code and its fields", async () => {
    const lines = await recorded(async (manager) => {
      const bucket = await manager.create("orders");
      await bucket.update("a", "1", 7).catch(() => undefined);
    });
    const store = otherwise((link) => ({
      write: (write) => link.write({ ...write, expected: 8 }),
    }));
    const [recordedEnd, here] = [7, 8].map(
      (expected) =>
        `{"error":{"code":"REVISION_MISMATCH","natsCode":10071,"key":"a","expected":${expected},"actual":0}}`,
    );
    expect(await replay(lines, store)).toContain(`recorded ${recordedEnd}, here ${here}`);
  });

  test("is an answer that never comes", async () => {
    const lines = await recorded(onePut);
    const store = otherwise(() => ({ write: () => new Promise<number>(() => undefined) }));
    expect(await replay(lines, store, { patienceMs: 20 })).toContain("no answer within 20 ms");
  });

  test("is an entry that a watch is not given", async () => {
    const lines = await recorded(watchedPuts);
    const store = otherwise((link) => ({
      subscribe: (request, sink) =>
        link.subscribe(
          request,
          sinkThat(sink, (entry) => entry.revision === 3 || sink.entry(entry)),
        ),
    }));
    expect(await replay(lines, store, { patienceMs: 20 })).toMatch(
      /^a script, line 16: .*recorded \{"key":"a","revision":3,.*\}, here nothing in 20 ms$/,
    );
  });

  test("is an entry that comes again, also the last one", async () => {
    const lines = await recorded(watchedPuts);
    const store = otherwise((link) => ({
      subscribe: (request, sink) =>
        link.subscribe(
          request,
          sinkThat(sink, (entry) => (entry.revision < 3 || sink.entry(entry)) && sink.entry(entry)),
        ),
    }));
    expect(await replay(lines, store)).toMatch(
      /^a script: call 4 .*recorded nothing more, here \{"key":"a","revision":3,/,
    );
  });

  test("is an entry that no filter of the watch lets through", async () => {
    const lines = await recorded(async (manager) => {
      const bucket = await manager.create("orders");
      await bucket.watch("a");
      await bucket.put("b", "1");
    });
    const store = otherwise((link) => ({
      subscribe: (request, sink) => link.subscribe({ ...request, filters: [">"] }, sink),
    }));
    expect(await replay(lines, store)).toMatch(/recorded nothing more, here \{"key":"b"/);
  });

  test("is a wrong size, but not the name of another backend", async () => {
    const lines = await recorded(
      async (manager) => void (await (await manager.create("orders")).status()),
    );
    const elsewhere = otherwise(
      () => ({}),
      (store) => ({
        bucketStatus: async (name) => ({
          ...(await store.bucketStatus(name)),
          backingStore: "JetStream",
          ignored: [],
        }),
      }),
    );
    const { transport } = elsewhere;
    expect(await replay(lines, { transport })).toContain('"backingStore":"JetStream"');
    expect(await replay(lines, { transport: { ...transport, name: "nats" } })).toBe(undefined);
    const wrong = otherwise(
      () => ({}),
      (store) => ({
        bucketStatus: async (name) => ({ ...(await store.bucketStatus(name)), bytes: 1 }),
      }),
    );
    expect(await replay(lines, { transport: { ...wrong.transport, name: "nats" } })).toMatch(
      /recorded \{.*"bytes":0,.*here \{.*"bytes":1,/,
    );
  });
});

test("`delta` counts for what was stored before, and not for what is live", async () => {
  const lines = await recorded(watchedPuts);
  for (const [from, isSame] of [
    [1, false],
    [2, true],
  ] as const) {
    const store = otherwise((link) => ({
      subscribe: (request, sink) =>
        link.subscribe(
          request,
          sinkThat(sink, (entry) => {
            const isOther = entry.revision >= from;
            return sink.entry(isOther ? overriding(entry, { delta: 7 }) : entry);
          }),
        ),
    }));
    expect((await replay(lines, store)) === undefined).toBe(isSame);
  }
});

describe("what cannot be repeated", () => {
  test("is a change that may have happened or not: the replay ends there and says so", async () => {
    const lines = await recorded(onePut);
    const lost = { code: "TIMEOUT", details: { outcomeUnknown: true }, message: "late" } as const;
    const unknown = lines.map((line) =>
      "return" in line && line.return === 3 ? { return: 3, error: lost, atMs: 0 } : line,
    );
    const beginning = /^a script, line 6: call 3 by client, write of orders \{.*\} /;
    const end = "and may have happened: nobody can repeat what follows";
    const never = lines.filter((line) => !("return" in line && line.return === 3));
    for (const [broken, why] of [
      [unknown, "failed with TIMEOUT"],
      [never, "never returned"],
    ] as const) {
      const words = await replay(broken, turned());
      expect(words).toMatch(beginning);
      expect(words).toContain(`${why} ${end}`);
    }
  });

  test.for(["DISCONNECTED", "CLOSED"] as const)(
    "is the end of a watch by %s, which is ended, and a call that failed on its way, which is left out",
    async (code) => {
      const lines = await recorded(watchedPuts);
      const details = { outcomeUnknown: false };
      const withFailures: RecordedLine[] = [
        ...lines,
        { watch: 4, closed: { code, details, message: "over" }, atMs: 1_000 },
        { call: 90, client: "client", bucket: "orders", ask: "read", key: "a", atMs: 1_000 },
        { return: 90, error: { code: "TIMEOUT", details, message: "late" }, atMs: 1_000 },
      ];
      expect(await replay(withFailures, turned())).toBe(undefined);
    },
  );

  test("is the order of calls that overlapped: a difference says which", async () => {
    const lines = await recorded(onePut);
    const by = { client: "client", bucket: "orders", atMs: 1_000 };
    const put = { ...by, ask: "write", operation: "PUT", value: "2", expected: "any" } as const;
    const overlapping: RecordedLine[] = [
      ...lines,
      { ...put, call: 11, key: "b" },
      { ...by, call: 12, ask: "read", key: "b" },
      { return: 12, result: null, atMs: 1_000 },
      { return: 11, result: 2, atMs: 1_000 },
    ];
    expect(await replay(overlapping, turned())).toMatch(
      /recorded null, here \{.*\}; calls 11 \(write\) and 12 \(read\) overlapped, and which came first is not recorded$/,
    );
  });

  test("is not the order of writes, for their revisions tell it", async () => {
    const lines = await recorded(onePut);
    const by = { client: "client", bucket: "orders", atMs: 1_000 };
    const put = { ...by, ask: "write", operation: "PUT", value: "2", expected: "any" } as const;
    const overlapping: RecordedLine[] = [
      ...lines,
      ...[11, 12, 13].map((call) => ({ ...put, call, key: `k${call}` })),
      { return: 11, result: 4, atMs: 1_000 },
      { return: 12, result: 2, atMs: 1_000 },
      { return: 13, result: 3, atMs: 1_000 },
    ];
    expect(await replay(overlapping, turned())).toBe(undefined);
  });
});

/** A clock that does not turn. */
const standingStill = { nowMs: () => 0, advance: () => undefined };
