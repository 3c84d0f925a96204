import { describe, expect, test } from "vitest";
import { Slabs } from "../../src/storage/slabs.ts";

/** As an expectation, a look at every byte would take a thousand times as long. */
function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

describe("the bytes of values, side by side", () => {
  test("stop being wasteful when what stays has left the buffers that are mostly waste", () => {
    const slabs = new Slabs();
    const bytesOf = (at: number): Uint8Array => new Uint8Array(1_001).fill(at % 251);
    const places = Array.from({ length: 5_000 }, (_, at) => slabs.add(bytesOf(at)));
    expect(slabs.isWasteful).toBe(false);
    const isKept = (at: number): boolean => at % 5 === 0;
    for (const [at, place] of places.entries()) if (!isKept(at)) slabs.remove(place, 1_001);
    expect(slabs.isWasteful).toBe(true);
    const kept = [...places.entries()].filter(([at]) => isKept(at));
    const moved = kept.map(([at, place]) => [at, slabs.compacted(place, 1_001)] as const);
    expect(slabs.isWasteful).toBe(false);
    const isSound = ([at, place]: readonly [number, number]): boolean =>
      isSame(slabs.at(place, 1_001), bytesOf(at));
    expect(moved.filter((one) => !isSound(one))).toEqual([]);
    expect(new Set(moved.map(([, place]) => place)).size).toBe(kept.length);
  });

  test.each([0, 1, 65_536, 65_537, 200_000])(
    "a value of %d bytes is a copy, which nobody who has written it can change",
    (size) => {
      const slabs = new Slabs();
      const written = new Uint8Array(size).fill(1);
      const place = slabs.add(written);
      const other = slabs.add(new Uint8Array(size).fill(3));
      written.fill(2);
      expect(isSame(slabs.at(place, size), new Uint8Array(size).fill(1))).toBe(true);
      slabs.remove(place, size);
      expect(isSame(slabs.at(other, size), new Uint8Array(size).fill(3))).toBe(true);
    },
  );
});
