import { describe, expect, test } from "vitest";
import { BytePool } from "../../src/base/byte-pool.ts";

describe("a pool of bytes", () => {
  test("keeps each copy apart, of whatever length", () => {
    const pool = new BytePool();
    const lengths = [0, 1, 128, 1_024, 1_025, 8_192, 20_000, 3, 1_000];
    const copies = Array.from({ length: 200 }, (_, at) => {
      const bytes = new Uint8Array(lengths[at % lengths.length] ?? 0).fill(at);
      const begin = pool.copy(bytes);
      const copy = pool.page.subarray(begin, begin + bytes.length);
      bytes.fill(255);
      return { at, length: bytes.length, copy };
    });
    for (const { at, length, copy } of copies) {
      expect([copy.length, copy.every((byte) => byte === at)]).toEqual([length, true]);
    }
  });

  test("short copies share a page", () => {
    const pool = new BytePool();
    const pages = Array.from({ length: 64 }, () => {
      pool.copy(new Uint8Array(128));
      return pool.page;
    });
    expect(new Set(pages).size).toBe(1);
  });
});
