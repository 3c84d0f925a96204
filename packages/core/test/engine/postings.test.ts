import { Engine, manualClock, ServedLog, type StreamRules } from "@revkv/core/engine";
import { headerBlock, type KvConfig } from "@revkv/core/words";
import { describe, expect, test } from "vitest";
import { failure } from "../support.ts";

const SUBJECT = "Nats-Expected-Last-Subject-Sequence";

interface Stream {
  readonly log: ServedLog;
  readonly engine: Engine;
  readonly advance: (ms: number) => void;
  /** Posts a message, and gives its revision or what is wrong with it. */
  readonly post: (key: string, headers?: Record<string, string>, value?: string) => string;
  readonly stored: () => string[];
}

function stream(config: KvConfig = {}, rules: Partial<StreamRules> = {}): Stream {
  const clock = manualClock();
  const engine = new Engine({ clock });
  engine.create("b", config);
  const log = ServedLog.of(engine.log("b"));
  log.declared = { ...log.rules, ...rules };
  return {
    log,
    engine,
    advance: (ms) => clock.advance(ms),
    post: (key, headers = {}, value = "v") =>
      outcome(() => {
        const posted = log.post(posting(key, headers, value));
        return `${posted.revision}${posted.isDuplicate ? " duplicate" : ""}`;
      }),
    stored: () =>
      log
        .read({ filters: [">"], start: "all" })
        .map((one) => `${one.revision} ${one.operation} ${one.key}`),
  };
}

function posting(key: string, headers: Record<string, string>, value: string) {
  const block = headerBlock(Object.entries(headers));
  return { key, headers: block, bytes: new TextEncoder().encode(value) };
}

function outcome(call: () => string): string {
  let result = "";
  const error = (() => {
    try {
      result = call();
      return undefined;
    } catch {
      return failure(call);
    }
  })();
  return error === undefined ? result : `${error.natsCode} ${error.message}`;
}

