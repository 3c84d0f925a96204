import { covers, FilterTrie, matcherOf, matchesFilter } from "@revkv/core/subjects";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseFilters } from "@revkv/core/words";

const token = fc.constantFrom("a", "b", "ab", "__proto__");
const key = fc.array(token, { minLength: 1, maxLength: 4 }).map((tokens) => tokens.join("."));
const filter = fc
  .tuple(
    fc.array(fc.oneof(token, fc.constant("*")), { maxLength: 3 }),
    fc.oneof(token, fc.constantFrom("*", ">")),
  )
  .map(([tokens, last]) => [...tokens, last].join("."));

/** A filter as a regular expression, token by token. */
function regexOf(one: string): RegExp {
  const parts = one.split(".").map((part) => {
    if (part === "*") return "[^.]+";
    return part === ">" ? "[^.]+(?:\\.[^.]+)*" : part;
  });
  return new RegExp(`^${parts.join("\\.")}$`);
}

describe("rule 20: what a filter matches", () => {
  test("is what a regular expression says", () => {
    fc.assert(
      fc.property(filter, key, (one, subject) => {
        const expected = regexOf(one).test(subject);
        expect(matchesFilter(one, subject)).toBe(expected);
        expect(matcherOf(one)(subject)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  test("`>` matches one token or more, never none", () => {
    expect(matchesFilter("a.>", "a")).toBe(false);
    expect(matchesFilter("a.>", "a.b")).toBe(true);
    expect(matchesFilter("a.>", "a.b.c")).toBe(true);
    expect(matchesFilter(">", "a")).toBe(true);
    expect(matchesFilter("*.>", "a")).toBe(false);
  });

  test("a filter covers another when it matches all that the other matches", () => {
    fc.assert(
      fc.property(filter, filter, fc.array(key, { maxLength: 20 }), (outer, inner, subjects) => {
        const lost = subjects.filter(
          (subject) => matchesFilter(inner, subject) && !matchesFilter(outer, subject),
        );
        expect(covers(outer, inner) ? lost : []).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  test("one that does not cover another leaves out one of its keys", () => {
    const literal = (one: string): string[] =>
      one.includes(">")
        ? [one.replace(">", "z"), one.replace(">", "z.z"), one.replace(">", "z.z.z.z.z")]
        : [one];
    fc.assert(
      fc.property(filter, filter, (outer, inner) => {
        const witnesses = literal(inner).map((one) => one.replaceAll("*", "y"));
        const allMatch = witnesses.every((subject) => matchesFilter(outer, subject));
        expect(covers(outer, inner)).toBe(allMatch);
      }),
      { numRuns: 2_000 },
    );
  });

  test("merging a list changes nothing of what is matched, and leaves no filter that another covers", () => {
    fc.assert(
      fc.property(fc.array(filter, { minLength: 1, maxLength: 6 }), key, (filters, subject) => {
        const merged = parseFilters(filters);
        const matches = (list: readonly string[]): boolean =>
          list.some((one) => matchesFilter(one, subject));
        expect(matches(merged)).toBe(matches(filters));
        const pairs = merged.flatMap((one) => merged.map((other) => [one, other] as const));
        const covered = pairs.filter(([one, other]) => one !== other && covers(one, other));
        expect(covered).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("rule 20: FilterTrie", () => {
  function matched(trie: FilterTrie<number>, subject: string): number[] {
    const found: number[] = [];
    trie.match(subject, (value) => found.push(value));
    return found.toSorted((a, b) => a - b);
  }

  test("finds the values whose filters match, once for each, as they come and go", () => {
    const step = fc.record({ filter, isRemoval: fc.boolean(), pick: fc.nat() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.array(key), (steps, subjects) => {
        const trie = new FilterTrie<number>();
        const model: { readonly filter: string; readonly value: number }[] = [];
        for (const [value, { filter: one, isRemoval, pick }] of steps.entries()) {
          if (isRemoval && model.length > 0) {
            const [gone] = model.splice(pick % model.length, 1);
            if (gone !== undefined) trie.remove(gone.filter, gone.value);
          } else {
            trie.add(one, value);
            model.push({ filter: one, value });
          }
        }
        for (const subject of subjects) {
          const expected = model.filter((known) => matchesFilter(known.filter, subject));
          expect(matched(trie, subject)).toEqual(
            expected.map(({ value }) => value).toSorted((a, b) => a - b),
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  test("visits a value once for every filter of its own that matches", () => {
    const trie = new FilterTrie<number>();
    trie.add("a.*", 1);
    trie.add("*.b", 1);
    trie.add("a.*", 1);
    expect(matched(trie, "a.b")).toEqual([1, 1]);
    expect(matched(trie, "a.c")).toEqual([1]);
  });

  test("removing what is not there is nothing", () => {
    const trie = new FilterTrie<number>();
    trie.add("a.b", 1);
    for (const other of ["a", "a.b.c", "a.>", "a.*", ">", "x.y"]) trie.remove(other, 1);
    trie.remove("a.b", 2);
    expect(matched(trie, "a.b")).toEqual([1]);
  });
});
