import { isKvError, KvError } from "@revkv/core";
import { parseChoice, parseCount, parseKey, parseOptions } from "@revkv/core/words";
import { CALL_KINDS, FAULTS, type CallKind, type FaultName } from "./call-fault.ts";

/** Which calls meet a fault that a test has asked for. */
export interface NextOptions {
  /** How many calls, 1 unless given. */
  readonly times?: number | undefined;
  /** Only calls that write entries, that read or watch them, or that are about a whole bucket; unless given, the first two. */
  readonly of?: CallKind | undefined;
  /** Only calls about this key. */
  readonly key?: string | undefined;
  /** Of `cut`: after so many entries, 1 unless given. */
  readonly after?: number | undefined;
  /** Of `fail`: what the call rejects with; `UNAVAILABLE` unless given. */
  readonly error?: KvError | undefined;
}

/** A fault that waits for the calls that are to meet it. */
export interface NextFault {
  readonly fault: FaultName;
  readonly of: CallKind | undefined;
  readonly key: string | undefined;
  readonly after: number;
  readonly error: KvError | undefined;
  /** So many calls have still to meet it. */
  left: number;
}

/** What is judged of a call to find the fault that it meets. */
export interface CallAbout {
  readonly kind: CallKind;
  /** Whether it changes something, so that without an answer its outcome is unknown. */
  readonly isWrite: boolean;
  /** For people. */
  readonly what: string;
  readonly key?: string | undefined;
  /** What it can meet. */
  readonly possible: readonly FaultName[];
}

/** Judges what a test asks for; throws `INVALID_ARGUMENT`. */
export function parseNext(fault: FaultName, options: NextOptions | undefined): NextFault {
  const name = parseChoice<FaultName, undefined>("fault", fault, FAULTS, undefined);
  if (name === undefined) throw KvError.of("INVALID_ARGUMENT", "next takes the name of a fault");
  const own: (keyof NextOptions)[] = name === "cut" ? ["after"] : name === "fail" ? ["error"] : [];
  const given = parseOptions("next", options, ["times", "of", "key", ...own]);
  if (given.error !== undefined && !isKvError(given.error)) {
    throw KvError.of("INVALID_ARGUMENT", "error is a KvError");
  }
  return {
    fault: name,
    of: parseChoice("of", given.of, CALL_KINDS, undefined),
    key: given.key === undefined ? undefined : parseKey(given.key),
    after: parseCount("after", given.after, 1) ?? 1,
    error: given.error,
    left: parseCount("times", given.times, 1) ?? 1,
  };
}

/** Whether a call is one of those that a fault waits for. */
export function fits(next: NextFault, { kind, key, possible }: CallAbout): boolean {
  if (!possible.includes(next.fault)) return false;
  if (next.key !== undefined && next.key !== key) return false;
  return next.of === undefined ? kind !== "bucket" : next.of === kind;
}
