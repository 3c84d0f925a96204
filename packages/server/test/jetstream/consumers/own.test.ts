import { manualClock, type Clock } from "@revkv/core/engine";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { OwnSide } from "./own-side.ts";
import type { Got } from "./side.ts";

const MS_NS = 1_000_000;
const SECOND_NS = 1_000 * MS_NS;
const NEXT = "$JS.API.CONSUMER.MSG.NEXT.KV_b.";

/** This server alone: a bucket, and what is asked of it. */
class Own extends OwnSide {
  #requests = 0;

  ask(subject: string, body: object | string = ""): Got | undefined {
    this.#requests += 1;
    const reply = `reply.${this.#requests}`;
    this.subscribe(reply);
    this.publish({ subject, reply, body: typeof body === "string" ? body : JSON.stringify(body) });
    return this.got(reply).at(-1);
  }

  api(path: string, body: object | string = ""): Record<string, unknown> {
    return JSON.parse(this.ask(`$JS.API.${path}`, body)?.body ?? "{}") as Record<string, unknown>;
  }

  create(name: string, config: object): Record<string, unknown> {
    return this.api(`CONSUMER.CREATE.KV_b.${name}`, { stream_name: "KV_b", config });
  }

  next(name: string, body: object, reply: string): void {
    this.subscribe(reply);
    this.publish({ subject: NEXT + name, reply, body: JSON.stringify(body) });
  }

  put(key: string, body = key): void {
    this.publish({ subject: `$KV.b.${key}`, body });
  }

  /** The status lines that came to a subject. */
  statuses(subject: string): readonly string[] {
    const lines = this.got(subject).map(({ headers }) => headers.split("\r\n")[0] ?? "");
    return lines.filter((line) => line.startsWith("NATS/1.0 ")).map((line) => line.slice(9));
  }

  get names(): unknown {
    return this.api("CONSUMER.NAMES.KV_b")["consumers"];
  }
}

let own: Own;

function begin(clock?: Clock): void {
  own = new Own(clock);
  const settings = { name: "KV_b", subjects: ["$KV.b.>"], max_msgs_per_subject: 5 };
  own.api("STREAM.CREATE.KV_b", {
    ...settings,
    storage: "memory",
    discard: "new",
    allow_rollup_hdrs: true,
  });
}

afterEach(() => own.close());

describe("the time of the protocol", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    begin();
  });
  afterEach(() => void vi.useRealTimers());

  test("a heartbeat comes after so long without a message, and not where nobody listens", async () => {
    own.create("p", { deliver_subject: "d", idle_heartbeat: SECOND_NS });
    await vi.advanceTimersByTimeAsync(3_000);
    own.subscribe("d");
    await vi.advanceTimersByTimeAsync(600);
    own.put("a");
    await vi.advanceTimersByTimeAsync(900);
    expect(own.statuses("d")).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(own.statuses("d")).toEqual(["100 Idle Heartbeat"]);
    expect(own.got("d").at(-1)?.headers).toContain("Nats-Last-Consumer: 1\r\nNats-Last-Stream: 1");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(own.statuses("d")).toHaveLength(3);
  });

  test("under load there are no heartbeats", async () => {
    own.subscribe("d");
    own.create("p", { deliver_subject: "d", idle_heartbeat: SECOND_NS });
    for (let at = 0; at < 20; at += 1) {
      own.put(`k${at}`);
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(own.statuses("d")).toEqual([]);
    expect(own.got("d")).toHaveLength(20);
  });

  test("one that pushes goes when nobody has listened for as long as it says, five seconds unless it does", async () => {
    own.create("usual", { deliver_subject: "d" });
    own.create("long", { deliver_subject: "d", inactive_threshold: 8 * SECOND_NS });
    own.create("durable", { deliver_subject: "d", durable_name: "durable" });
    await vi.advanceTimersByTimeAsync(4_900);
    expect(own.names).toEqual(["durable", "long", "usual"]);
    own.subscribe("d");
    own.unsubscribe("d");
    await vi.advanceTimersByTimeAsync(4_900);
    expect(own.names).toEqual(["durable", "long", "usual"]);
    await vi.advanceTimersByTimeAsync(200);
    expect(own.names).toEqual(["durable", "long"]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(own.names).toEqual(["durable"]);
  });

  test("one that is asked goes when nobody has asked; a request that waits keeps it", async () => {
    own.create("p", {});
    own.create("q", {});
    own.next("q", { batch: 1, expires: 12 * SECOND_NS }, "n");
    await vi.advanceTimersByTimeAsync(5_100);
    expect(own.names).toEqual(["q"]);
    await vi.advanceTimersByTimeAsync(11_000);
    expect(own.names).toEqual(["q"]);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(own.names).toEqual([]);
    expect(own.statuses("n")).toEqual(["408 Request Timeout"]);
  });

  test("a wait of months does not end at once", async () => {
    own.create("p", { inactive_threshold: 90 * 86_400 * SECOND_NS });
    await vi.advanceTimersByTimeAsync(30 * 86_400_000);
    expect(own.names).toEqual(["p"]);
    await vi.advanceTimersByTimeAsync(61 * 86_400_000);
    expect(own.names).toEqual([]);
  });

  test("nothing is left to happen when a stream is deleted, or the server closes", async () => {
    own.create("p", { deliver_subject: "d", idle_heartbeat: SECOND_NS });
    own.next("q", { expires: SECOND_NS }, "n");
    own.api("STREAM.DELETE.KV_b");
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
    begin();
    own.create("p", { deliver_subject: "d", idle_heartbeat: SECOND_NS });
    own.create("q", {});
    own.next("q", { expires: SECOND_NS }, "n");
    own.jetStream.close();
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
    expect(own.statuses("n")).toEqual([]);
  });
});

