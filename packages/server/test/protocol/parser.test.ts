import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Parser } from "../../src/protocol/parser.ts";
import type { Message } from "../../src/routing/message.ts";
import { cut, limits, read, recorder } from "./recorder.ts";
import { Dice, hostileInput } from "./hostile.ts";

const word = fc.stringMatching(/^[a-z$>*.é\u{1F600}]{1,8}$/u);
const body = fc
  .uint8Array({ maxLength: limits.maxPayloadBytes })
  .map((bytes) => Buffer.from(bytes));
const blanks = fc.stringMatching(/^[ \t]{1,80}$/);
const end = fc.constantFrom("\r\n", "\n");

/** A line, with the blanks and the capitals that the protocol allows. */
const line = fc
  .tuple(fc.array(word, { minLength: 2, maxLength: 3 }), blanks, end, fc.boolean())
  .map(([words, blank, end, isSmall]) =>
    Buffer.from([isSmall ? "sub" : "SUB", ...words].join(blank) + end),
  );
const publish = fc.tuple(word, word, body, blanks).map(([subject, reply, body, blank]) => {
  const line = ["PUB", subject, reply, `${body.length}\r\n`].join(blank);
  return Buffer.concat([Buffer.from(line), body, Buffer.from("\r\n")]);
});
const withHeaders = fc.tuple(word, body, fc.nat(100)).map(([subject, body, length]) => {
  const headers = Math.min(length, body.length);
  const line = Buffer.from(`HPUB ${subject} ${headers} ${body.length}\r\n`);
  return Buffer.concat([line, body, Buffer.from("\r\n")]);
});
const bare = fc.constantFrom(
  'CONNECT {"echo":false}\r\n',
  "CONNECT{}\r\n",
  "PING and what follows\r\n",
  "pong\n",
  "+OK\r\n",
  "UNSUB 1 5\r\n",
  "UNSUB 1\r\n",
  "INFO {}\r\n",
);
const lawful = fc
  .array(
    fc.oneof(
      line,
      publish,
      withHeaders,
      bare.map((text) => Buffer.from(text)),
    ),
    {
      maxLength: 12,
    },
  )
  .map((parts) => Buffer.concat(parts));
const hostile = fc.integer().map((seed) => hostileInput(new Dice(seed)));
const positions = fc.array(fc.integer({ min: 1, max: 1_500 }), { maxLength: 40 });

describe("bytes cut into chunks", () => {
  test("give the same operations wherever the cuts are", () => {
    fc.assert(
      fc.property(lawful, positions, (bytes, positions) => {
        expect(read(cut(bytes, positions))).toEqual(read([bytes]));
      }),
      { numRuns: 2_000 },
    );
  });

  test("give the same operations and the same fault when they are damaged", () => {
    fc.assert(
      fc.property(hostile, positions, (bytes, positions) => {
        expect(read(cut(bytes, positions))).toEqual(read([bytes]));
      }),
      { numRuns: 3_000 },
    );
  });

  test("give the same when each is a chunk of its own", () => {
    fc.assert(
      fc.property(fc.oneof(lawful, hostile), (bytes) => {
        expect(read(cut(bytes, [...bytes.keys()]))).toEqual(read([bytes]));
      }),
      { numRuns: 500 },
    );
  });

  test("give the same when the parser is held after each operation", () => {
    fc.assert(
      fc.property(lawful, positions, (bytes, positions) => {
        expect(readHolding(cut(bytes, positions))).toEqual(read([bytes]));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("a message", () => {
  test("comes as it was sent, whatever its bytes", () => {
    fc.assert(
      fc.property(body, positions, (body, positions) => {
        const bytes = Buffer.concat([
          Buffer.from(`PUB a r ${body.length}\r\n`),
          body,
          Buffer.from("\r\n"),
        ]);
        const expected = `publish {"subject":"a","reply":"r","headers":""} ${body.toString("base64")}`;
        expect(read(cut(bytes, positions))).toEqual([expected]);
      }),
    );
  });

  test("is a view of the chunk when it lies within one", () => {
    const chunk = Buffer.from("PUB a 5\r\nhello\r\n");
    const got: Message[] = [];
    const parser = new Parser({ ...recorder([]), publish: (message) => got.push(message) }, limits);
    parser.parse(chunk);
    expect(got[0]?.payload.buffer).toBe(chunk.buffer);
  });

  test("has its headers as one character a byte", () => {
    const chunk = Buffer.from("HPUB a 3 5\r\n\xe9\xff\x00hi\r\n", "latin1");
    expect(read([chunk])).toEqual([
      `publish {"subject":"a","reply":"","headers":"\xe9\xff\\u0000"} aGk=`,
    ]);
  });
});

describe("what is refused", () => {
  const longest = "a".repeat(limits.maxControlLineBytes - 2);
  test.each([
    ["a verb at its first wrong byte", "PIX", "Unknown Protocol Operation"],
    ["a line longer than may be", `SUB ${longest}a 1\r\n`, "maximum control line exceeded"],
    ["a line that grows and grows", `SUB ${longest}aaa`, "maximum control line exceeded"],
    ["a payload larger than may be", "PUB a 201\r\n", "Maximum Payload Violation"],
    ["a payload longer than it said", "PUB a 1\r\nxx", "Unknown Protocol Operation"],
    ["arguments that make no sense, without a word", "PUB a b c d\r\n", ""],
  ])("%s", (_, text, fault) => {
    expect(read([Buffer.from(text)])).toEqual([`fault ${fault}`]);
  });

  test("a line of the longest kind is read", () => {
    expect(read([Buffer.from(`SUB ${longest} 1\r\n`)])).toEqual([
      `subscribe ["${longest}","","1"]`,
    ]);
  });

  test("blanks without end before the arguments are no arguments", () => {
    const chunks = [`SUB${" ".repeat(1_000)}`, " ".repeat(1_000), "a", ` 1\r\n`];
    expect(read(chunks.map((chunk) => Buffer.from(chunk)))).toEqual([`subscribe ["a","","1"]`]);
  });

  test("anything but CONNECT where a client has to introduce itself", () => {
    expect(read([Buffer.from("P")], "connect")).toEqual(["fault Authorization Violation"]);
    expect(read([Buffer.from("connect {}\r\n")], "connect")).toEqual(["connect {}"]);
  });

  test("headers where there are none", () => {
    expect(read([Buffer.from("HPUB a 0 0\r\n")], "plain")).toEqual(["fault "]);
  });

  test("everything after a fault", () => {
    const said: string[] = [];
    const parser = new Parser(recorder(said), limits);
    expect(parser.parse(Buffer.from("X"))).toBeDefined();
    expect(parser.parse(Buffer.from("PING\r\n"))).toBeDefined();
    expect(said).toEqual([]);
  });
});

/** Reads on only when the chunk is over, one operation at a time. */
function readHolding(chunks: readonly Buffer[]): string[] {
  const said: string[] = [];
  const operations = recorder(said);
  const ping = () => {
    operations.ping();
    parser.hold();
  };
  const publish = (message: Message) => {
    operations.publish(message);
    parser.hold();
  };
  const parser = new Parser({ ...operations, ping, publish }, limits);
  parser.accepts = "headers";
  for (const chunk of chunks) {
    let fault = parser.parse(chunk);
    for (let before = -1; fault === undefined && said.length > before;) {
      before = said.length;
      fault = parser.release();
    }
    if (fault === undefined) continue;
    said.push(`fault ${fault.text}`);
    break;
  }
  return said;
}
