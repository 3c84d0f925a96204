import type { Place, Readings } from "./place.ts";

/** Every child of a section, measured once. */
export interface Round {
  /** What the children told, by their commands. */
  readonly readings: ReadonlyMap<string, Readings>;
  /** What the canary took before the first child and after the last; empty where it was not asked. */
  readonly canary: readonly number[];
}

/** A reading of a round; throws where there is none. */
export function readingAt({ readings }: Round, { command, reading }: Place): number {
  const found = readings.get(command)?.[reading];
  if (found === undefined) throw new Error(`${command} tells no ${reading}`);
  return found;
}
