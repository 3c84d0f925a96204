import type { ModelStore } from "../model/model-store.ts";
import type { ModelWatch } from "../model/model-watch.ts";
import { history, keys, status } from "../model/reading.ts";
import { BUCKET, copyOf } from "./bucket-under-test.ts";
import type { BucketStates } from "./deviation.ts";
import { describeError, modelOutcome } from "./outcome.ts";
import { print } from "./print.ts";
import type { RealWatch } from "./real-watch.ts";
import { seenOf } from "./seen.ts";
import { statusOf } from "./status-of.ts";
import type { World } from "./world.ts";

/** Compares what can be seen after every operation: the whole status, and what watchers were given. */
export async function compareState(model: ModelStore, world: World, client: number): Promise<void> {
  const real = await world.outcomeOf(async () =>
    statusOf(await world.client(client).bucket.status(), world.profile, model),
  );
  const expected = modelOutcome(() => status(model.bucket(BUCKET)));
  world.requireSame("status", expected, real, asItIs(model));
  // Where timers are late, the question itself made expire what was due.
  await world.settle(() => haveAllArrived(model, world));
  compareWatches(model, world);
}

/** Compares what all watchers were given. */
export function compareWatches(model: ModelStore, world: World): void {
  for (const [at, watch] of model.watches.entries()) {
    const delivered = world.watches[at];
    if (delivered === undefined) throw new Error(`watch ${at} was not opened`);
    compareWatch(`watch ${at} of ${JSON.stringify(watch.plan.filters)}`, watch, {
      real: delivered,
      world,
      model,
    });
  }
}

/** Compares everything that is stored. */
export async function compareContents(model: ModelStore, world: World): Promise<void> {
  const { bucket } = world.client(0);
  const entries = await world.outcomeOf(async () =>
    (await bucket.history(">").toArray()).map((entry) => seenOf(entry)),
  );
  const allEntries = modelOutcome(() => history(model.bucket(BUCKET), [">"], false));
  world.requireSame("history", allEntries, entries, asItIs(model));
  const names = await world.outcomeOf(() => bucket.keys().toArray());
  const allNames = modelOutcome(() => keys(model.bucket(BUCKET), [">"]));
  world.requireSame("keys", allNames, names, asItIs(model));
}

function asItIs(model: ModelStore): BucketStates {
  return { before: copyOf(model), after: copyOf(model) };
}

/** Whether every watcher has been given as much as it must have been; not, whether it was the right thing. */
function haveAllArrived(model: ModelStore, world: World): boolean {
  return model.watches.every((watch, at) => {
    const real = world.watches[at];
    if (real === undefined) return true;
    const { closings, loopEnd } = endOf(watch, real);
    const isOver = real.closings.length >= closings.length;
    const hasLoopEnded = loopEnd === undefined || real.loopEnd !== undefined;
    const hasAll = watch.end !== undefined || hasArrived(watch, real);
    return hasAll && isOver && hasLoopEnded && real.seen.length >= watch.seen.length;
  });
}

function hasArrived(watch: ModelWatch, { arrivals }: RealWatch): boolean {
  return arrivals.isCaughtUp && arrivals.entries >= watch.offered;
}

function compareWatch(
  what: string,
  watch: ModelWatch,
  on: { readonly real: RealWatch; readonly world: World; readonly model: ModelStore },
): void {
  const { real, world, model } = on;
  const mark = markOf(watch, real);
  if (mark === real.comparedMark) return;
  const from = real.compared;
  const expected = { entries: watch.seen.slice(from), faults: [], ...endOf(watch, real) };
  const found = {
    entries: real.seen.slice(from),
    faults: real.faults,
    arrived: real.arrivals.entries,
    initialized: real.initializedAt,
    closings: real.closings,
    loopEnd: real.loopEnd,
  };
  world.requireSame(what, { value: expected }, { value: found }, asItIs(model));
  real.compared = real.seen.length;
  real.comparedMark = mark;
}

/** Changes whenever there is something new to compare. */
function markOf(watch: ModelWatch, real: RealWatch): string {
  const model = [watch.seen.length, watch.isConsumed, watch.end === undefined, watch.offered];
  const store = [real.seen.length, real.faults.length, real.closings.length, real.loopEnd];
  return [...model, ...store, real.initializedAt, real.arrivals.entries].join();
}

/** What else is to be seen of a watcher. */
interface WatchEnds {
  /** How many entries reached it. */
  readonly arrived: number;
  /** After how many delivered entries the initial values were complete. */
  readonly initialized: number | undefined;
  readonly closings: readonly string[];
  readonly loopEnd: string | undefined;
}

function endOf(watch: ModelWatch, real: RealWatch): WatchEnds {
  const { end } = watch;
  const failure = typeof end === "object" ? end : undefined;
  const thrown = end === "aborted" ? { reason: "aborted" } : describeError(failure);
  const hasLoop = real.consumer === "iterator" || real.consumer === "snapshot";
  const loopEnd = end === "clean" ? "clean" : print(thrown);
  return {
    arrived: watch.offered,
    initialized: initializedAt(watch, real),
    closings: end === undefined ? [] : [failure?.code ?? "clean"],
    loopEnd: hasLoop && end !== undefined ? loopEnd : undefined,
  };
}

/** After how many entries the initial values are complete; a snapshot gives them all at once, afterwards. */
function initializedAt(watch: ModelWatch, real: RealWatch): number | undefined {
  if (real.consumer === "snapshot") return 0;
  if (watch.initialCount === 0) return 0;
  return watch.isInitialized ? watch.initialCount : undefined;
}
