import * as fc from "fast-check";
import { Arena } from "./commands/arena.ts";
import { compareContents, compareState, compareWatches } from "./commands/comparing.ts";
import { Coverage } from "./commands/coverage.ts";
import { Scope } from "./commands/scope.ts";
import { SequenceArbitrary, type Lengths, type Sequence } from "./commands/sequence.ts";
import { SequenceFailure } from "./commands/sequence-failure.ts";
import type { StoreUnderTest } from "./commands/store-profile.ts";

/** What to run, and on what. */
export interface CommandRun {
  /** Every operation is done to all of them, and each is compared with the reference model. */
  readonly stores: readonly StoreUnderTest[];
  /** How many sequences. */
  readonly sequences: number;
  /** Operations in each; 40 to 90 unless given. */
  readonly lengths?: Lengths;
  readonly seed: number;
  /** After so long a failed run looks for no smaller sequence, and one that goes on fails. */
  readonly timeLimitMs?: number;
  /** Where a run with this seed failed: repeats that sequence alone. */
  readonly path?: string | undefined;
  /** Gets what was done; one that several runs share sums them up. */
  readonly coverage?: Coverage;
  /** Gets the first difference of each sequence, which then ends; without it, the first one ends the run. */
  readonly onDifference?: (difference: SequenceFailure) => void;
}

const LENGTHS: Lengths = { least: 40, most: 90 };

/**
 * Does random operations to stores and to the reference model, and compares everything after each.
 *
 * Where the time of a store is real, the clock is not turned, times to live are so long that nothing
 * expires, and every step waits until watchers have been given what they must.
 *
 * @returns What was done.
 * @throws At the first difference, with the seed, the path and a minimal sequence.
 *
 * @example
 * const open = () => {
 *   const clock = manualClock();
 *   return { transport: local({ clock }), clock };
 * };
 * const stores = [{ profile: LOCAL, open }];
 * const coverage = await runCommands({ stores, sequences: 20, seed: 1 });
 * console.log(coverage.report());
 */
export async function runCommands(run: CommandRun): Promise<Coverage> {
  const coverage = run.coverage ?? new Coverage();
  const scope = new Scope(run.stores.map(({ profile }) => profile));
  const sequences = new SequenceArbitrary(run.lengths ?? LENGTHS, scope);
  const property = fc.asyncProperty(sequences, async (sequence) => {
    const arena = await Arena.open(run.stores, sequence, { scope, coverage });
    await runSequence(arena, sequence).catch((error: unknown) => {
      if (run.onDifference === undefined || !(error instanceof SequenceFailure)) throw error;
      run.onDifference(error);
    });
  });
  const { seed, path, sequences: numRuns, timeLimitMs } = run;
  const limit = { interruptAfterTimeLimit: timeLimitMs ?? 0, markInterruptAsFailure: true };
  const result = await fc.check(property, {
    ...(path === undefined ? {} : { path, endOnFailure: true }),
    ...(timeLimitMs === undefined ? {} : limit),
    seed,
    numRuns,
  });
  if (result.failed) throw new Error(failureReport(result));
  return coverage;
}

async function runSequence(arena: Arena, sequence: Sequence): Promise<void> {
  arena.coverage.sequence(sequence.steps.length);
  try {
    for (const world of arena.worlds) await compareState(arena.model, world, 0);
    await fc.asyncModelRun(() => ({ model: arena.model, real: arena }), sequence.steps);
    await compareAtTheEnd(arena);
  } catch (error) {
    throw new SequenceFailure(arena.transcript, error);
  } finally {
    await arena.close();
  }
}

/** Whatever came late or twice has come by now. */
async function compareAtTheEnd({ model, present }: Arena): Promise<void> {
  for (const world of present) {
    await compareContents(model, world);
    await world.linger();
    if (!world.isParted) compareWatches(model, world);
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
