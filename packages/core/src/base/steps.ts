/**
 * How much work was done, counted where the loops are. Tests pass one of their own in to show that
 * a cost does not grow with what an operation does not touch; nothing ever reads it otherwise.
 */
export interface Steps {
  /** Stored entries visited by reads, trims and expiry. */
  entries: number;
  /** Keys visited by listings. */
  keys: number;
  /** Watchers that an entry was offered to. */
  watchers: number;
}

/** A counter that begins at zero. */
export function newSteps(): Steps {
  return { entries: 0, keys: 0, watchers: 0 };
}
