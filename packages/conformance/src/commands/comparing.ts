import type { ModelStore } from "../model/model-store.ts";
import type { ModelWatch } from "../model/model-watch.ts";
import { history, keys, status } from "../model/reading.ts";
import {
  describeError,
  isSameOutcome,
  modelOutcome,
  realOutcome,
  showOutcome,
  type Outcome,
} from "./outcome.ts";
import { print } from "./print.ts";
import type { RealWatch } from "./real-watch.ts";
import { seenOf } from "./seen.ts";
import { statusOf } from "./status-of.ts";
import type { World } from "./world.ts";
import { BUCKET } from "./bucket-under-test.ts";

/** Throws unless model and store answered alike. */
export function requireSame(what: string, model: Outcome, real: Outcome): void {
  if (isSameOutcome(model, real)) return;
  throw new Error(`${what}\n  the model: ${showOutcome(model)}\n  the store: ${showOutcome(real)}`);
}

/** Compares what can be seen after every operation: the whole status, and what watchers were given. */
export async function compareState(model: ModelStore, world: World, client: number): Promise<void> {
  const real = await realOutcome(async () => statusOf(await world.client(client).bucket.status()));
  requireSame(
    "status",
    modelOutcome(() => status(model.bucket(BUCKET))),
    real,
  );
  // Where timers are late, the question itself made expire what was due.
  await world.settle();
  for (const [at, watch] of model.watches.entries()) {
    const delivered = world.watches[at];
    if (delivered === undefined) throw new Error(`watch ${at} was not opened`);
    compareWatch(`watch ${at}`, watch, delivered);
  }
}

/** Compares everything that is stored. */
export async function compareContents(model: ModelStore, world: World): Promise<void> {
  const { bucket } = world.client(0);
  const entries = await realOutcome(async () =>
    (await bucket.history(">").toArray()).map((entry) => seenOf(entry)),
  );
  requireSame(
    "history",
    modelOutcome(() => history(model.bucket(BUCKET), [">"], false)),
    entries,
  );
  const names = await realOutcome(() => bucket.keys().toArray());
  requireSame(
    "keys",
    modelOutcome(() => keys(model.bucket(BUCKET), [">"])),
    names,
  );
}

function compareWatch(what: string, watch: ModelWatch, real: RealWatch): void {
  const mark = markOf(watch, real);
  if (mark === real.comparedMark) return;
  const from = real.compared;
  const expected = { entries: watch.seen.slice(from), faults: [], ...endOf(watch, real) };
  const found = {
    entries: real.seen.slice(from),
    faults: real.faults,
    initialized: real.initializedAt,
    closings: real.closings,
    loopEnd: real.loopEnd,
  };
  requireSame(what, { value: expected }, { value: found });
  real.compared = real.seen.length;
  real.comparedMark = mark;
}

/** Changes whenever there is something new to compare. */
function markOf(watch: ModelWatch, real: RealWatch): string {
  const model = [watch.seen.length, watch.isConsumed, watch.end === undefined];
  const store = [real.seen.length, real.faults.length, real.closings.length, real.loopEnd];
  return [...model, ...store, real.initializedAt].join();
}

/** What else is to be seen of a watcher: the end of its initial values, and its own end. */
function endOf(watch: ModelWatch, real: RealWatch): object {
  const { end } = watch;
  const failure = typeof end === "object" ? end : undefined;
  const thrown = end === "aborted" ? { reason: "aborted" } : describeError(failure);
  const hasLoop = real.consumer === "iterator" || real.consumer === "snapshot";
  const loopEnd = end === "clean" ? "clean" : print(thrown);
  return {
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
