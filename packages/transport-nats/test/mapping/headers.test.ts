import { headerBlock, type Write } from "@revkv/core/words";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  headersOf,
  messageOfAnswer,
  messageOfDirect,
  operationOf,
  parseHeaderBlock,
  toRawEntry,
  type StoredOperation,
} from "../../src/mapping.ts";

function write(given: Partial<Write>): Write {
  const bytes = new Uint8Array();
  return { key: "k", operation: "PUT", bytes, expected: "any", ttlMs: undefined, ...given };
}

describe("the headers of a write", () => {
  test.each<[string, Partial<Write>, number | undefined, readonly (readonly string[])[]]>([
    ["a plain put has none", {}, undefined, []],
    [
      "a create demands that nothing is stored",
      { expected: "absent" },
      0,
      [["Nats-Expected-Last-Subject-Sequence", "0"]],
    ],
    [
      "a create with a time to live",
      { expected: "absent", ttlMs: 10_000 },
      0,
      [
        ["Nats-Expected-Last-Subject-Sequence", "0"],
        ["Nats-TTL", "10s"],
      ],
    ],
    [
      "an update demands a revision",
      { expected: 7 },
      7,
      [["Nats-Expected-Last-Subject-Sequence", "7"]],
    ],
    ["a delete", { operation: "DEL" }, undefined, [["KV-Operation", "DEL"]]],
    [
      "a delete at a revision",
      { operation: "DEL" },
      3,
      [
        ["KV-Operation", "DEL"],
        ["Nats-Expected-Last-Subject-Sequence", "3"],
      ],
    ],
    [
      "a purge rolls its subject up",
      { operation: "PURGE" },
      undefined,
      [
        ["KV-Operation", "PURGE"],
        ["Nats-Rollup", "sub"],
      ],
    ],
    [
      "a purge at a revision with a time to live",
      { operation: "PURGE", ttlMs: 3_600_000 },
      9,
      [
        ["KV-Operation", "PURGE"],
        ["Nats-Rollup", "sub"],
        ["Nats-Expected-Last-Subject-Sequence", "9"],
        ["Nats-TTL", "3600s"],
      ],
    ],
  ])("%s", (_title, given, demanded, headers) => {
    expect(headersOf(write(given), demanded)).toEqual(headers);
  });

  test("a revision stands in full, however large it is", () => {
    expect(headersOf(write({}), Number.MAX_SAFE_INTEGER)).toEqual([
      ["Nats-Expected-Last-Subject-Sequence", "9007199254740991"],
    ]);
  });

  test("what was sent is what a reader of the stored block finds", () => {
    const operations = fc.constantFrom("PUT" as const, "DEL" as const, "PURGE" as const);
    const demands = fc.option(fc.maxSafeNat(), { nil: undefined });
    const ttls = fc.option(
      fc.integer({ min: 1, max: 10_000 }).map((s) => s * 1_000),
      { nil: undefined },
    );
    fc.assert(
      fc.property(operations, demands, ttls, (operation, demanded, ttlMs) => {
        const headers = headersOf(write({ operation, ttlMs }), demanded);
        const get = parseHeaderBlock(headerBlock(headers));
        for (const [name, value] of headers) expect(get(name)).toBe(value);
        expect(operationOf(get)).toEqual({ operation, reason: undefined });
        expect(get("Nats-TTL")).toBe(ttlMs === undefined ? "" : `${ttlMs / 1_000}s`);
      }),
    );
  });
});

function stored(headers: Readonly<Record<string, string>>): StoredOperation {
  return operationOf((name) => headers[name] ?? "");
}

describe("the operation of a stored message", () => {
  const put = { operation: "PUT", reason: undefined };

  test("no header, or one that says nothing of it: a value", () => {
    expect(stored({})).toEqual(put);
    expect(stored({ "Nats-Rollup": "sub", "Nats-TTL": "5s", other: "DEL" })).toEqual(put);
  });

  test("DEL and PURGE are markers of a client", () => {
    expect(stored({ "KV-Operation": "DEL" })).toEqual({ operation: "DEL", reason: undefined });
    expect(stored({ "KV-Operation": "PURGE" })).toEqual({ operation: "PURGE", reason: undefined });
  });

  test.each(["PUT", "del", "purge", "Del", "DELETE", "FOO", " DEL", "DEL ", "0", "constructor"])(
    "KV-Operation %j is a value, as for the official clients",
    (word) => {
      expect(stored({ "KV-Operation": word })).toEqual(put);
      expect(stored({ "KV-Operation": word, "Nats-Marker-Reason": "MaxAge" })).toEqual(put);
    },
  );

  test("the name of the header is taken by its letters: kv-operation says nothing", () => {
    expect(stored({ "kv-operation": "DEL" })).toEqual(put);
  });

  test("a marker of the server tells why: MaxAge and Purge are PURGE, Remove is DEL", () => {
    expect(stored({ "Nats-Marker-Reason": "MaxAge" })).toEqual({
      operation: "PURGE",
      reason: "MaxAge",
    });
    expect(stored({ "Nats-Marker-Reason": "Purge" })).toEqual({
      operation: "PURGE",
      reason: "Purge",
    });
    expect(stored({ "Nats-Marker-Reason": "Remove" })).toEqual({
      operation: "DEL",
      reason: "Remove",
    });
  });

  test.each(["bogus", "maxage", "MAXAGE", "toString", "__proto__", "hasOwnProperty"])(
    "Nats-Marker-Reason %j is no reason: a value",
    (reason) => {
      expect(stored({ "Nats-Marker-Reason": reason })).toEqual(put);
    },
  );

  test("a client's word counts before the server's", () => {
    const both = { "KV-Operation": "DEL", "Nats-Marker-Reason": "MaxAge" };
    expect(stored(both)).toEqual({ operation: "DEL", reason: undefined });
  });
});

