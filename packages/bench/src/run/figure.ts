import { median } from "../nats/medians.ts";
import { readingAt, type Round } from "./round.ts";
import type { Cell, Row } from "./row.ts";

/** What the rounds of a row come to. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly cell?: Cell;
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** The figure of a row: computed within each round, then the median of the rounds. */
export function figureOf(row: Row, rounds: readonly Round[]): Figure {
  const { name, unit, cell, places } = row;
  const values = rounds.map((round) => row.of(...places.map((from) => readingAt(round, from))));
  return {
    name,
    unit,
    ...(cell === undefined ? {} : { cell }),
    median: median(values),
    lowest: Math.min(...values),
    highest: Math.max(...values),
  };
}
