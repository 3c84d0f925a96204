import { headerBlock, headerIn, withHeader, withHeaders, withoutHeaders } from "@revkv/core/words";
import { describe, expect, test } from "vitest";

const BLOCK = headerBlock([
  ["A", "1"],
  ["Nats-TTL", "5s"],
  ["a", "2"],
  ["A", "3"],
]);

describe("a raw header block", () => {
  test("tells the value of a name, which keeps its case; the first of several counts", () => {
    const names = ["A", "a", "Nats-TTL", "B", "TTL"];
    expect(names.map((name) => headerIn(BLOCK, name))).toEqual([
      "1",
      "2",
      "5s",
      undefined,
      undefined,
    ]);
    expect(headerIn("", "A")).toBeUndefined();
    expect(headerIn("NATS/1.0\r\nA:   x \r\nB:\r\n\r\n", "A")).toBe("x ");
    expect(headerIn("NATS/1.0\r\nA: x\r\nB:\r\n\r\n", "B")).toBe("");
  });

  test("gets a header behind the others, in place of one of its name", () => {
    expect(withHeader(BLOCK, "Nats-TTL", "9")).toBe(
      "NATS/1.0\r\nA: 1\r\na: 2\r\nA: 3\r\nNats-TTL: 9\r\n\r\n",
    );
    expect(withHeader("", "A", "1")).toBe("NATS/1.0\r\nA: 1\r\n\r\n");
  });

  test("gets several behind its own, whatever their names; an empty one begins with them", () => {
    const more = [
      ["A", "4"],
      ["B", ""],
    ] as const;
    expect(withHeaders("NATS/1.0 404 No Messages\r\n\r\n", more)).toBe(
      "NATS/1.0 404 No Messages\r\nA: 4\r\nB: \r\n\r\n",
    );
    expect(withHeaders(BLOCK, more)).toBe(`${BLOCK.slice(0, -2)}A: 4\r\nB: \r\n\r\n`);
    expect(withHeaders("", more)).toBe("NATS/1.0\r\nA: 4\r\nB: \r\n\r\n");
    expect([withHeaders(BLOCK, []), withHeaders("", [])]).toEqual([BLOCK, ""]);
  });

  test("is without headers whose names begin so; without any it is no block", () => {
    expect(withoutHeaders(BLOCK, ["Nats-", "a"])).toBe("NATS/1.0\r\nA: 1\r\nA: 3\r\n\r\n");
    expect(withoutHeaders(BLOCK, ["A", "a", "N"])).toBe("");
    expect(withoutHeaders("", ["A"])).toBe("");
  });
});
