import { noBytes } from "../base/bytes.ts";
import { headerBlock, limitMarkerHeaders } from "../words/stored-size.ts";
import { LIMIT_MARKER } from "./entry-kinds.ts";
import type { Draft } from "./log-state.ts";

/** What takes the place of an entry that was all that its key had, when it expires (R11.6). */
export function limitMarker(key: string, createdMs: number, ttlMs: number): Draft {
  return {
    key,
    kind: LIMIT_MARKER,
    bytes: noBytes,
    extras: { headers: headerBlock(limitMarkerHeaders(ttlMs)), ttlMs },
    createdMs,
    isRollup: true,
  };
}
