import type { EntryRows } from "./entry-rows.ts";

/** All rows that are in use. */
export function allRows(rows: EntryRows): number[] {
  const all: number[] = [];
  for (let row = 0; row < rows.end; row += 1) if (rows.revision(row) > 0) all.push(row);
  return all;
}

/**
 * Rows in order of revision. Revision and place are packed into one number each, since numbers are sorted several
 * times as fast as anything that a function has to compare.
 */
export function sortedRows(found: number[], rows: EntryRows): number[] {
  let [lowest, highest, before] = [Infinity, 0, 0];
  let [rises, falls] = [true, true];
  for (const row of found) {
    const revision = rows.revision(row);
    rises &&= revision > before;
    falls &&= before === 0 || revision < before;
    before = revision;
    if (revision < lowest) lowest = revision;
    if (revision > highest) highest = revision;
  }
  if (rises) return found;
  // The lists of the index are in this order where nothing was written twice.
  if (falls) return found.toReversed();
  const width = 2 ** Math.ceil(Math.log2(found.length));
  if ((highest - lowest + 1) * width > Number.MAX_SAFE_INTEGER) {
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
