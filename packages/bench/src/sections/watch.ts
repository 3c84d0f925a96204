import { place, type Place } from "../run/place.ts";
import { cellOf, times, type Row } from "../run/row.ts";
import type { Section } from "../run/section.ts";

/** How many watch filters there are. */
const FILTER_COUNTS = [10, 100, 1_000, 10_000, 100_000];
/** The table of the section. */
export const WATCH_GRID = "a put by number of watch filters, cpu ns";
const ROTATIONS = [1_000, 100_000];

/** What watchers cost a put. */
export const watch: Section = {
  name: "watch",
  about:
    "Puts to keys in rotation under watch filters of which two match every put; the listeners of these two count.",
  rounds: 3,
  isTimed: true,
  rows: [
    ...ROTATIONS.map((keys) =>
      times(
        `a put under 100,000 filters beside 10, ${keys.toLocaleString("en-US")} keys`,
        at(100_000, keys),
        at(10, keys),
      ),
    ),
    ...ROTATIONS.flatMap(cells),
  ],
};

function at(filters: number, keys: number): Place {
  return place(`watch ${filters} ${keys}`, "put.cpuNs");
}

function cells(keys: number): Row[] {
  const line = `${keys.toLocaleString("en-US")} keys in rotation`;
  return FILTER_COUNTS.map((filters) =>
    cellOf(
      { grid: WATCH_GRID, line, column: filters.toLocaleString("en-US") },
      "ns",
      at(filters, keys),
    ),
  );
}
