import type { EntryRows } from "./entry-rows.ts";

/** All rows that are in use. */
export function allRows(rows: EntryRows): number[] {
  const all: number[] = [];
  for (let row = 0; row < rows.end; row += 1) if (rows.revision(row) > 0) all.push(row);
  return all;
}

/** Fewer changes of direction than one in so many rows are left to a sort that merges runs. */
const FEW_TURNS = 64;

/**
 * Rows in order of revision. Revision and place are packed into one number each, since numbers are sorted several
 * times as fast as anything that a function has to compare; but where little was written twice, there is little to sort.
 */
export function sortedRows(found: number[], rows: EntryRows): number[] {
  let [lowest, highest, before, drops] = [Infinity, 0, 0, 0];
  for (const row of found) {
    const revision = rows.revision(row);
    if (revision < before) drops += 1;
    before = revision;
    if (revision < lowest) lowest = revision;
    if (revision > highest) highest = revision;
  }
  if (drops === 0) return found;
  // The lists of the index fall where nothing was written twice.
  const rises = found.length - 1 - drops;
  if (rises === 0) return found.toReversed();
  const width = 2 ** Math.ceil(Math.log2(found.length));
  const isTooWide = (highest - lowest + 1) * width > Number.MAX_SAFE_INTEGER;
  if (isTooWide || Math.min(drops, rises) < found.length / FEW_TURNS) {
    return found.toSorted((a, b) => rows.revision(a) - rows.revision(b));
  }
  const packed = new Float64Array(found.length);
  for (let at = 0; at < found.length; at += 1) {
    packed[at] = (rows.revision(found[at] as number) - lowest) * width + at;
  }
  packed.sort();
  const sorted: number[] = [];
  for (const one of packed) sorted.push(found[one - Math.floor(one / width) * width] as number);
  return sorted;
}
