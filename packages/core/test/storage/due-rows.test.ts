import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DueRows } from "../../src/storage/due-rows.ts";

interface Due {
  readonly row: number;
  readonly revision: number;
  readonly dueMs: number;
}

const inOrder = (a: Due, b: Due): number => a.dueMs - b.dueMs || a.revision - b.revision;

/** A row to add, made when the clock shows so much, or which of those that are in to remove. */
const action = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ atMs: fc.integer({ min: 0, max: 9 }), ttlMs: fc.constantFrom(1, 5, 9) }),
  },
  { weight: 1, arbitrary: fc.record({ remove: fc.nat() }) },
  { weight: 1, arbitrary: fc.constant("shift" as const) },
);

describe("rule 28: the rows that are due", () => {
  test("behave as a sorted array, whatever is added and removed, and whichever way the clock goes", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
        const revisions: number[] = [];
        const free: number[] = [];
        const queue = new DueRows((row) => revisions[row] ?? 0);
        let model: Due[] = [];
        const leave = (gone: Due | undefined): void => {
          if (gone === undefined) return;
          queue.remove(gone.row);
          free.push(gone.row);
        };
        for (const [at, step] of actions.entries()) {
          if (step === "shift") {
            leave(model[0]);
            model = model.slice(1);
          } else if ("ttlMs" in step) {
            const row = free.shift() ?? revisions.length;
            revisions[row] = at + 1;
            const dueMs = step.atMs + step.ttlMs;
            queue.add(row, dueMs, step.ttlMs);
            model = [...model, { row, revision: at + 1, dueMs }].toSorted(inOrder);
          } else if (model.length > 0) {
            leave(model.splice(step.remove % model.length, 1)[0]);
          }
          expect(queue.first).toBe(model[0]?.row);
          for (const { row, dueMs } of model) expect(queue.dueMs(row)).toBe(dueMs);
        }
        const rest: number[] = [];
        for (let { first } = queue; first !== undefined; { first } = queue) {
          rest.push(first);
          queue.remove(first);
        }
        expect(rest).toEqual(model.map(({ row }) => row));
      }),
      { numRuns: 300 },
    );
  });

  test("are never due when they are not in, and removing them is nothing", () => {
    const queue = new DueRows((row) => row);
    queue.remove(3);
    expect([queue.first, queue.dueMs(3)]).toEqual([undefined, Infinity]);
    queue.add(3, 5, 1);
    queue.remove(3);
    queue.remove(3);
    expect([queue.first, queue.dueMs(3), queue.dueMs(100_000)]).toEqual([
      undefined,
      Infinity,
      Infinity,
    ]);
    queue.add(3, 5, 1);
    expect(queue.first).toBe(3);
  });
});
