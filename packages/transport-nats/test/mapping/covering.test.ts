import { matcherOf } from "@revkv/core/subjects";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coveringFilter } from "../../src/mapping.ts";

const LETTERS: readonly string[] = ["a", "b", "c", "d"];
/** Every key of one to four tokens over four letters: a witness for any two filters of this file that meet. */
const KEYS = keysOf(4);

function keysOf(most: number): string[] {
  let last = [...LETTERS];
  const all = [...last];
  for (let length = 1; length < most; length += 1) {
    last = last.flatMap((key) => LETTERS.map((letter) => `${key}.${letter}`));
    all.push(...last);
  }
  return all;
}

const aFilter = fc
  .tuple(
    fc.array(fc.constantFrom("a", "b", "c", "*"), { minLength: 0, maxLength: 3 }),
    fc.boolean(),
  )
  .map(([tokens, isOpen]) => (isOpen || tokens.length === 0 ? [...tokens, ">"] : tokens).join("."));
const someFilters = fc.array(aFilter, { minLength: 1, maxLength: 7 });

function matching(filters: readonly string[]): (key: string) => boolean {
  const matchers = filters.map(matcherOf);
  return (key) => matchers.some((matches) => matches(key));
}

describe("a filter that stands in for several", () => {
  test("matches whatever these match", () => {
    fc.assert(
      fc.property(someFilters, (filters) => {
        const wanted = matching(filters);
        const asked = matcherOf(coveringFilter(filters));
        expect(KEYS.filter((key) => wanted(key) && !asked(key))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test.each<[readonly string[], string]>([
    [["a.*", "*.b"], "*.*"],
    [["a.*", "*.b", "c"], ">"],
    [["a.>", "*.b"], "*.>"],
    [["a.*.c", "a.b.>"], "a.*.>"],
    [["b.>", "a"], ">"],
    [["a.b", "a.b.c"], "a.>"],
    [["a.>", "a.b.c.d"], "a.>"],
    [[">", "a"], ">"],
    [["a", "a"], "a"],
    [["a.b", "a.c"], "a.*"],
    [[">"], ">"],
  ])("of %j is %s, and no wider", (filters, covering) => {
    expect(coveringFilter(filters)).toBe(covering);
  });
});
