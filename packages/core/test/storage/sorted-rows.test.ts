import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EntryRows } from "../../src/storage/entry-rows.ts";
import { allRows, sortedRows } from "../../src/storage/sorted-rows.ts";

const bytes = new Uint8Array(0);

/** Rows whose revisions are these, in this order. */
function rowsWith(revisions: readonly number[]): EntryRows {
  const rows = new EntryRows();
  for (const revision of revisions) {
    rows.add(0, revision, { createdMs: 0, kind: 0, bytes, extras: undefined });
  }
  return rows;
}

/** What keys that were written once look like, and then a few of them again: rising or falling but for those. */
const nearly = fc
  .record({
    count: fc.integer({ min: 0, max: 400 }),
    isFalling: fc.boolean(),
    again: fc.array(fc.nat(), { maxLength: 8 }),
  })
  .map(({ count, isFalling, again }) => {
    const revisions = Array.from({ length: count }, (_, at) => (isFalling ? count - at : at + 1));
    for (const [late, pick] of again.entries()) {
      if (count > 0) revisions[pick % count] = count + 1 + late;
    }
    return revisions;
  });
/** Far apart, they and their places do not fit into one number. */
const far = fc.uniqueArray(fc.maxSafeNat(), { maxLength: 200 });
const anyhow = fc.uniqueArray(fc.integer({ min: 1, max: 100_000 }), { maxLength: 400 });

describe("rows in order of revision", () => {
  test.each(Object.entries({ nearly, far, anyhow }))("%s", (_, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (given) => {
        const revisions = given.map((revision) => Math.max(1, revision));
        const rows = rowsWith(revisions);
        const sorted = sortedRows(allRows(rows), rows);
        expect(sorted.map((row) => rows.revision(row))).toEqual(
          revisions.toSorted((a, b) => a - b),
        );
        expect(new Set(sorted).size).toBe(revisions.length);
      }),
      { numRuns: 300 },
    );
  });
});
