import type { Lap } from "./lap.ts";
import type { Round } from "./round.ts";

/** What the rounds of a row come to. */
export interface Medians {
  readonly official: Lap;
  readonly revkv: Lap;
  /** How many times as fast revkv was, within a round. */
  readonly ratio: number;
  readonly lowest: number;
  readonly highest: number;
}

/** The medians of some rounds, of which there is at least one. */
export function mediansOf(rounds: readonly Round[]): Medians {
  const ratios = rounds.map(({ official, revkv }) => revkv.perSecond / official.perSecond);
  return {
    official: medianLap(rounds.map(({ official }) => official)),
    revkv: medianLap(rounds.map(({ revkv }) => revkv)),
    ratio: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
  };
}

function medianLap(laps: readonly Lap[]): Lap {
  return {
    perSecond: median(laps.map(({ perSecond }) => perSecond)),
    cpuMicrosPerOperation: median(laps.map((lap) => lap.cpuMicrosPerOperation)),
  };
}

/** The middle one of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const below = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  const above = sorted[Math.ceil((sorted.length - 1) / 2)] ?? Number.NaN;
  return (below + above) / 2;
}
