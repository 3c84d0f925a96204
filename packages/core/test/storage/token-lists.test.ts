import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TokenLists } from "../../src/storage/token-lists.ts";

const TOKENS = ["a", "b", "c", "constructor"];
const MOST_ROWS = 12;

/** A key that comes with a token, or goes where it is in. */
const step = fc.record({ row: fc.nat({ max: MOST_ROWS }), token: fc.constantFrom(...TOKENS) });

describe("the keys that have a token", () => {
  test("are those of a set, whichever of them comes and goes", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const lists = new TokenLists();
        const model = new Map<number, string>();
        for (const { row, token } of steps) {
          const known = model.get(row);
          if (known === undefined) {
            lists.add(token, row);
            model.set(row, token);
          } else {
            lists.remove(known, row);
            model.delete(row);
          }
          for (const one of TOKENS) {
            const rows = [...model].filter(([, its]) => its === one).map(([its]) => its);
            const found: number[] = [];
            lists.visit(one, (row) => found.push(row));
            expect(found.toSorted((a, b) => a - b)).toEqual(rows.toSorted((a, b) => a - b));
            expect(lists.count(one)).toBe(rows.length);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