describe("a message of a foreign writer", () => {
  test("is stored with its headers and its body as they came, also under a marker", () => {
    const { log, post } = stream({ history: 5 });
    post("a", { "X-Own": "1", "kv-operation": "DEL" });
    post("a", { "KV-Operation": "DEL" }, "why");
    const [put, marker] = log.read({ filters: ["a"], start: "all" });
    expect(put?.operation).toBe("PUT");
    expect(put?.headers).toBe("NATS/1.0\r\nX-Own: 1\r\nkv-operation: DEL\r\n\r\n");
    expect(marker?.operation).toBe("DEL");
    expect(new TextDecoder().decode(marker?.bytes)).toBe("why");
  });

  test("is what its headers say: an unknown operation is a value, a server's marker has its reason", () => {
    const { log, post } = stream({ history: 5 });
    const operations = ["DEL", "PURGE", "del", "FOO"];
    for (const operation of operations) post("a", { "KV-Operation": operation });
    for (const reason of ["MaxAge", "Remove", "Purge", "else"])
      post("b", { "Nats-Marker-Reason": reason });
    const all = log.read({ filters: [">"], start: "all" });
    expect(all.map(({ operation, reason }) => `${operation} ${reason ?? "-"}`)).toEqual([
      "DEL -",
      "PURGE -",
      "PUT -",
      "PUT -",
      "PURGE MaxAge",
      "DEL Remove",
      "PURGE Purge",
      "PUT -",
    ]);
  });

  test("takes the place of others by its rollup alone, not by its operation", () => {
    const { post, stored } = stream({ history: 5 });
    for (const key of ["a", "a", "b.x", "b.y"]) post(key);
    post("a", { "KV-Operation": "PURGE" });
    expect(stored()).toHaveLength(5);
    post("a", { "Nats-Rollup": "sub" });
    expect(stored()).toEqual(["3 PUT b.x", "4 PUT b.y", "6 PUT a"]);
    post("b.*", { "Nats-Rollup": "SUB", "KV-Operation": "PURGE" });
    expect(stored()).toEqual(["6 PUT a", "7 PURGE b.*"]);
    post("c", { "Nats-Rollup": "all" });
    expect(stored()).toEqual(["8 PUT c"]);
    expect(post("c", { "Nats-Rollup": "some" })).toBe('10111 rollup value invalid: "some"');
    expect(stream({}, { allowsRollup: false }).post("a", { "Nats-Rollup": "sub" })).toBe(
      "10111 rollup not permitted",
    );
  });

  test("demands revisions: of its key, of another, of the whole bucket", () => {
    const { post } = stream({ history: 5 });
    post("a");
    expect(post("a", { [SUBJECT]: "0" })).toBe("10071 wrong last sequence: 1");
    expect(post("a", { [SUBJECT]: "1" })).toBe("2");
    expect(post("a", { [SUBJECT]: "abc" })).toBe("10071 wrong last sequence: 2");
    expect(post("a", { [SUBJECT]: "-1" })).toBe("10071 wrong last sequence: 2");
    expect(post("a", { [SUBJECT]: "" })).toBe("3");
    expect(post("b", { [SUBJECT]: "3", [`${SUBJECT}-Subject`]: "$KV.b.a" })).toBe("4");
    expect(post("b", { [SUBJECT]: "9", [`${SUBJECT}-Subject`]: "$KV.b.a" })).toBe(
      "10071 wrong last sequence: 3",
    );
    expect(post("b", { [`${SUBJECT}-Subject`]: "$KV.b.a" })).toBe(
      "10193 missing sequence for expected last sequence per subject",
    );
    expect(post("b", { "Nats-Expected-Last-Sequence": "3" })).toBe("10071 wrong last sequence: 4");
    expect(post("b", { "Nats-Expected-Last-Sequence": "4" })).toBe("5");
    expect(post("b", { "Nats-Expected-Stream": "KV_c" })).toBe(
      "10060 expected stream does not match",
    );
    expect(post("b", { "Nats-Expected-Stream": "KV_b" })).toBe("6");
  });

  test("that was stored before by its id is not stored again, as long as the id is remembered", () => {
    const { post, stored, advance } = stream({ history: 5 }, { duplicatesMs: 1_000 });
    expect(post("a", { "Nats-Msg-Id": "x" })).toBe("1");
    expect(post("b", { "Nats-Msg-Id": "x" })).toBe("1 duplicate");
    expect(post("a", { "Nats-Msg-Id": "x", [SUBJECT]: "9" })).toBe("10071 wrong last sequence: 1");
    expect(stored()).toEqual(["1 PUT a"]);
    expect(post("a", { "Nats-Expected-Last-Msg-Id": "y" })).toBe("10070 wrong last msg ID: x");
    expect(post("a", { "Nats-Expected-Last-Msg-Id": "x" })).toBe("2");
    advance(1_000);
    expect(post("a", { "Nats-Msg-Id": "x" })).toBe("3");
  });

  test("has a time to live where its stream allows one, in all the forms that a server takes", () => {
    const legal = { "1": 1, "2": 2, "1.5s": 1, "1m": 60, "1h30m": 5_400, "+2s": 2, "1m1500ms": 61 };
    const { log, post } = stream({ history: 2 }, { allowsTtl: true });
    const taken = Object.keys(legal).map((ttl) => {
      post("a", { "Nats-TTL": ttl });
      return [ttl, (log.last("a")?.ttlMs ?? 0) / 1_000];
    });
    expect(Object.fromEntries(taken)).toEqual(legal);
    const illegal = ["500ms", "999ms", "0", "0s", "-1s", "-1", "abc", "1d", "5S", "1.s s"];
    expect(new Set(illegal.map((ttl) => post("a", { "Nats-TTL": ttl })))).toEqual(
      new Set(["10165 invalid per-message TTL"]),
    );
    expect(post("a", { "Nats-TTL": "" })).toBe(String(Object.keys(legal).length + 1));
    expect(stream().post("a", { "Nats-TTL": "1s" })).toBe("10166 per-message TTL is disabled");
    expect(stream().post("a", { "Nats-TTL": "abc" })).toBe("10165 invalid per-message TTL");
  });

  test("may ask never to go, and outlives its bucket's time", () => {
    const { post, stored, advance } = stream({ ttlMs: 1_000 }, { allowsTtl: true });
    post("a", { "Nats-TTL": "never" });
    post("b");
    advance(10_000);
    expect(stored()).toEqual(["1 PUT a"]);
  });

  test("has a short time to live raised to that of limit markers, and its header says so", () => {
    const { log, post } = stream({ history: 2, limitMarkerTtlMs: 5_000 });
    post("a", { "Nats-TTL": "1s", "X-Own": "1" });
    expect(log.last("a")?.headers).toBe("NATS/1.0\r\nX-Own: 1\r\nNats-TTL: 5\r\n\r\n");
    expect(log.last("a")?.ttlMs).toBe(5_000);
  });

  test("is refused where it is too large or has no room, and then nothing has changed", () => {
    const small = stream({ maxValueBytes: 10 });
    expect(small.post("a", {}, "12345678901")).toMatch(/^10054 /);
    const full = stream({ maxBytes: 60, storage: "memory" });
    expect(full.post("a", {}, "1234567890")).toBe("1");
    expect(full.post("b", {}, "12345678901234567890")).toMatch(/^10077 /);
    expect(full.post("b", {}, "1")).toBe("2");
    const headers = stream();
    expect(headers.post("a", { "X-Own": "x".repeat(70_000) })).toBe(
      "10097 header size exceeds maximum allowed of 64k",
    );
    expect([small.stored(), full.stored(), headers.stored()]).toEqual([
      [],
      ["1 PUT a", "2 PUT b"],
      [],
    ]);
  });

  test("with headers of streams of other kinds is refused in a server's words", () => {
    const { post } = stream();
    expect(post("a", { "Nats-Incr": "1" })).toBe("10168 message counters is disabled");
    expect(post("a", { "Nats-Schedule": "@every 1s" })).toBe("10188 message schedules is disabled");
    expect(post("a", { "Nats-Stream-Source": "x" })).toBe(
      "10227 message stream source header is not allowed",
    );
  });

  test("of a key that is not ASCII takes as many bytes as its subject has", () => {
    const { log, post } = stream({ storage: "memory" });
    post("ü", {}, "v");
    expect(log.totals().bytes).toBe("$KV.b.".length + 2 + 1 + 16);
  });
});

