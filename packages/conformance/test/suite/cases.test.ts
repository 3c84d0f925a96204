import { describe, expect, test } from "vitest";
import { ALL_CASES, RULES } from "../../src/index.ts";

describe("the cases of the suite", () => {
  test("have titles of their own", () => {
    const titles = ALL_CASES.map(({ title }) => title);
    expect(titles.filter((title, at) => titles.indexOf(title) !== at)).toEqual([]);
  });

  test("leave out no rule, and know no other", () => {
    const numbers = RULES.map(({ number }) => number);
    expect(new Set(ALL_CASES.map(({ rule }) => rule))).toEqual(new Set(numbers));
  });
});
