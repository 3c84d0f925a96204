import type { Place } from "./place.ts";

/** Where a row stands in a table of its own kind, instead of in a line by itself. */
export interface Cell {
  /** The table's title. */
  readonly grid: string;
  readonly line: string;
  readonly column: string;
}

/** One figure of a section: what it is called, and how it comes out of the readings of one round. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  readonly places: readonly Place[];
  readonly cell?: Cell;
  /** Gets the readings of `places`, all of the same round. */
  of(...readings: readonly number[]): number;
}

/** A reading as it is. */
export function plain(name: string, unit: string, from: Place): Row {
  return { name, unit, places: [from], of: (reading = Number.NaN) => reading };
}

/** How many times as much one reading is as another of the same round. */
export function times(name: string, over: Place, under: Place): Row {
  return {
    name,
    unit: "x",
    places: [over, under],
    of: (above = Number.NaN, below = Number.NaN) => above / below,
  };
}

/** The highest of some readings. */
export function highest(name: string, unit: string, from: readonly Place[]): Row {
  return { name, unit, places: from, of: (...readings) => Math.max(...readings) };
}

/** How far apart some readings are. */
export function apart(name: string, unit: string, from: readonly Place[]): Row {
  return {
    name,
    unit,
    places: from,
    of: (...readings) => Math.max(...readings) - Math.min(...readings),
  };
}

/** A reading within a table. */
export function cellOf(cell: Cell, unit: string, from: Place): Row {
  const name = `${cell.grid}: ${cell.line}, ${cell.column}`;
  return { ...plain(name, unit, from), cell };
}
