import { place } from "../run/place.ts";
import { cellOf, type Row } from "../run/row.ts";
import type { Section } from "../run/section.ts";
import { syncSubjects } from "../subjects/all.ts";

/** Numbers of keys, from what fits a cache of the processor to what does not. */
const KEY_COUNTS = [1_000, 10_000, 100_000, 1_000_000];
/** The table of the section. */
export const KEYS_GRID = "cpu ns an operation by number of keys";
const OPERATIONS = ["new", "overwrite", "get"];
const SUBJECTS = ["map", "engine"];

/** How the cost of an operation grows with the number of keys. */
export const keys: Section = {
  name: "keys",
  about:
    "The engine beside a bare Map, whose growth is that of the caches of the processor: both look a key up in a table.",
  rounds: 2,
  isTimed: true,
  rows: SUBJECTS.flatMap((subject) =>
    OPERATIONS.flatMap((operation) => KEY_COUNTS.map((count) => cell(subject, operation, count))),
  ),
};

function cell(subject: string, operation: string, count: number): Row {
  const line = `${syncSubjects[subject]?.title}, ${operation}`;
  const column = count.toLocaleString("en-US");
  const from = place(`store ${subject} ${count}`, `${operation}.cpuNs`);
  return cellOf({ grid: KEYS_GRID, line, column }, "ns", from);
}
