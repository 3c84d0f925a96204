import { headerBlock } from "@revkv/core/words";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blockBefore, statusLine } from "../../src/mapping.ts";

const encoder = new TextEncoder();

/** The data of a message as it lies among others on the wire, where it is said to be so long with its headers. */
function onWire(block: string, data: Uint8Array, size?: number): Uint8Array {
  const length = encoder.encode(block).length;
  const line = `+OK\r\nHMSG _INBOX.a.1 1 ${length} ${size ?? length + data.length}\r\n`;
  const head = encoder.encode(line + block);
  const wire = new Uint8Array([...head, ...data, ...encoder.encode("\r\nPING\r\n")]);
  return wire.subarray(head.length, head.length + data.length);
}

/** The same where nothing else was in the buffer: a message that came in parts. */
function alone(block: string, data: Uint8Array): Uint8Array {
  const head = encoder.encode(block);
  return new Uint8Array([...head, ...data]).subarray(head.length);
}

const value = encoder.encode("a value");

function before(data: Uint8Array): string | undefined {
  return blockBefore(new Uint8Array(data.buffer), data);
}

describe("the headers before the data of a message", () => {
  const text = fc.string({ maxLength: 40 }).filter((word) => !/[\r\n]/.test(word));
  const fields = fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 5 });

  test("are found whatever they say and whatever the data is", () => {
    const binary = fc.uint8Array({ maxLength: 60 });
    fc.assert(
      fc.property(fields, binary, (headers, data) => {
        const block = headerBlock(headers);
        expect(before(onWire(block, data))).toBe(block);
        expect(before(alone(block, data))).toBe(block);
      }),
    );
  });

  test.each([
    "NATS/1.0 404 Message Not Found\r\n\r\n",
    "NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: 7\r\n\r\n",
    "NATS/1.0\r\nkv: a/b\r\n\r\n",
    "NATS/1.0\r\nkv: NATS/2.0\r\n\r\n",
    "NATS/1.0\r\nkv: ключ\r\n\r\n",
  ])("are found: %j", (block) => {
    expect(before(onWire(block, value))).toBe(block);
    expect(before(onWire(block, new Uint8Array()))).toBe(block);
  });

  test("are not taken for what only looks so within them", () => {
    for (const inner of ["NATS/1.0", "x: NATS/1.0", "NATS/1.0: x", "NATS/1.0 503"]) {
      const block = `NATS/1.0\r\nKV-Operation: DEL\r\n${inner}\r\n\r\n`;
      for (const data of [onWire(block, value), alone(block, value)]) {
        expect([undefined, block]).toContain(before(data));
      }
    }
  });

  test("are none before a message without headers, nor where the data has a buffer of its own", () => {
    const line = encoder.encode("MSG $KV.b.k 1 7\r\n");
    const wire = new Uint8Array([...line, ...value]);
    expect(before(wire.subarray(line.length))).toBeUndefined();
    expect(before(value)).toBeUndefined();
    expect(before(new Uint8Array())).toBeUndefined();
  });

  test("are none where another message's headers stand before the data", () => {
    const block = headerBlock([["KV-Operation", "DEL"]]);
    const size = encoder.encode(block).length;
    expect(before(onWire(block, value, size + 8))).toBeUndefined();
    expect(before(onWire(`${block}left over\r\n\r\n`, value, size))).toBeUndefined();
  });
});

describe("the status of a header block", () => {
  test.each([
    ["NATS/1.0 404 Message Not Found\r\n\r\n", 404, "Message Not Found"],
    ["NATS/1.0 503\r\n\r\n", 503, ""],
    ["NATS/1.0  204  EOB \r\nNats-Num-Pending: 0\r\n\r\n", 204, "EOB"],
    ["NATS/1.0\r\nStatus: 404\r\n\r\n", 0, ""],
    ["NATS/1.0 \r\n404: x\r\n\r\n", 0, ""],
    ["", 0, ""],
  ])("%j", (block, code, description) => {
    expect(statusLine(block)).toEqual({ code, description });
  });
});
