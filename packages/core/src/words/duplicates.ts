const TWO_MINUTES_MS = 120_000;

/** How long a stream remembers the id of a message where nobody says otherwise: no longer than an entry lives. */
export function defaultDuplicatesMs(ttlMs: number | undefined): number {
  return Math.min(TWO_MINUTES_MS, ttlMs ?? TWO_MINUTES_MS);
}
