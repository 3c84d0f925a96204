import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KeyTable } from "../../src/storage/key-table.ts";
import { NONE } from "../../src/storage/no-row.ts";

/** A table and what it should say. */
class Pair {
  readonly table = new KeyTable();
  readonly rows = new Map<string, number>();

  /** Adds a key that is not in, removes one that is. */
  toggle(key: string): void {
    const row = this.rows.get(key);
    if (row === undefined) {
      this.rows.set(key, this.table.add(key));
      return;
    }
    this.table.remove(row);
    this.rows.delete(key);
  }

  /** The row of each of these keys. */
  found(keys: readonly string[]): number[] {
    return keys.map((key) => this.table.find(key));
  }

  /** The same by the model. */
  expected(keys: readonly string[]): number[] {
    return keys.map((key) => this.rows.get(key) ?? NONE);
  }

  /** The keys by their rows. */
  listed(): string[] {
    const all = Array.from({ length: this.table.end }, (_, row) => this.table.key(row));
    return all.filter((key) => key !== "").toSorted();
  }
}

/** Keys enough that places are split many times and hold several. */
const NAMES = Array.from({ length: 200 }, (_, at) => `k.${at}`);

describe("the table of keys", () => {
  test("finds what a map finds, whatever is added and removed", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: NAMES.length - 1 }), { maxLength: 600 }),
        fc.uniqueArray(fc.string({ minLength: 1 })),
        (picks, others) => {
          const pair = new Pair();
          for (const key of [...others, ...picks.map((pick) => NAMES[pick] ?? "")]) {
            pair.toggle(key);
            expect(pair.table.size).toBe(pair.rows.size);
            expect(pair.found([key])).toEqual(pair.expected([key]));
          }
          const known = [...NAMES, ...others];
          expect(pair.found(known)).toEqual(pair.expected(known));
          expect(pair.listed()).toEqual([...pair.rows.keys()].toSorted());
        },
      ),
      { numRuns: 100 },
    );
  });

  test("loses none of many keys while it grows, and none that stay when others go", () => {
    const pair = new Pair();
    const names = Array.from({ length: 20_000 }, (_, at) => `many.${at}`);
    for (const name of names) pair.toggle(name);
    expect(pair.found(names)).toEqual(pair.expected(names));
    for (const name of names) if (!name.endsWith("7")) pair.toggle(name);
    expect(pair.found(names)).toEqual(pair.expected(names));
    expect(pair.table.size).toBe(2_000);
  });

  test("gives the rows of keys that went to those that come, which know nothing of them", () => {
    const table = new KeyTable();
    const row = table.add("a");
    table.setEntries(row, 7, 3);
    table.setNewest(row, 8);
    expect([table.newest(row), table.count(row)]).toEqual([8, 3]);
    table.remove(row);
    expect(table.add("b")).toBe(row);
    expect([table.key(row), table.newest(row), table.count(row)]).toEqual(["b", NONE, 0]);
    expect(table.end).toBe(1);
  });
});
