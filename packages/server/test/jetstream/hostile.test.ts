import { ServedLog } from "@revkv/core/engine";
import { failures } from "@revkv/transport-nats/mapping";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { Batches } from "../../src/jetstream/ingest/batches.ts";
import { OwnSide } from "./consumers/own-side.ts";
import type { Got } from "./consumers/side.ts";

/** Far more than an answer takes, and far less than it took where all was compared with all. */
const SOON_MS = 2_000;

let own: OwnSide;

beforeEach(() => {
  onTestFinished(() => void vi.restoreAllMocks());
  own = new OwnSide();
  onTestFinished(() => own.close());
  own.subscribe("r");
});

function ask(subject: string, body: object | string = "", headers = ""): Got | undefined {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const before = own.got("r").length;
  own.publish({ subject, reply: "r", headers, body: text });
  return own.got("r").slice(before).at(-1);
}

function create(bucket: string, settings: object = {}): string {
  const name = `KV_${bucket}`;
  const own = { name, subjects: [`$KV.${bucket}.>`], discard: "new", allow_direct: true };
  const usual = { ...own, max_msgs_per_subject: 1 };
  return ask(`$JS.API.STREAM.CREATE.${name}`, { ...usual, ...settings })?.body ?? "";
}

function stored(bucket: string): number {
  const log = own.engine.find(bucket);
  return log === undefined ? 0 : ServedLog.of(log).totals().entries;
}

function listOf<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at));
}

describe("a mistake of the server's own", () => {
  test.each([
    "$JS.API.INFO",
    "$KV.b.k",
    "$JS.API.DIRECT.GET.KV_b",
    "$JS.API.CONSUMER.MSG.NEXT.KV_b.c",
  ])("is printed, told to whoever asked by %s, and over with the next request", (subject) => {
    create("b");
    const mistake = new TypeError("a mistake");
    const printed = vi.spyOn(console, "error").mockImplementation(() => undefined);
    vi.spyOn(own.engine, "find").mockImplementation(() => {
      throw mistake;
    });
    vi.spyOn(own.engine, "names").mockImplementation(() => {
      throw mistake;
    });
    const answer = ask(subject, '{"seq":1}');
    expect(answer?.headers).toBe("NATS/1.0 500 general error\r\n\r\n");
    expect(JSON.parse(answer?.body ?? "")).toMatchObject({ error: failures.general });
    expect(printed.mock.calls).toEqual([["revkv: the server failed", mistake]]);
    vi.restoreAllMocks();
    expect(ask("$KV.b.k", "v")?.body).toBe('{"stream":"KV_b","seq":1}');
  });

  test.each(["$JS.API.INFO", "$KV.b.k", "$JS.API.DIRECT.GET.KV_none"])(
    "is none where the store was closed: %s says so",
    (subject) => {
      create("b");
      const printed = vi.spyOn(console, "error");
      own.engine.close();
      const { error } = JSON.parse(ask(subject, '{"seq":1}')?.body ?? "") as { error: object };
      expect(error).toEqual({ ...failures.general, description: "the engine is closed" });
      expect(printed).not.toHaveBeenCalled();
    },
  );
});

describe("buckets that send to each other", () => {
  test("store an entry once each", () => {
    create("a", { republish: { src: "$KV.a.>", dest: "$KV.b.>" }, max_msgs_per_subject: 64 });
    create("b", { republish: { src: "$KV.b.>", dest: "$KV.a.>" }, max_msgs_per_subject: 64 });
    expect(ask("$KV.a.k", "v")?.body).toBe('{"stream":"KV_a","seq":1}');
    expect([stored("a"), stored("b")]).toEqual([2, 1]);
  });

  test("hand an entry on along a row of them", () => {
    create("a", { republish: { src: "$KV.a.>", dest: "$KV.b.>" } });
    create("b", { republish: { src: "$KV.b.>", dest: "$KV.c.>" } });
    create("c");
    ask("$KV.a.k", "v");
    expect(stored("c")).toBe(1);
  });
});

