import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DueQueue } from "../../src/engine/due-queue.ts";
import { KeyLog, type Stored } from "../../src/engine/key-log.ts";

const log = new KeyLog("k", 0);

function entry(revision: number, dueMs: number): Stored {
  return {
    log,
    revision,
    createdMs: 0,
    operation: "PUT",
    reason: undefined,
    bytes: new Uint8Array(),
    headers: "",
    size: 0,
    ttlMs: undefined,
    dueMs,
    dueSlot: -1,
  };
}

const inOrder = (a: Stored, b: Stored): number => a.dueMs - b.dueMs || a.revision - b.revision;

/** A due time to add, or which of those that are in to remove. */
const action = fc.oneof(
  { weight: 3, arbitrary: fc.record({ due: fc.integer({ min: 0, max: 20 }) }) },
  { weight: 1, arbitrary: fc.record({ remove: fc.nat() }) },
  { weight: 1, arbitrary: fc.constant("shift" as const) },
);

describe("rule 28: the queue of what is due", () => {
  test("behaves as a sorted array, whatever is added and removed", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
        const queue = new DueQueue();
        let model: Stored[] = [];
        for (const [at, step] of actions.entries()) {
          if (step === "shift") {
            if (queue.first !== undefined) queue.remove(queue.first);
            model = model.slice(1);
          } else if ("due" in step) {
            const added = entry(at + 1, step.due);
            queue.add(added);
            model = [...model, added].toSorted(inOrder);
          } else if (model.length > 0) {
            const [removed] = model.splice(step.remove % model.length, 1);
            if (removed !== undefined) queue.remove(removed);
          }
          expect(queue.first).toBe(model[0]);
        }
        const rest: Stored[] = [];
        for (let first = queue.first; first !== undefined; first = queue.first) {
          rest.push(first);
          queue.remove(first);
        }
        expect(rest).toEqual(model);
      }),
      { numRuns: 300 },
    );
  });

  test("leaves out what is never due, and removing what is not in is nothing", () => {
    const queue = new DueQueue();
    const never = entry(1, Infinity);
    queue.add(never);
    expect(queue.first).toBeUndefined();
    queue.remove(never);
    const once = entry(2, 5);
    queue.add(once);
    queue.remove(once);
    queue.remove(once);
    expect(queue.first).toBeUndefined();
    queue.add(once);
    expect(queue.first).toBe(once);
  });
});
