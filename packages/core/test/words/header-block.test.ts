import { headerBlock, headerIn, withHeader, withoutHeaders } from "@revkv/core/words";
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

  test("is without headers whose names begin so; without any it is no block", () => {
    expect(withoutHeaders(BLOCK, ["Nats-", "a"])).toBe("NATS/1.0\r\nA: 1\r\nA: 3\r\n\r\n");
    expect(withoutHeaders(BLOCK, ["A", "a", "N"])).toBe("");
    expect(withoutHeaders("", ["A"])).toBe("");
  });
});
