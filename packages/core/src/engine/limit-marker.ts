import { noBytes } from "../base/bytes.ts";
import { headerBlock, limitMarkerHeaders } from "../words/stored-size.ts";
import type { Stored } from "./key-log.ts";
import type { Draft } from "./log-state.ts";

/** What takes the place of an entry that was all that its key had, when it expires (R11.6); undefined where nothing does. */
export function limitMarkerAfter(stored: Stored, ttlMs: number | undefined): Draft | undefined {
  const leavesMarker = stored.log.last === undefined && stored.operation !== "PURGE";
  if (ttlMs === undefined || !leavesMarker) return undefined;
  return {
    key: stored.log.key,
    operation: "PURGE",
    reason: "MaxAge",
    bytes: noBytes,
    headers: headerBlock(limitMarkerHeaders(ttlMs)),
    ttlMs,
    createdMs: stored.dueMs,
    isRollup: true,
  };
}
