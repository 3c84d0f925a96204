import { readLog } from "./log-read.ts";
import type { LogState } from "./log-state.ts";

/** What a purge takes out of a log; everything unless it says otherwise. */
export interface PurgePlan {
  /** Which keys; all of them unless given. */
  readonly filter?: string | undefined;
  /** How many of the matching entries stay, the newest ones. */
  readonly keep?: number | undefined;
  /** Only what has a lower revision. */
  readonly below?: number | undefined;
}

/** Removes entries without a trace (R6.2); gives how many went. */
export function purge(state: LogState, { filter = ">", keep = 0, below = 0 }: PurgePlan): number {
  // Nothing lies below the first revision.
  if (below === 1) return 0;
  const matching = readLog(state, { filters: [filter], start: "all" });
  const leaving = matching
    .slice(0, Math.max(0, matching.length - keep))
    .filter((row) => below === 0 || state.rows.revision(row) < below);
  for (const row of leaving) state.remove(row);
  // What is purged up to a revision still to come is never given to anything.
  if (filter === ">" && below > 0) state.skipTo(below - 1);
  return leaving.length;
}

/**
 * Removes what lies below the markers that are last, and those markers that were written no later than
 * `youngestMs` (R6); gives how many entries went.
 */
export function dropMarkers(state: LogState, youngestMs: number): number {
  const { keys, rings, rows } = state;
  const before = rows.size;
  for (const keyRow of state.marked) {
    const marker = keys.newest(keyRow);
    for (const row of rings.all(keyRow)) {
      if (row !== marker || rows.createdMs(row) <= youngestMs) state.remove(row);
    }
  }
  return before - rows.size;
}

/** Removes the entry of a revision; false where there is none. */
export function removeAt(state: LogState, revision: number): boolean {
  const row = state.order.find(revision);
  if (row !== undefined) state.remove(row);
  return row !== undefined;
}
