import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Queue } from "../../src/base/queue.ts";

describe("a queue", () => {
  test("gives what an array gives, also when it has been moved together", () => {
    // A run of pushes or of takes.
    const run = fc.record({ isTake: fc.boolean(), count: fc.integer({ min: 1, max: 1_500 }) });
    fc.assert(
      fc.property(fc.array(run, { maxLength: 20 }), (runs) => {
        const queue = new Queue<number>();
        let model: number[] = [];
        let pushed = 0;
        for (const { isTake, count } of runs) {
          const taken: unknown[] = [];
          for (let at = 0; at < count; at += 1) {
            if (isTake) taken.push(queue.take());
            else queue.push((pushed += 1));
          }
          const added = isTake
            ? []
            : Array.from({ length: count }, (_, at) => pushed - count + 1 + at);
          const missing = Math.max(0, count - model.length);
          const gone = [
            ...model.slice(0, count),
            ...Array.from({ length: missing }, () => undefined),
          ];
          expect(taken).toEqual(isTake ? gone : []);
          model = isTake ? model.slice(count) : [...model, ...added];
          expect(queue.size).toBe(model.length);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("forgets what waits", () => {
    const queue = new Queue<number>();
    queue.push(1);
    queue.clear();
    expect([queue.size, queue.take()]).toEqual([0, undefined]);
  });
});