describe("several messages as one", () => {
  function batch(
    one: Stream,
    ...messages: readonly (readonly [string, Record<string, string>?])[]
  ) {
    const postings = messages.map(([key, headers = {}]) => posting(key, headers, "v"));
    return outcome(() => String(one.log.postAll(postings).revision));
  }

  test("are stored in their order, and the last revision is given", () => {
    const one = stream({ history: 5 });
    expect(batch(one, ["a"], ["b"], ["a", { "KV-Operation": "DEL" }])).toBe("3");
    expect(one.stored()).toEqual(["1 PUT a", "2 PUT b", "3 DEL a"]);
  });

  test("are stored not at all where one of them may not be", () => {
    const one = stream({ history: 5, maxBytes: 100, storage: "memory" });
    one.post("a");
    expect(batch(one, ["b"], ["a", { [SUBJECT]: "9" }])).toBe("10071 wrong last sequence: 1");
    expect(batch(one, ["b"], ["c"], ["d"], ["e"], ["f"])).toMatch(/^10077 /);
    expect(one.stored()).toEqual(["1 PUT a"]);
    expect(one.post("b")).toBe("2");
  });

  test("demand what was there before them: a key that one of them has written is nobody's to demand", () => {
    const one = stream({ history: 5 });
    one.post("a");
    expect(batch(one, ["a", { [SUBJECT]: "1" }], ["a"])).toBe("3");
    expect(batch(one, ["b"], ["b", { [SUBJECT]: "0" }])).toBe("10164 wrong last sequence");
    expect(batch(one, ["b", { "Nats-Msg-Id": "x" }], ["c", { "Nats-Msg-Id": "x" }])).toBe(
      "10201 atomic publish batch contains duplicate message id",
    );
  });
});

describe("a purge of the stream", () => {
  function filled(): Stream {
    const one = stream({ history: 5 });
    for (const key of ["a.x", "b", "a.x", "a.y", "b"]) one.post(key);
    return one;
  }

  test("takes everything, what matches, what is below a revision, all but the newest", () => {
    const cases = [
      [{}, 5, []],
      [{ filter: "a.*" }, 3, ["2 PUT b", "5 PUT b"]],
      [{ filter: "a.*", below: 3 }, 1, ["2 PUT b", "3 PUT a.x", "4 PUT a.y", "5 PUT b"]],
      [{ below: 4 }, 3, ["4 PUT a.y", "5 PUT b"]],
      [{ keep: 2 }, 3, ["4 PUT a.y", "5 PUT b"]],
      [{ filter: "a.*", keep: 1 }, 2, ["2 PUT b", "4 PUT a.y", "5 PUT b"]],
      [{ below: 1 }, 0, ["1 PUT a.x", "2 PUT b", "3 PUT a.x", "4 PUT a.y", "5 PUT b"]],
    ] as const;
    for (const [plan, count, rest] of cases) {
      const one = filled();
      expect(one.log.purge(plan)).toBe(count);
      expect(one.stored()).toEqual(rest);
      expect(one.post("c")).toBe("6");
    }
  });

  test("below a revision still to come gives none of those before it to anything", () => {
    const one = filled();
    expect(one.log.purge({ below: 100 })).toBe(5);
    expect(one.post("a")).toBe("100");
  });

  test("is without a trace for those who watch", () => {
    const one = filled();
    const seen: number[] = [];
    one.engine.open("b").watch(">", (entry) => seen.push(entry.revision), { include: "updates" });
    one.log.purge({});
    expect([seen, one.log.totals().entries, one.log.totals().bytes]).toEqual([[], 0, 0]);
  });
});
