import * as fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { WatchBuffer } from "../../src/facade/watch-buffer.ts";

interface Item {
  readonly key: string;
  readonly revision: number;
}

/** The same buffer, by eye: an array that is searched. */
class PlainBuffer {
  readonly #isConflating: boolean;
  readonly #maxEntries: number;
  waiting: Item[] = [];

  constructor(isConflating: boolean, maxEntries: number) {
    this.#isConflating = isConflating;
    this.#maxEntries = maxEntries;
  }

  add(item: Item): boolean {
    const others = this.waiting.filter(({ key }) => !this.#isConflating || key !== item.key);
    if (others.length >= this.#maxEntries) return false;
    this.waiting = [...others, item];
    return true;
  }
}

describe("rule 25: the buffer of a watcher", () => {
  test.each([false, true])("conflating %j: behaves as a plain array", (isConflating) => {
    const key = fc.constantFrom("a", "b", "c", "d", "__proto__");
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.option(key, { nil: undefined }), { maxLength: 60 }),
        (maxEntries, steps) => {
          const buffer = new WatchBuffer<Item>({ isConflating, maxEntries });
          const model = new PlainBuffer(isConflating, maxEntries);
          const outcomes: unknown[] = [];
          const expected: unknown[] = [];
          for (const [at, step] of steps.entries()) {
            const item = { key: step ?? "", revision: at + 1 };
            outcomes.push(step === undefined ? buffer.takeLive() : buffer.addLive(item));
            expected.push(step === undefined ? model.waiting.shift() : model.add(item));
            outcomes.push(buffer.isEmpty);
            expected.push(model.waiting.length === 0);
            // An overflow ends the watch: what waits is still read, nothing more comes in.
            if (expected.at(-2) === false) break;
          }
          expect(outcomes).toEqual(expected);
          const rest = model.waiting.map(() => buffer.takeLive());
          expect(rest).toEqual(model.waiting);
          expect([buffer.isEmpty, buffer.takeLive()]).toEqual([true, undefined]);
          const revisions = rest.map((item) => item?.revision ?? 0);
          expect(revisions).toEqual(revisions.toSorted((one, other) => one - other));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("initial values that are drawn are drawn one ahead, and dropped when nobody wants them", () => {
    const buffer = new WatchBuffer<Item>({ isConflating: false, maxEntries: 1 });
    let drawn = 0;
    let isDropped = false;
    buffer.addSource({
      next: () => (drawn < 3 ? { key: "k", revision: (drawn += 1) } : undefined),
      drop: () => void (isDropped = true),
    });
    expect([drawn, buffer.hasInitial, buffer.isEmpty]).toEqual([1, true, false]);
    expect([buffer.takeInitial()?.revision, drawn]).toEqual([1, 2]);
    buffer.clear();
    expect([buffer.hasInitial, buffer.takeInitial(), isDropped]).toEqual([false, undefined, true]);
  });

  test("initial values are not bounded and come first", () => {
    const buffer = new WatchBuffer<Item>({ isConflating: false, maxEntries: 1 });
    for (const revision of [1, 2, 3]) buffer.addInitial({ key: "k", revision });
    expect(buffer.addLive({ key: "k", revision: 4 })).toBe(true);
    expect(buffer.addLive({ key: "k", revision: 5 })).toBe(false);
    expect(buffer.takeInitial()?.revision).toBe(1);
    expect(buffer.takeAllInitial().map(({ revision }) => revision)).toEqual([2, 3]);
    expect(buffer.hasInitial).toBe(false);
    expect(buffer.takeLive()?.revision).toBe(4);
    expect([buffer.isEmpty, buffer.lastRevision]).toEqual([true, 4]);
  });
});

describe("costs: the buffer of a watcher", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  /** How many walks over a map it takes to drain a backlog. */
  function walks(count: number, isConflating: boolean): number {
    const buffer = new WatchBuffer<Item>({ isConflating, maxEntries: count });
    for (let at = 1; at <= count; at += 1) buffer.addLive({ key: `k${at}`, revision: at });
    const values = vi.spyOn(Map.prototype, "values");
    let taken = 0;
    while (buffer.takeLive() !== undefined) taken += 1;
    const { length } = values.mock.calls;
    values.mockRestore();
    expect(taken).toBe(count);
    return length;
  }

  // A new walk passes all that was deleted from the map's front: one for each entry would be quadratic.
  test("conflating: is drained by one walk", () => {
    expect(walks(1_000, true)).toBe(1);
    expect(walks(65_000, true)).toBe(1);
  });

  test("not conflating: is drained without a map", () => {
    expect(walks(65_000, false)).toBe(0);
  });
});