describe("the time of the store", () => {
  test("a consumer is as old as the store's clock says, and sees what expires by it", async () => {
    const clock = manualClock(Date.parse("2026-01-01T00:00:00Z"));
    begin(clock);
    own.engine.update("b", { history: 5, ttlMs: 1_000, storage: "memory" });
    own.put("a");
    clock.advance(600);
    own.put("b");
    const made = own.create("p", { deliver_subject: "d" });
    expect(made).toMatchObject({ created: "2026-01-01T00:00:00.6Z", num_pending: 2 });
    clock.advance(600);
    expect(own.api("CONSUMER.INFO.KV_b.p")).toMatchObject({ num_pending: 1 });
    own.subscribe("d");
    await own.pause();
    expect(own.got("d").map(({ body }) => body)).toEqual(["b"]);
    expect(own.got("d")[0]?.reply).toBe("$JS.ACK.KV_b.p.1.2.1.1767225600600000000.0");
  });
});

describe("what a client cannot do to the server", () => {
  test("make consumers without end", () => {
    begin();
    for (let at = 0; at < 1_000; at += 1) own.create(`c${at}`, { deliver_policy: "new" });
    expect(own.create("d", {})).toMatchObject({ error: { code: 400, err_code: 10026 } });
    expect(own.create("c1", { deliver_policy: "new" })).toMatchObject({ name: "c1" });
    own.api("CONSUMER.DELETE.KV_b.c2");
    expect(own.create("d", {})).toMatchObject({ name: "d" });
  });

  test("make requests wait without end, whatever the consumer says", () => {
    begin();
    own.create("p", { max_waiting: 1_000_000_000, deliver_policy: "new" });
    own.subscribe("n");
    for (let at = 0; at < 2_001; at += 1) own.publish({ subject: `${NEXT}p`, reply: "n" });
    expect(own.statuses("n")).toEqual(["409 Exceeded MaxWaiting"]);
  });

  test("get more than fits on its way without saying that it has read", async () => {
    begin();
    const value = "v".repeat(100_000);
    for (let at = 0; at < 100; at += 1) own.put(`k${at}`, value);
    own.subscribe("d");
    own.create("p", { deliver_subject: "d", flow_control: true, idle_heartbeat: SECOND_NS });
    await own.pause();
    expect(own.got("d").filter(({ body }) => body !== "")).toHaveLength(21);
    own.publish({ subject: "$JS.FC.KV_b.p.guess", reply: "r" });
    expect(own.got("d")).toHaveLength(22);
    const asked = own.got("d").find(({ reply }) => reply.startsWith("$JS.FC."));
    own.publish({ subject: asked?.reply ?? "" });
    await own.pause();
    expect(own.got("d").filter(({ body }) => body !== "").length).toBeGreaterThan(21);
  });

  test("have all of a long history lie in the server while it reads slowly", async () => {
    begin();
    for (let at = 0; at < 1_000; at += 1) own.put(`k${at}`);
    own.subscribe("d");
    own.backlogBytes = 100_000_000;
    own.create("p", { deliver_subject: "d" });
    await own.pause();
    expect(own.got("d")).toEqual([]);
    own.put("one more");
    await own.pause();
    expect(own.got("d")).toEqual([]);
    own.backlogBytes = 0;
    await expect.poll(() => own.got("d").length).toBe(1_001);
    expect(own.got("d").at(-1)?.reply).toMatch(/\.0$/);
  });

  test("make a deliver subject of its own stream, or a loop by way of another", async () => {
    begin();
    const settings = { name: "KV_c", subjects: ["$KV.c.>"], max_msgs_per_subject: 1 };
    own.api("STREAM.CREATE.KV_c", { ...settings, storage: "memory", discard: "new" });
    expect(own.create("p", { deliver_subject: "$KV.b.x" })).toMatchObject({
      error: { err_code: 10081 },
    });
    own.create("p", { deliver_subject: "$KV.c.x" });
    const back = { stream_name: "KV_c", config: { deliver_subject: "$KV.b.x" } };
    own.api("CONSUMER.CREATE.KV_c.q", back);
    own.subscribe("$KV.b.x");
    own.subscribe("$KV.c.x");
    own.put("a");
    await own.pause();
    expect(own.api("STREAM.INFO.KV_b")).toMatchObject({ state: { messages: 1 } });
  });

  test.each<[string, object, number]>([
    ["acks", { ack_policy: "explicit" }, 10181],
    ["all acks", { ack_policy: "all" }, 10181],
    ["the pace of the past", { replay_policy: "original" }, 10182],
    ["a rate", { deliver_subject: "d", rate_limit_bps: 5 }, 10052],
    ["a pause", { pause_until: "2030-01-01T00:00:00Z" }, 10052],
    ["priorities", { priority_policy: "overflow", priority_groups: ["a"] }, 10052],
    ["what servers use among themselves", { deliver_subject: "d", direct: true }, 10052],
    [
      "too many wildcards",
      { filter_subjects: Array.from({ length: 1_001 }, (_, at) => `${at}.*`) },
      10052,
    ],
  ])("ask for %s and not be told that there are none", (_title, config, code) => {
    begin();
    expect(own.create("p", config)).toMatchObject({ error: { err_code: code } });
  });
});

