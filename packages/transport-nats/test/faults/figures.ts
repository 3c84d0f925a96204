/** What a run of a scenario has seen, in numbers that can be added up. */
export interface Figures {
  /** Writes whose revision came back. */
  readonly acknowledged: number;
  /** Writes that ended with the certainty that nothing was stored. */
  readonly refused: number;
  /** Writes whose outcome nobody knew. */
  readonly unknown: number;
  /** Of those, the ones that were stored all the same. */
  readonly unknownStored: number;
  readonly casRounds: number;
  readonly restarts: number;
  readonly cuts: number;
  readonly leaderChanges: number;
  readonly watchers: number;
  /** Watches that were opened during a fault and rejected with a KvError. */
  readonly watchersRefused: number;
  /** Entries that watchers got. */
  readonly delivered: number;
  /** Listings that came to their end. */
  readonly reads: number;
  /** Listings that said that they were cut short. */
  readonly readsCut: number;
  /** Entries that somebody should have got and did not. */
  readonly lost: number;
  /** Entries that were stored or delivered more than once. */
  readonly doubled: number;
  /** Consumers that were still on the server when their watchers had stopped; they go by themselves. */
  readonly consumersLeft: number;
}

/** Nothing has happened yet. */
const NOTHING: Figures = {
  acknowledged: 0,
  refused: 0,
  unknown: 0,
  unknownStored: 0,
  casRounds: 0,
  restarts: 0,
  cuts: 0,
  leaderChanges: 0,
  watchers: 0,
  watchersRefused: 0,
  delivered: 0,
  reads: 0,
  readsCut: 0,
  lost: 0,
  doubled: 0,
  consumersLeft: 0,
};

/** All figures of several runs, or of several parts of one. */
export function sumOf(parts: readonly Partial<Figures>[]): Figures {
  const sum: Record<string, number> = { ...NOTHING };
  for (const part of parts)
    for (const [name, count] of Object.entries(part)) sum[name] = (sum[name] ?? 0) + count;
  return sum as unknown as Figures;
}
