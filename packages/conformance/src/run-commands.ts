import * as fc from "fast-check";
import { compareContents } from "./commands/comparing.ts";
import { Coverage } from "./commands/coverage.ts";
import { givenOf } from "./commands/pools.ts";
import { SequenceArbitrary, type Lengths, type Sequence } from "./commands/sequence.ts";
import { World, type TestedStore } from "./commands/world.ts";
import { BUCKET } from "./commands/bucket-under-test.ts";
import { ModelStore } from "./model/model-store.ts";

/** What to run, and on what. */
export interface CommandRun {
  /**
   * A new, empty store with its own clock, for each sequence. Without timers the clock only shows the
   * time; where a store cannot be made so, it is made as always.
   */
  open(how: { readonly hasTimers: boolean }): TestedStore;
  /** How many sequences. */
  readonly sequences: number;
  /** Operations in each; 40 to 90 unless given. */
  readonly lengths?: Lengths;
  readonly seed: number;
  /** Where a run with this seed failed: repeats that sequence alone. */
  readonly path?: string | undefined;
  /** Gets what was done; one that several runs share sums them up. */
  readonly coverage?: Coverage;
}

const LENGTHS: Lengths = { least: 40, most: 90 };

/**
 * Does random operations to a store and to the reference model, and compares everything after each.
 *
 * @returns What was done.
 * @throws At the first difference, with the seed, the path and a minimal sequence.
 *
 * @example
 * const coverage = await runCommands({
 *   open: () => {
 *     const clock = manualClock();
 *     return { transport: local({ clock }), ...clock };
 *   },
 *   sequences: 100,
 *   seed: 1,
 * });
 * console.log(coverage.report());
 */
export async function runCommands(run: CommandRun): Promise<Coverage> {
  const coverage = run.coverage ?? new Coverage();
  const sequences = new SequenceArbitrary(run.lengths ?? LENGTHS);
  const property = fc.asyncProperty(sequences, (sequence) =>
    runSequence(run.open(sequence), sequence, coverage),
  );
  const { seed, path, sequences: numRuns } = run;
  const result = await fc.check(property, {
    ...(path === undefined ? {} : { path, endOnFailure: true }),
    seed,
    numRuns,
  });
  if (result.failed) throw new Error(failureReport(result));
  return coverage;
}

async function runSequence(
  store: TestedStore,
  sequence: Sequence,
  coverage: Coverage,
): Promise<void> {
  const model = new ModelStore(store.nowMs());
  model.create(BUCKET, givenOf(sequence.config));
  const world = await World.open(store, coverage, sequence.config);
  coverage.sequence(sequence.steps.length);
  try {
    await fc.asyncModelRun(() => ({ model, real: world }), sequence.steps);
    await compareContents(model, world);
  } catch (error) {
    const difference = error instanceof Error ? error.message : String(error);
    throw new Error([...world.transcript, `DIFFERENCE: ${difference}`].join("\n"), {
      cause: error,
    });
  } finally {
    await world.close();
  }
}

function failureReport(result: fc.RunDetails<[Sequence]>): string {
  const { seed, counterexamplePath, numShrinks, counterexample, errorInstance } = result;
  const replay = `REVKV_SEED=${seed} REVKV_PATH=${counterexamplePath}`;
  const cause = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return [
    `A sequence of operations ended otherwise than the model says (shrunk ${numShrinks} times).`,
    `Replay: ${replay}`,
    `In code: runCommands({ ..., seed: ${seed}, path: "${counterexamplePath}" })`,
    String(counterexample?.[0]),
    `What happened:`,
    cause,
  ].join("\n");
}