describe("what is asked of the store", () => {
  test("a write that no filter matches wakes nobody, one that does wakes those alone", async () => {
    begin();
    own.subscribe("d.a");
    own.subscribe("d.b");
    for (const key of ["a", "b"])
      own.create(key, { deliver_subject: `d.${key}`, filter_subject: `$KV.b.${key}` });
    await own.pause();
    const deliver = vi.spyOn(own.router, "deliver");
    own.put("c");
    expect(deliver).not.toHaveBeenCalled();
    own.put("b");
    expect(deliver).toHaveBeenCalledExactlyOnceWith(
      "d.b",
      expect.objectContaining({ subject: "$KV.b.b" }),
    );
  });

  test("thousands of filters are judged at once", () => {
    begin();
    const filters = Array.from({ length: 20_000 }, (_, at) => `$KV.b.k${at}`);
    expect(own.create("p", { filter_subjects: filters })).toMatchObject({ num_pending: 0 });
  });

  test("a bucket that is made again under its name has none of the old consumers", () => {
    begin();
    own.create("p", { deliver_subject: "d" });
    own.engine.delete("b");
    own.engine.create("b");
    expect(own.names).toEqual([]);
    expect(own.api("STREAM.INFO.KV_b")).toMatchObject({ state: { consumer_count: 0 } });
  });
});
