import type * as fc from "fast-check";
import type { ModelStore } from "../model/model-store.ts";
import { compareState, requireSame } from "./comparing.ts";
import { noteworthy, takeDown } from "./noteworthy.ts";
import type { Operation } from "./operation.ts";
import { modelOutcome, realOutcome, showOutcome } from "./outcome.ts";
import type { World } from "./world.ts";

/** An operation as fast-check runs it: done by the model and by the store, then everything is compared. */
export class Step implements fc.AsyncCommand<ModelStore, World> {
  readonly #operation: Operation;

  constructor(operation: Operation) {
    this.#operation = operation;
  }

  check(model: Readonly<ModelStore>): boolean {
    return this.#operation.isPossible(model as ModelStore);
  }

  async run(model: ModelStore, world: World): Promise<void> {
    const { kind, isBad } = this.#operation;
    const attempt = this.#operation.begin(model);
    const before = takeDown(model);
    const expected = modelOutcome(() => attempt.expected());
    const real = await realOutcome(() => attempt.actual(world));
    world.transcript.push(`${attempt.call} -> ${showOutcome(real)}`);
    world.coverage.count({ kind, isBad, met: attempt.met, outcome: expected });
    world.coverage.note(noteworthy(before, model));
    requireSame(attempt.call, expected, real);
    await compareState(model, world, world.transcript.length % 2);
  }

  /** How a report names the step. */
  toString(): string {
    return this.#operation.text;
  }
}
