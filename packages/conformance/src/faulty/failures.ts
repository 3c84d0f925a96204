import { KvError } from "@revkv/core";

/** Nobody answers: surely nothing has happened. */
export function refused(what: string): KvError {
  return KvError.of("UNAVAILABLE", `nobody answers: ${what}`);
}

/** No answer came. */
export function late(what: string, outcomeUnknown: boolean): KvError {
  return KvError.of("TIMEOUT", `no answer in time: ${what}`, { outcomeUnknown });
}

/** The connection went away before the answer. */
export function gone(what: string, outcomeUnknown: boolean): KvError {
  const message = `the connection went away before the answer: ${what}`;
  return KvError.of("DISCONNECTED", message, { outcomeUnknown });
}

/** A flow of entries broke off after a revision. */
export function brokenOff(what: string, lastRevision: number): KvError {
  const message = `${what} broke off: what came after revision ${lastRevision} is missing`;
  return KvError.of("DISCONNECTED", message, { outcomeUnknown: false });
}

/** The store takes nothing any more. */
export function closed(): KvError {
  return KvError.of("CLOSED", "the store is closed", { outcomeUnknown: false });
}
