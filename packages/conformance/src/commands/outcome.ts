import { isKvError } from "@revkv/core";
import { brief, print } from "./print.ts";

/** How a call ended: with a value, or with what it threw. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** What the model answers. */
export function modelOutcome(answer: () => unknown): Outcome {
  try {
    return { value: answer() };
  } catch (error) {
    return { error: describeError(error) };
  }
}

/**
 * What a call really gives. A call that throws in place of rejecting breaks a promise of ours.
 *
 * @param patienceMs - No call takes longer; whoever waits in vain is told so.
 */
export async function realOutcome(
  call: () => Promise<unknown>,
  patienceMs: number,
): Promise<Outcome> {
  let answer: Promise<unknown>;
  try {
    answer = call();
  } catch (error) {
    return { error: { thrownSynchronously: describeError(error) } };
  }
  try {
    return { value: await withinPatience(answer, patienceMs) };
  } catch (error) {
    return { error: describeError(error) };
  }
}

/** An answer, or an error when it does not come in time. */
export function withinPatience<T>(answer: Promise<T>, patienceMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new Error(`no answer within ${patienceMs} ms`));
    const timer = setTimeout(giveUp, patienceMs);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** The code of a failure as the model or the store gave it, for others what they are; undefined for a success. */
export function codeOf(outcome: Outcome): string | undefined {
  if (!("error" in outcome)) return undefined;
  const { error } = outcome;
  if (typeof error !== "object" || error === null) return "the reason of the signal";
  if ("code" in error) return String(error.code);
  return "unexpected" in error ? String(error.unexpected) : "the reason of the signal";
}

/** Whether two calls ended alike, in everything but the wording of errors. */
export function isSameOutcome(one: Outcome, other: Outcome): boolean {
  const isPlainlySame = "value" in one && "value" in other && one.value === other.value;
  return isPlainlySame || print(one) === print(other);
}

/** An outcome for a report. */
export function showOutcome(outcome: Outcome): string {
  return "error" in outcome ? `fails with ${brief(outcome.error)}` : brief(outcome.value);
}

/** The fields of a `KvError` that are no wording; anything else as it is. */
export function describeError(error: unknown): unknown {
  if (!isKvError(error)) {
    if (error instanceof Error) return { unexpected: error.message };
    return { reason: error };
  }
  const { differences } = error as { readonly differences?: readonly string[] };
  const words = differences?.map((sentence) => sentence.split(" ")[0]).toSorted();
  return { ...Object.fromEntries(Object.entries(error)), differences: words };
}