test("a message with broken headers is not copied, and the next one is", () => {
  create("b", { allow_rollup_hdrs: true });
  create("s", {
    sources: [{ name: "KV_b", subject_transforms: [{ src: "$KV.b.>", dest: "$KV.s.>" }] }],
  });
  const printed = vi.spyOn(console, "error");
  ask("$KV.b.k", "1", "NATS/1.0\r\nNats-Rollup: sub\r\n");
  ask("$KV.b.l", "2");
  expect(own.engine.find("s")?.entry("k")).toBeUndefined();
  expect(own.engine.find("s")?.entry("l")).toBeDefined();
  expect(printed).not.toHaveBeenCalled();
});

describe("what is too much to compare is refused, soon:", () => {
  const source = (count: number): object => ({
    name: "KV_b",
    subject_transforms: listOf(count, (at) => ({ src: `$KV.b.${at}`, dest: `$KV.a.${at}` })),
  });
  test.each<[string, object]>([
    ["subjects", { subjects: listOf(50_000, (at) => `s${at}`) }],
    ["transforms", { sources: [source(20_000)] }],
  ])("%s of a stream", (_, settings) => {
    const begin = performance.now();
    expect(create("a", settings)).toContain('"err_code":10052');
    expect(performance.now() - begin).toBeLessThan(SOON_MS);
  });

  test("filters with wildcards of a direct get", () => {
    create("b");
    const multi_last = listOf(1_001, (at) => `$KV.b.${at}.*`);
    expect(ask("$JS.API.DIRECT.GET.KV_b", { multi_last })?.headers).toContain("408 Bad Request");
  });
});

test("a filter longer than any subject is refused", () => {
  create("b");
  const filter_subject = `$KV.b.${"*.".repeat(100_000)}x`;
  const request = { stream_name: "KV_b", config: { filter_subject } };
  expect(ask("$JS.API.CONSUMER.CREATE.KV_b", request)?.body).toContain("invalid subject");
});

test("letters beyond ASCII in a subject are bytes in headers, and come back as they were", () => {
  create("b");
  create("s", {
    sources: [{ name: "KV_b", subject_transforms: [{ src: "$KV.b.>", dest: "$KV.s.>" }] }],
  });
  ask("$KV.b.€", "v");
  const bytes = Buffer.from("$KV.b.€").toString("latin1");
  expect(ask("$JS.API.DIRECT.GET.KV_b", { seq: 1 })?.headers).toContain(
    `Nats-Subject: ${bytes}\r\n`,
  );
  const { message } = JSON.parse(ask("$JS.API.STREAM.MSG.GET.KV_s", { seq: 1 })?.body ?? "") as {
    message: { hdrs: string };
  };
  expect(Buffer.from(message.hdrs, "base64").toString()).toContain(" $KV.b.€ ");
});

describe("batches that wait", () => {
  const posting = (size: number, sequence: number) => ({
    key: "k",
    headers: `NATS/1.0\r\nNats-Batch-Sequence: ${sequence}\r\n\r\n`,
    bytes: new Uint8Array(size),
  });

  test("leave nothing behind when there is no more room for them", () => {
    create("b", { allow_atomic: true });
    const log = ServedLog.of(own.engine.log("b"));
    const batches = new Batches(4_000);
    onTestFinished(() => batches.close());
    const fill = (id: string): number => {
      for (let sequence = 1; ; sequence += 1) {
        try {
          batches.take(id, log, posting(1_000, sequence));
        } catch {
          return sequence - 1;
        }
      }
    };
    // The one that finds no room is given up, and all that it had is free again.
    expect([fill("1"), fill("2"), fill("3")]).toEqual([3, 3, 3]);
  });

  test("are no more than a thousand, in however many buckets", () => {
    const batches = new Batches();
    onTestFinished(() => batches.close());
    for (let bucket = 0; bucket < 20; bucket += 1) {
      create(`b${bucket}`, { allow_atomic: true });
      for (let id = 0; id < 50; id += 1)
        batches.take(`${id}`, ServedLog.of(own.engine.log(`b${bucket}`)), posting(1, 1));
    }
    create("b", { allow_atomic: true });
    expect(() => batches.take("1", ServedLog.of(own.engine.log("b")), posting(1, 1))).toThrow(
      "too many inflight",
    );
  });
});
