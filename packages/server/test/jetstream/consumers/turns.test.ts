import { expect, test, vi } from "vitest";
import { Turns } from "../../../src/jetstream/consumers/turns.ts";

/** Turns over a list of things to do; `during` is called in each step, after it has looked. */
function turnsOver(
  todo: number[],
  during: (turns: Turns) => void,
): { turns: Turns; done: number[] } {
  const done: number[] = [];
  const turns: Turns = new Turns({
    step: () => {
      const next = todo.shift();
      during(turns);
      if (next === undefined) return 0;
      done.push(next);
      return 1;
    },
    done: () => undefined,
    isCongested: () => false,
  });
  return { turns, done };
}

test("what comes while a step finds nothing is done in the same turn", () => {
  const todo: number[] = [];
  let isLate = true;
  const { turns, done } = turnsOver(todo, (own) => {
    if (!isLate) return;
    isLate = false;
    todo.push(1);
    own.run();
  });
  turns.run();
  expect(done).toEqual([1]);
});

test("much is done bit by bit, and all of it", async () => {
  const { turns, done } = turnsOver(
    Array.from({ length: 1_000 }, (_, at) => at),
    () => undefined,
  );
  turns.run();
  expect(done.length).toBeLessThan(1_000);
  await vi.waitFor(() => expect(done).toHaveLength(1_000));
});
