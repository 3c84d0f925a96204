import { sortedRows, allRows } from "../storage/sorted-rows.ts";
import { matcherOf } from "../words/filter.ts";
import type { LogState } from "./log-state.ts";

/** What a read is about. */
export interface LogRead {
  readonly filters: readonly string[];
  /** The last entry of each key, all entries, none, or all from a revision on. */
  readonly start: "last" | "all" | "new" | { readonly revision: number };
}

/** The rows of the entries that a read is about, in order of revision. */
export function readLog(state: LogState, { filters, start }: LogRead): number[] {
  if (start === "new") return [];
  if (typeof start === "object") return readFrom(state, filters, start.revision);
  const isEachLast = state.rows.size === state.keys.size;
  const isAll = filters.includes(">") && (start === "all" || isEachLast);
  return isAll ? readAll(state) : readKeys(state, filters, start);
}

function readAll(state: LogState): number[] {
  state.steps.entries += state.rows.size;
  return state.isOrdered ? [...state.order.from(0)] : sortedRows(allRows(state.rows), state.rows);
}

/** The last or all entries of the keys that match. */
function readKeys(state: LogState, filters: readonly string[], start: "last" | "all"): number[] {
  const { index, keys, rings, rows, steps } = state;
  const found: number[] = [];
  for (const keyRow of matchingAny(index, filters)) {
    if (start === "last") found.push(keys.newest(keyRow));
    else found.push(...rings.all(keyRow));
  }
  steps.entries += found.length;
  return sortedRows(found, rows);
}

/** Only several filters may meet a key twice. */
function matchingAny(index: LogState["index"], filters: readonly string[]): Iterable<number> {
  const [only] = filters;
  if (filters.length === 1 && only !== undefined) return index.matching(only);
  const keyRows = new Set<number>();
  for (const filter of filters) for (const keyRow of index.matching(filter)) keyRows.add(keyRow);
  return keyRows;
}

/** Counts up from the revision where that is shorter than a walk through the keys. */
function readFrom(state: LogState, filters: readonly string[], revision: number): number[] {
  const { index, order, rows, steps } = state;
  const isAll = filters.includes(">");
  const keyCount = filters.reduce((sum, filter) => sum + index.countFor(filter), 0);
  if (!isAll && order.countFrom(revision) > keyCount) {
    return readKeys(state, filters, "all").filter((row) => rows.revision(row) >= revision);
  }
  const matchers = isAll ? [] : filters.map(matcherOf);
  const found: number[] = [];
  for (const row of order.from(revision)) {
    steps.entries += 1;
    if (isAll || matchers.some((matches) => matches(state.keyOf(row)))) found.push(row);
  }
  return found;
}
