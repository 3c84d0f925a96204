import { KvError } from "../words/errors.ts";

/** How a watcher ended: with an error for its reader, or cleanly. */
export interface WatchEnd {
  /** What iteration throws; undefined for a clean end. */
  readonly thrown: { readonly error: unknown } | undefined;
  /** What `closed` carries. */
  readonly reason: KvError | undefined;
}

/** As somebody asked for. */
export const CLEAN: WatchEnd = { thrown: undefined, reason: undefined };

/** What a snapshot of a watch that ended cleanly rejects with. */
export function watchOver(): KvError {
  return KvError.of("CLOSED", "the watch is over", { outcomeUnknown: false });
}

/** More live entries waited than a watch may hold. */
export function overflowed(maxEntries: number, lastRevision: number): WatchEnd {
  const message = `more than ${maxEntries} entries were waiting; revision ${lastRevision} is the last one kept`;
  const reason = KvError.of("BUFFER_OVERFLOW", message, { lastRevision });
  return { thrown: { error: reason }, reason };
}
