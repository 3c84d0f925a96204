import { place, type Place } from "../run/place.ts";
import { apart, cellOf, times, type Row } from "../run/row.ts";
import type { Section } from "../run/section.ts";

/** How many revisions a key may keep. */
const DEPTHS = [1, 2, 4, 8, 16, 32, 64];
/** The table of the section. */
export const HISTORY_GRID = "an overwrite by history, 10,000 keys";
const KEYS = 10_000;
const DEEPEST = 64;

/** What history costs a put. */
export const history: Section = {
  name: "history",
  about:
    "Overwrites in random order in a bucket whose keys all have as many revisions as they may keep. " +
    "Equal stored revisions: 640,000 keys with history 1 beside 10,000 with 64.",
  rounds: 5,
  isTimed: true,
  rows: [
    apart(
      "steps a put, most less fewest of all depths",
      "steps",
      DEPTHS.map((depth) => at(KEYS, depth, "steps")),
    ),
    times(
      "history 64 beside 1, equal stored revisions",
      at(KEYS * DEEPEST, 1, "put.cpuNs"),
      at(KEYS, DEEPEST, "put.cpuNs"),
    ),
    times(
      "history 64 beside 1, 10,000 keys",
      at(KEYS, 1, "put.cpuNs"),
      at(KEYS, DEEPEST, "put.cpuNs"),
    ),
    ...cells("cpu ns", "put.cpuNs", "ns"),
    ...cells("steps", "steps", "steps"),
  ],
};

function at(keys: number, depth: number, reading: string): Place {
  return place(`history ${keys} ${depth}`, reading);
}

function cells(line: string, reading: string, unit: string): Row[] {
  return DEPTHS.map((depth) =>
    cellOf({ grid: HISTORY_GRID, line, column: String(depth) }, unit, at(KEYS, depth, reading)),
  );
}
