import { invalidArgument, kindText } from "./options.ts";

/** From this age on a marker is old, unless said otherwise (R6). */
const OLD_MARKER_MS = 30 * 60_000;

/** Judges the age from which purgeDeletes takes a marker too; 0 takes every marker. */
export function parseOlderThan(olderThanMs: unknown): number {
  if (olderThanMs === undefined) return OLD_MARKER_MS;
  if (typeof olderThanMs === "number" && Number.isFinite(olderThanMs) && olderThanMs >= 0) {
    return olderThanMs;
  }
  throw invalidArgument(`olderThanMs is a number of ms from 0 on, not ${kindText(olderThanMs)}`);
}
