import type { PastWrite, Sight, Sighting } from "./fact.ts";

/** What the key may hold at some moment, and how it came to that. */
export interface State {
  /** The last entry; one of which nobody knows the revision has none. */
  readonly last: Sight;
  /** How many slots have their write. */
  readonly filled: number;
  /** No write can have a revision up to this one any more. */
  readonly floor: number;
  /** The loose writes that were stored. */
  readonly stored: ReadonlySet<PastWrite>;
  /** The sightings under way that were true at some moment. */
  readonly met: ReadonlySet<Sighting>;
}

/** Nothing is stored. */
export const EMPTY: State = {
  last: { revision: 0 },
  filled: 0,
  floor: 0,
  stored: new Set(),
  met: new Set(),
};

/** A name that two states share exactly where they are alike. */
export function nameOf({ last, filled, floor, stored, met }: State): string {
  return `${filled} ${floor} ${last.operation} ${placesOf(stored)} ${placesOf(met)}`;
}

function placesOf(facts: ReadonlySet<PastWrite | Sighting>): string {
  if (facts.size === 0) return "";
  const places = Array.from(facts, ({ from }) => from);
  return places.toSorted((a, b) => a - b).join();
}

/** Whether an entry is what somebody saw. */
export function isSeenAs(entry: Sight, saw: Sight): boolean {
  return (
    (saw.revision === undefined || saw.revision === entry.revision) &&
    (saw.operation === undefined || saw.operation === entry.operation) &&
    (saw.value === undefined || saw.value === entry.value) &&
    (saw.not === undefined || saw.not !== entry.revision)
  );
}

/** The states without the knowledge of which loose writes were stored: they may be again, so more is possible. */
export function forgetful(states: readonly State[]): readonly State[] {
  const kept = new Map<string, State>();
  for (const state of states) {
    const without = { ...state, stored: EMPTY.stored };
    kept.set(nameOf(without), without);
  }
  return [...kept.values()];
}
