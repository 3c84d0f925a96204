import { connect, KvError, type RawEntry, type Sink, type Write } from "@revkv/core";
import { local, manualClock } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { overriding } from "../../src/commands/overriding.ts";
import { parseRecording, Recorder, type RecordedLine } from "../../src/index.ts";
import { remote } from "../remote.ts";

/** A recorder, and what it has written so far. */
function recording(): {
  readonly recorder: Recorder;
  readonly lines: () => readonly RecordedLine[];
} {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const recorder = new Recorder({ title: "a test", write, clock: manualClock(7) });
  return { recorder, lines: () => parseRecording(lines.join("\n")) };
}

const put: Write = {
  key: "a",
  operation: "PUT",
  bytes: new TextEncoder().encode("1"),
  expected: "any",
  ttlMs: undefined,
};

class Taker implements Sink {
  readonly revisions: number[] = [];
  isPausing = false;

  entry({ revision }: RawEntry): boolean {
    this.revisions.push(revision);
    return !this.isPausing;
  }

  caughtUp(): void {}

  closed(): void {}
}

describe("what a recorder writes", () => {
  test("is the header, then each call and what it gives, in the order of events", async () => {
    const { recorder, lines } = recording();
    const bucket = await (
      await connect(recorder.wrap(local({ clock: manualClock(5) })))
    ).create("b");
    await bucket.put("a", "1");
    await bucket.get("a");
    const [header, ...others] = lines();
    expect(header).toMatchObject({
      recording: 1,
      title: "a test",
      backend: "local",
      validated: [],
    });
    const by = { client: "client", bucket: "b", atMs: 7 };
    const entry = { key: "a", revision: 1, createdMs: 5, operation: "PUT", value: "1" };
    expect(others).toEqual([
      { call: 1, ...by, ask: "createBucket", config: {} },
      { return: 1, result: null, atMs: 7 },
      { call: 2, ...by, ask: "link" },
      { return: 2, result: null, atMs: 7 },
      { call: 3, ...by, ask: "write", key: "a", operation: "PUT", value: "1", expected: "any" },
      { return: 3, result: 1, atMs: 7 },
      { call: 4, ...by, ask: "read", key: "a" },
      { return: 4, result: { ...entry, length: 1, delta: 0 }, atMs: 7 },
    ]);
  });

  test("tells what a watch is given within the call that causes it, and that its reader ended it", async () => {
    const { recorder, lines } = recording();
    const bucket = await (await connect(recorder.wrap(local()))).create("b");
    const watcher = await bucket.watch("a.*");
    await bucket.put("a.b", "1");
    await watcher.stop();
    expect(lines().slice(5).map(eventOf)).toEqual([
      "call",
      "caughtUp",
      "return",
      "call",
      "entry",
      "return",
      "stopped",
    ]);
  });

  test("tells of an error its code, its NATS code, its fields and its words", async () => {
    const { recorder, lines } = recording();
    const bucket = await (await connect(recorder.wrap(local()))).create("b");
    await bucket.put("a", "1");
    await expect(bucket.update("a", "2", 7)).rejects.toThrow(KvError);
    expect(lines().at(-1)).toMatchObject({
      error: {
        code: "REVISION_MISMATCH",
        natsCode: 10071,
        details: { key: "a", expected: 7, actual: 1 },
        message: expect.stringContaining("7"),
      },
    });
  });

  test("tells an aborted call from a failure", async () => {
    const { recorder, lines } = recording();
    const near = local();
    const reason = new Error("enough");
    const transport = recorder.wrap({
      ...near,
      open: async () => {
        const store = await near.open();
        return overriding(store, {
          link: async (name) =>
            overriding(await store.link(name), { write: () => Promise.reject(reason) }),
        });
      },
    });
    const store = await transport.open();
    await store.createBucket("b", {});
    const link = await store.link("b");
    await expect(link.write(put)).rejects.toBe(reason);
    await expect(link.write(put, AbortSignal.abort(reason))).rejects.toBe(reason);
    const errors = lines().flatMap((line) => ("error" in line ? [line.error.code] : []));
    expect(errors).toEqual(["UNKNOWN", "ABORTED"]);
  });

  test("keeps bytes that are no text as they are", async () => {
    const { recorder, lines } = recording();
    const bucket = await (await connect(recorder.wrap(local()))).create("b");
    await bucket.put("a", new Uint8Array([0xff, 0, 0xc3]));
    await bucket.put("b", new Uint8Array([0xef, 0xbb, 0xbf, 0x61]));
    const values = lines().flatMap((line) =>
      "call" in line && line.ask === "write" ? [line.value] : [],
    );
    expect(values).toEqual([{ base64: "/wDD" }, "\u{feff}a"]);
  });

  test("names each client, and what is opened again as another one", async () => {
    const { recorder, lines } = recording();
    const shared = local();
    const ada = recorder.wrap(shared, { client: "ada" });
    for (const transport of [ada, recorder.wrap(shared, { client: "ben" }), ada]) {
      await (await transport.open()).deleteBucket("none");
    }
    const clients = lines().flatMap((line) => ("call" in line ? [line.client] : []));
    expect(clients).toEqual(["ada", "ben", "ada 2"]);
  });

  test("has no end for a list that its reader left", async () => {
    const { recorder, lines } = recording();
    const store = await recorder.wrap(local()).open();
    for (const name of ["a", "b"]) await store.createBucket(name, {});
    for await (const name of store.bucketNames()) if (name === "a") break;
    expect(lines().at(-1)).toMatchObject({ ask: "bucketNames" });
    for await (const name of store.bucketNames()) expect(name).toMatch(/^[ab]$/);
    expect(lines().at(-1)).toMatchObject({ result: ["a", "b"] });
  });
});

