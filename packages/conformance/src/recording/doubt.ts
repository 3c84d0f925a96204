import type { CallLine, RecordedError, ReturnLine } from "./line.ts";

/** Failures of the way to the store, or of whoever called: the store has not said them. */
const OF_THE_WAY: ReadonlySet<string> = new Set([
  "ABORTED",
  "TIMEOUT",
  "DISCONNECTED",
  "UNAVAILABLE",
]);
const CHANGES: ReadonlySet<string> = new Set([
  "createBucket",
  "updateBucket",
  "deleteBucket",
  "write",
  "dropMarkers",
]);

/** Whether a failure says nothing about the store, so that no other store can be asked for it. */
export function isOfTheWay(error: RecordedError | undefined): boolean {
  return error !== undefined && OF_THE_WAY.has(error.code);
}

/** Whether a watch ended by something that happened on its way, or to the client that had it. */
export function isCut(closed: RecordedError | null): boolean {
  return closed !== null && (isOfTheWay(closed) || closed.code === "CLOSED");
}

/** Whether a call can change what others read. */
export function isChange({ ask }: CallLine): boolean {
  return CHANGES.has(ask);
}

/** Whether nobody knows if a call has changed something; what a backend has answered is compared instead. */
export function mayHaveHappened(call: CallLine, end: ReturnLine | undefined): boolean {
  if (!isChange(call)) return false;
  if (end === undefined) return true;
  if (!("error" in end)) return false;
  return end.error.code === "ABORTED" || end.error.details?.["outcomeUnknown"] === true;
}

/** Whether a write that ended so may have been stored all the same; in doubt it may, so that nobody is accused wrongly. */
export function isUnknown({ code, details }: RecordedError): boolean {
  if (code === "BACKEND" || code === "ABORTED" || code === "UNKNOWN") return true;
  const mayBe = code === "TIMEOUT" || code === "DISCONNECTED" || code === "CLOSED";
  return mayBe && details?.["outcomeUnknown"] !== false;
}