describe("a stored header block", () => {
  test("names keep their case, the first of several values counts, blanks around a value do not", () => {
    const get = parseHeaderBlock(
      "NATS/1.0\r\nA: 1\r\nA: 2\r\na:3\r\nB:   x y \r\nC:\r\nD: a:b\r\n\r\n",
    );
    expect([get("A"), get("a"), get("B"), get("C"), get("D"), get("E")]).toEqual([
      "1",
      "3",
      "x y",
      "",
      "a:b",
      "",
    ]);
  });

  test("an empty block, a lone status line and a line without a colon give nothing", () => {
    for (const block of [
      "",
      "NATS/1.0\r\n\r\n",
      "NATS/1.0 404\r\nnonsense\r\n\r\n",
      "KV-Operation: DEL",
    ]) {
      expect(parseHeaderBlock(block)("KV-Operation")).toBe("");
      expect(parseHeaderBlock(block)("nonsense")).toBe("");
    }
  });
});

const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");

describe("a stored message as an entry", () => {
  test("a leader's answer: bytes and headers in base64, whatever they hold", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (value) => {
        const message = messageOfAnswer({
          subject: "$KV.b.k",
          seq: 7,
          data: Buffer.from(value).toString("base64"),
          time: "2024-05-06T07:08:09.123456789Z",
        });
        expect(toRawEntry("$KV.b.", message)).toEqual({
          key: "k",
          revision: 7,
          createdMs: Date.UTC(2024, 4, 6, 7, 8, 9, 123),
          operation: "PUT",
          reason: undefined,
          bytes: new Uint8Array(value),
          length: value.length,
          delta: 0,
        });
      }),
    );
  });

  test("a leader's answer without data is an empty value, with a marker's headers a marker", () => {
    const answer = { subject: "$KV.b.k", seq: 7, time: "2024-05-06T07:08:09Z" };
    expect(toRawEntry("$KV.b.", messageOfAnswer(answer))).toMatchObject({
      operation: "PUT",
      length: 0,
    });
    const hdrs = base64("NATS/1.0\r\nKV-Operation: DEL\r\n\r\n");
    expect(toRawEntry("$KV.b.", messageOfAnswer({ ...answer, hdrs }))).toMatchObject({
      operation: "DEL",
      length: 0,
    });
  });

  test("a direct answer says in headers what it is", () => {
    const block = headerBlock([
      ["Nats-Marker-Reason", "MaxAge"],
      ["Nats-Stream", "KV_b"],
      ["Nats-Subject", "$KV.b.a.b"],
      ["Nats-Sequence", "42"],
      ["Nats-Time-Stamp", "2024-05-06T07:08:09.9Z"],
    ]);
    const message = messageOfDirect(block, new Uint8Array());
    expect(toRawEntry("$KV.b.", message)).toEqual({
      key: "a.b",
      revision: 42,
      createdMs: Date.UTC(2024, 4, 6, 7, 8, 9, 900),
      operation: "PURGE",
      reason: "MaxAge",
      bytes: new Uint8Array(),
      length: 0,
      delta: 0,
    });
    expect(toRawEntry("$KV.other.", message)).toBeUndefined();
  });

  test("a direct answer of what was republished into the bucket says last what it is here", () => {
    const block = headerBlock([
      ["Nats-Stream", "KV_origin"],
      ["Nats-Subject", "$KV.origin.x"],
      ["Nats-Sequence", "7"],
      ["Nats-Time-Stamp", "2023-01-01T00:00:00Z"],
      ["KV-Operation", "DEL"],
      ["KV-Operation", "PURGE"],
      ["Nats-Stream", "KV_b"],
      ["Nats-Subject", "$KV.b.y"],
      ["Nats-Sequence", "42"],
      ["Nats-Time-Stamp", "2024-01-01T00:00:00Z"],
    ]);
    expect(toRawEntry("$KV.b.", messageOfDirect(block, new Uint8Array()))).toMatchObject({
      key: "y",
      revision: 42,
      createdMs: Date.UTC(2024, 0, 1),
      operation: "DEL",
    });
  });

  test("a marker has no bytes, whatever a foreign writer put there; a head keeps the length it was told", () => {
    const message = {
      subject: "$KV.b.k",
      revision: 1,
      createdMs: 0,
      delta: 3,
      bytes: new TextEncoder().encode("left over"),
    };
    const marker = {
      ...message,
      header: parseHeaderBlock("NATS/1.0\r\nKV-Operation: DEL\r\n\r\n"),
    };
    expect(toRawEntry("$KV.b.", marker)).toMatchObject({
      operation: "DEL",
      bytes: new Uint8Array(),
      length: 0,
      delta: 3,
    });
    expect(toRawEntry("$KV.b.", { ...marker, length: 9 })?.length).toBe(0);
    const head = { ...message, bytes: new Uint8Array(), header: () => "", length: 5_000 };
    expect(toRawEntry("$KV.b.", head)).toMatchObject({ operation: "PUT", length: 5_000 });
  });
});
