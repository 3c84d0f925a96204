import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RevisionOrder } from "../../src/storage/revision-order.ts";

interface Entry {
  readonly row: number;
  readonly revision: number;
}

/** Adds an entry, some revisions after the last, or removes one that is stored. */
const step = fc.record({ isAdded: fc.boolean(), pick: fc.nat(), skipped: fc.nat({ max: 2 }) });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** The order and what it should say; rows of entries that went are given again. */
class Pair {
  readonly #revisions: number[] = [];
  readonly order = new RevisionOrder((row, revision) => this.#revisions[row] === revision);
  readonly #free: number[] = [];
  #revision = 0;
  stored: Entry[] = [];

  add(skipped: number): void {
    this.#revision += 1 + skipped;
    const row = this.#free.pop() ?? this.#revisions.length;
    this.#revisions[row] = this.#revision;
    this.stored.push({ row, revision: this.#revision });
    this.order.add(row, this.#revision);
    this.order.tidy(this.stored.length);
  }

  remove(pick: number): void {
    const [gone] = this.stored.splice(pick % Math.max(1, this.stored.length), 1);
    if (gone === undefined) return;
    this.#revisions[gone.row] = 0;
    this.#free.push(gone.row);
    this.order.tidy(this.stored.length);
  }

  take({ isAdded, pick, skipped }: Step): void {
    if (isAdded) this.add(skipped);
    else this.remove(pick);
  }

  /** What is found by revisions around one, those that were never given too. */
  found(revision: number): unknown[] {
    const { order } = this;
    const rows = this.#near(revision).map((one) => [order.find(one), [...order.from(one)]]);
    return [order.first, ...rows];
  }

  /** The same by the model. */
  expected(revision: number): unknown[] {
    const { stored } = this;
    const rows = this.#near(revision).map((one) => [
      stored.find((entry) => entry.revision === one)?.row,
      stored.filter((entry) => entry.revision >= one).map(({ row }) => row),
    ]);
    return [stored[0]?.row, ...rows];
  }

  #near(revision: number): number[] {
    return [0, revision - 1, revision, revision + 1, this.#revision, this.#revision + 1];
  }
}

describe("rows in order of revision", () => {
  test("are those of a sorted array, whatever comes and goes", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const pair = new Pair();
        for (const one of steps) {
          pair.take(one);
          expect(pair.found(one.pick % 150)).toEqual(pair.expected(one.pick % 150));
        }
      }),
      { numRuns: 100 },
    );
  });

  test("forget what went, where it is the most", () => {
    const round = fc.array(step, { minLength: 200, maxLength: 200 });
    fc.assert(
      fc.property(fc.array(round, { minLength: 20, maxLength: 20 }), (rounds) => {
        const pair = new Pair();
        for (const steps of rounds) {
          for (const one of steps) pair.take(one);
          const looked = pair.order.countFrom(0);
          expect(looked).toBeLessThanOrEqual(pair.stored.length * 2 + 1_024);
          const { revision } = pair.stored[0] ?? { revision: 1 };
          expect(pair.found(revision)).toEqual(pair.expected(revision));
        }
        for (const { revision } of pair.stored) {
          expect(pair.found(revision)).toEqual(pair.expected(revision));
        }
      }),
      { numRuns: 5, endOnFailure: true },
    );
  });
});
