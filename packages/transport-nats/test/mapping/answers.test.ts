import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDelivery, pubAckReader, type PubAck } from "../../src/mapping.ts";

const NS = "1700000000123456789";
const CREATED_MS = 1_700_000_000_123;

describe("what a delivery's subject says", () => {
  const delivery = {
    streamSequence: 42,
    consumerSequence: 7,
    createdMs: CREATED_MS,
    pending: 3,
  };

  test.each([
    ["the short form", `$JS.ACK.KV_b.cons.1.42.7.${NS}.3`],
    ["the form with a domain and an account", `$JS.ACK.hub.ACC.KV_b.cons.1.42.7.${NS}.3`],
    ["the form without a domain", `$JS.ACK._.ACC.KV_b.cons.1.42.7.${NS}.3`],
    ["the form with a last random token", `$JS.ACK.hub.ACC.KV_b.cons.1.42.7.${NS}.3.rAnD0m`],
    ["a form that has grown further", `$JS.ACK.hub.ACC.KV_b.cons.1.42.7.${NS}.3.rAnD0m.x`],
  ])("%s", (_title, reply) => {
    expect(parseDelivery(reply)).toEqual(delivery);
  });

  test.each([
    "",
    "_INBOX.abc",
    "$JS.FC.KV_b.cons.abc",
    `$JS.ACK.KV_b.cons.1.42.7.${NS}`,
    `$JS.ACK.hub.KV_b.cons.1.42.7.${NS}.3`,
    `$JS.NAK.KV_b.cons.1.42.7.${NS}.3`,
    `$XX.ACK.KV_b.cons.1.42.7.${NS}.3`,
  ])("%j is no delivery", (reply) => {
    expect(parseDelivery(reply)).toBeUndefined();
  });

  test("every number arrives, in each form", () => {
    const number = fc.maxSafeNat();
    const ms = fc.integer({ min: 1_000_000_000_000, max: 4_000_000_000_000 });
    const head = fc.constantFrom("$JS.ACK.KV_b.c", "$JS.ACK._.A.KV_b.c", "$JS.ACK.hub.A.KV_b.c");
    fc.assert(
      fc.property(
        head,
        number,
        number,
        ms,
        number,
        (start, stream, consumer, createdMs, pending) => {
          const isLong = start.split(".").length > 4;
          const tail = `1.${stream}.${consumer}.${createdMs}999999.${pending}${isLong ? ".r" : ""}`;
          expect(parseDelivery(`${start}.${tail}`)).toEqual({
            streamSequence: stream,
            consumerSequence: consumer,
            createdMs,
            pending,
          });
        },
      ),
    );
  });
});

const read = pubAckReader("KV_b");
const ack = (text: string): PubAck => read(new TextEncoder().encode(text));

describe("the answer to a write", () => {
  test.each([
    ["as servers up to 2.10 write it", '{"stream":"KV_b", "seq":7}'],
    ["without a blank", '{"stream":"KV_b","seq":7}'],
    ["with a domain", '{"stream":"KV_b", "domain":"hub", "seq":7}'],
    ["with a domain behind", '{"stream":"KV_b","seq":7,"domain":"hub"}'],
    ["of a duplicate", '{"stream":"KV_b", "seq":7,"duplicate": true}'],
    ["of a batch", '{"stream":"KV_b","seq":7,"batch":"b1","count":3}'],
    ["of a mirror's origin", '{"stream":"KV_other", "seq":7}'],
    ["with blanks everywhere", ' { "seq" : 7 , "stream" : "KV_b" } '],
  ])("a success %s", (_title, text) => {
    expect(ack(text)).toEqual({ seq: 7 });
  });

  test("every revision is read, with a blank and without", () => {
    const revisions = fc.oneof(fc.maxSafeNat(), fc.integer({ min: 1, max: 1_000 })).filter(Boolean);
    fc.assert(
      fc.property(revisions, fc.constantFrom("", " "), (seq, blank) => {
        expect(ack(`{"stream":"KV_b",${blank}"seq":${seq}}`)).toEqual({ seq });
      }),
    );
  });

  test("the largest exact number is a revision, one beyond it is none", () => {
    expect(ack(`{"stream":"KV_b", "seq":${Number.MAX_SAFE_INTEGER}}`)).toEqual({
      seq: Number.MAX_SAFE_INTEGER,
    });
    for (const seq of ["9007199254740993", "18446744073709551615", "1e400"]) {
      expect(ack(`{"stream":"KV_b", "seq":${seq}}`)).toHaveProperty("error.description");
    }
  });

  test("an error is told as the server told it", () => {
    const error = { code: 400, err_code: 10071, description: "wrong last sequence: 4" };
    expect(ack(JSON.stringify({ error, stream: "KV_b", seq: 0 }))).toEqual({ error });
    expect(ack(JSON.stringify({ type: "x", error }))).toEqual({ error });
  });

  test.each([
    "",
    "null",
    "7",
    "[]",
    "{}",
    '{"stream":"KV_b"}',
    '{"stream":"KV_b","seq":"7"}',
    '{"stream":"KV_b","seq":7.5}',
    '{"stream":"KV_b","seq":7',
    '{"stream":"KV_b","seq":}',
    '{"stream":"KV_b","seq":7a}',
    '{"stream":"KV_b","seq":,}',
    "-ERR 'oops'",
    "\u0000\u0001",
  ])("%j is no answer to a write, and the error shows it", (text) => {
    expect(ack(text)).toEqual({ error: { description: `no answer to a write: ${text}` } });
  });

  test("whatever comes, the reader agrees with JSON and never throws", () => {
    const near = fc.string({
      unit: fc.constantFrom(...'{"seq":0193 stream,KV_b}eE.-'.split("")),
      maxLength: 40,
    });
    const broken = fc
      .tuple(fc.constantFrom('{"stream":"KV_b","seq":', '{"stream":"KV_b", "seq":'), near)
      .map(([head, tail]) => `${head}${tail}}`);
    fc.assert(
      fc.property(fc.oneof(broken, near, fc.string()), (text) => {
        const answer = ack(text);
        if (!("seq" in answer)) return;
        expect(answer.seq).toBe((JSON.parse(text) as { seq: number }).seq);
      }),
      { numRuns: 2_000 },
    );
  });
});
