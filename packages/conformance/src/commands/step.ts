import type * as fc from "fast-check";
import type { ModelStore } from "../model/model-store.ts";
import type { Arena } from "./arena.ts";
import { copyOf } from "./bucket-under-test.ts";
import { compareState } from "./comparing.ts";
import { Difference } from "./difference.ts";
import { noteworthy, takeDown } from "./noteworthy.ts";
import type { Attempt, Operation } from "./operation.ts";
import { modelOutcome, showOutcome, type Outcome } from "./outcome.ts";
import type { Scope } from "./scope.ts";
import type { World } from "./world.ts";

/** An operation as fast-check runs it: done by the model and by every store, then everything is compared. */
export class Step implements fc.AsyncCommand<ModelStore, Arena> {
  readonly #operation: Operation;
  readonly #scope: Scope;

  constructor(operation: Operation, scope: Scope) {
    this.#operation = operation;
    this.#scope = scope;
  }

  check(model: Readonly<ModelStore>): boolean {
    return this.#operation.isPossible(model as ModelStore, this.#scope);
  }

  async run(model: ModelStore, arena: Arena): Promise<void> {
    const { kind } = this.#operation;
    try {
      await this.#run(model, arena);
    } catch (error) {
      if (error instanceof Difference) error.kind = kind;
      throw error;
    }
  }

  async #run(model: ModelStore, arena: Arena): Promise<void> {
    const { kind, isBad } = this.#operation;
    const before = takeDown(model);
    const bucketBefore = copyOf(model);
    // Each store gets arguments of its own, since a call's are overwritten afterwards.
    const begin = (): Attempt => this.#operation.begin(model, this.#scope);
    const attempt = begin();
    const calls = arena.present.map((world) => ({ world, own: begin() }));
    const expected = modelOutcome(() => attempt.expected());
    const buckets = { before: bucketBefore, after: copyOf(model) };
    arena.coverage.count({ kind, isBad, met: attempt.met, outcome: expected });
    arena.coverage.note(noteworthy(before, model));
    for (const [at, { world, own }] of calls.entries()) {
      const found = await perform(model, world, own);
      if (at === 0) arena.transcript.push(`${attempt.call} -> ${showOutcome(found)}`);
      world.requireSame(attempt.call, expected, found, buckets);
      if (!world.isParted) await compareState(model, world, arena.transcript.length % 2);
    }
    arena.tick();
  }

  /** How a report names the step. */
  toString(): string {
    return this.#operation.text;
  }
}

async function perform(model: ModelStore, world: World, attempt: Attempt): Promise<Outcome> {
  const fromMs = Date.now();
  const found = await world.outcomeOf(() => attempt.actual(world));
  world.realTime.note(model.nowMs, fromMs, Date.now());
  return found;
}
