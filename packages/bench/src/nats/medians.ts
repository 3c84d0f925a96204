import type { Lap } from "./lap.ts";
import type { Round } from "./round.ts";

/** How many times as good revkv was, within a round. */
export interface Ratio {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** What the rounds of a row come to. */
export interface Medians {
  readonly official: Lap;
  readonly revkv: Lap;
  /** Of the operations in a second. */
  readonly speed: Ratio;
  /** Of the time that the client's processor is busy; more than 1 where revkv is the less busy one. */
  readonly cpu: Ratio;
}

/** The medians of some rounds, of which there is at least one. */
export function mediansOf(rounds: readonly Round[]): Medians {
  return {
    official: medianLap(rounds.map(({ official }) => official)),
    revkv: medianLap(rounds.map(({ revkv }) => revkv)),
    speed: ratioOf(rounds.map(({ official, revkv }) => revkv.perSecond / official.perSecond)),
    cpu: ratioOf(
      rounds.map(
        ({ official, revkv }) => official.cpuMicrosPerOperation / revkv.cpuMicrosPerOperation,
      ),
    ),
  };
}

function ratioOf(ratios: readonly number[]): Ratio {
  return { median: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios) };
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
