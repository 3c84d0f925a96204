import { isKvError, type KvConfig, type KvError } from "@revkv/core";
import { Engine, manualClock, newSteps, type EngineBucket, type Steps } from "@revkv/core/engine";

/** An engine with one bucket, its clock and its count of steps. */
export interface World {
  readonly engine: Engine;
  readonly bucket: EngineBucket;
  readonly clock: ReturnType<typeof manualClock>;
  readonly steps: Steps;
  /** What listeners threw. */
  readonly errors: unknown[];
}

export function world(config: KvConfig = {}): World {
  const clock = manualClock();
  const steps = newSteps();
  const errors: unknown[] = [];
  const engine = new Engine({ clock, onListenerError: (error) => errors.push(error) }, steps);
  return { engine, bucket: engine.create("b", config), clock, steps, errors };
}

/** The KvError that a call throws. */
export function failure(call: () => unknown): KvError {
  try {
    call();
  } catch (error) {
    if (isKvError(error)) return error;
    throw error;
  }
  throw new Error("it did not throw");
}

/** The code of the KvError that a call throws. */
export function codeOf(call: () => unknown): string {
  return failure(call).code;
}

/** What a call returns, or the code of the KvError that it throws. */
export function outcomeOf<T>(call: () => T): T | string {
  try {
    return call();
  } catch (error) {
    if (isKvError(error)) return error.code;
    throw error;
  }
}

/** What a wrongly typed caller passes. */
export function wrong<T>(value: unknown): T {
  return value as T;
}

/** An entry in short: `1 PUT a`. */
export function brief(entry: {
  readonly key: string;
  readonly operation: string;
  readonly revision: number;
}): string {
  return `${entry.revision} ${entry.operation} ${entry.key}`;
}

/** The state of a bucket as far as a reader can see it. */
export function stateOf(bucket: EngineBucket): unknown {
  const { values, bytes, lastRevision } = bucket.status();
  return { values, bytes, lastRevision, entries: bucket.history(">").map(brief) };
}
