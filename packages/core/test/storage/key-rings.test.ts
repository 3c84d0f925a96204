import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EntryRows } from "../../src/storage/entry-rows.ts";
import { KeyRings } from "../../src/storage/key-rings.ts";
import { KeyTable } from "../../src/storage/key-table.ts";

const KEYS = ["a", "b", "c"];
const BYTES = new Uint8Array(0);

const step = fc.record({
  kind: fc.constantFrom("add" as const, "add" as const, "remove" as const, "trim" as const),
  key: fc.constantFrom(...KEYS),
  pick: fc.nat(),
});

describe("the entries of each key", () => {
  test("are those of a list, whichever of them goes", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const keys = new KeyTable();
        const rows = new EntryRows();
        const rings = new KeyRings(keys, rows);
        const model = new Map(KEYS.map((key) => [keys.add(key), [] as number[]]));
        for (const [at, { kind, key, pick }] of steps.entries()) {
          const keyRow = keys.find(key);
          const list = model.get(keyRow) ?? [];
          if (kind === "add") {
            const content = { createdMs: 0, kind: 0, bytes: BYTES, extras: undefined };
            const row = rows.add(keyRow, at + 1, content);
            rings.add(keyRow, row);
            list.push(row);
          } else if (list.length > 0) {
            const [gone] = list.splice(kind === "trim" ? 0 : pick % list.length, 1);
            rings.remove(keyRow, gone ?? -1);
            rows.remove(gone ?? -1);
          }
          for (const [one, entries] of model) {
            expect(keys.count(one)).toBe(entries.length);
            if (entries.length === 0) continue;
            expect(rings.all(one)).toEqual(entries);
            expect([rings.oldest(one), keys.newest(one)]).toEqual([entries[0], entries.at(-1)]);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