describe("through a recorder", () => {
  test("an answer that comes at once comes at once", async () => {
    const store = await recording().recorder.wrap(local()).open();
    await store.createBucket("b", {});
    const link = await store.link("b");
    expect(link.write(put)).toBe(1);
    expect(link.read("a", undefined)).toMatchObject({ revision: 1 });
    expect(link.readMany(["a"])).toHaveLength(1);
    expect(() => link.write({ ...put, expected: 7 })).toThrow(KvError);
  });

  test("an answer that comes later comes later", async () => {
    const store = await recording().recorder.wrap(remote(1)).open();
    await store.createBucket("b", {});
    const answer = (await store.link("b")).write(put);
    expect(answer).toBeInstanceOf(Promise);
    expect(await answer).toBe(1);
  });

  test("a pause reaches the store, and going on too", async () => {
    const { recorder, lines } = recording();
    const store = await recorder.wrap(local()).open();
    await store.createBucket("b", {});
    const link = await store.link("b");
    for (const key of ["a", "b", "c"]) await link.write({ ...put, key });
    const taker = new Taker();
    taker.isPausing = true;
    const request = { filters: [">"], start: "all", metaOnly: false, live: false } as const;
    const subscription = await link.subscribe(request, taker);
    expect(taker.revisions).toEqual([1]);
    taker.isPausing = false;
    subscription.resume();
    expect(taker.revisions).toEqual([1, 2, 3]);
    const events = lines().filter((line) => "watch" in line);
    const all = ["entry", "paused", "resumed", "entry", "entry", "caughtUp"];
    expect(events.map(eventOf)).toEqual(all);
  });

  test("an error is the one that the store threw", async () => {
    const near = local();
    const error = KvError.of("UNAVAILABLE", "nobody there");
    const transport = recording().recorder.wrap({
      name: "broken",
      open: async () =>
        overriding(await near.open(), { deleteBucket: () => Promise.reject(error) }),
    });
    await expect((await transport.open()).deleteBucket("b")).rejects.toBe(error);
  });
});

function eventOf(line: RecordedLine): string {
  const kinds = ["entry", "caughtUp", "closed", "paused", "resumed", "stopped", "call", "return"];
  return kinds.find((kind) => kind in line) ?? "header";
}
