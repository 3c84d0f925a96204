import { FilterTrie, matchesFilter } from "@revkv/core/subjects";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { MatchCache } from "../../src/engine/match-cache.ts";

const token = fc.constantFrom("a", "b", "c");
const key = fc.array(token, { minLength: 1, maxLength: 3 }).map((tokens) => tokens.join("."));
const filter = fc
  .tuple(fc.array(fc.oneof(token, fc.constant("*")), { maxLength: 2 }), fc.constantFrom("a", ">"))
  .map(([tokens, last]) => [...tokens, last].join("."));

/** A cache and what it should say, with one key for each slot. */
class Pair {
  readonly #trie = new FilterTrie<number>();
  readonly #cache = new MatchCache(this.#trie);
  readonly #known: { readonly filter: string; readonly value: number }[] = [];
  readonly #keys = new Map<number, string>();

  add(one: string, value: number): void {
    this.#trie.add(one, value);
    this.#known.push({ filter: one, value });
  }

  remove(pick: number): void {
    const [gone] = this.#known.splice(pick % Math.max(1, this.#known.length), 1);
    if (gone !== undefined) this.#trie.remove(gone.filter, gone.value);
  }

  name(slot: number, named: string): void {
    if (this.#keys.has(slot)) this.#cache.forget(slot);
    this.#keys.set(slot, named);
  }

  found(): number[][] {
    return [...this.#keys].map(([slot, named]) =>
      this.#cache
        .of(slot, named)
        .flatMap((values) => [...values])
        .toSorted((one, other) => one - other),
    );
  }

  expected(): number[][] {
    return [...this.#keys.values()].map((named) =>
      this.#known
        .filter((known) => matchesFilter(known.filter, named))
        .map(({ value }) => value)
        .toSorted((one, other) => one - other),
    );
  }
}

describe("the cache of filters that match a key", () => {
  test("says what the trie says, as filters come and go and slots name other keys", () => {
    // Some share a place: slots that are far apart, and beyond what is remembered.
    const slot = fc.constantFrom(0, 1, 1_024, 5_000, 131_072, 262_145);
    const step = fc.oneof(
      fc.record({ kind: fc.constant("add" as const), filter }),
      fc.record({ kind: fc.constant("remove" as const), pick: fc.nat() }),
      fc.record({ kind: fc.constant("name" as const), slot, key }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const pair = new Pair();
        for (const [at, one] of steps.entries()) {
          if (one.kind === "add") pair.add(one.filter, at);
          else if (one.kind === "remove") pair.remove(one.pick);
          else pair.name(one.slot, one.key);
          expect(pair.found()).toEqual(pair.expected());
        }
      }),
      { numRuns: 40 },
    );
  });

  test("walks once for a key, and not again for a value that joins or leaves a filter that stays", () => {
    const trie = new FilterTrie<number>();
    const cache = new MatchCache(trie);
    const walks = vi.spyOn(trie, "matchFilters");
    trie.add("a.>", 1);
    const seen: number[][] = [];
    const look = (): void => void seen.push(cache.of(7, "a.b").flatMap((values) => [...values]));
    look();
    look();
    trie.add("a.>", 2);
    look();
    trie.remove("a.>", 1);
    look();
    expect(walks).toHaveBeenCalledTimes(1);
    trie.add("*.b", 3);
    look();
    expect(walks).toHaveBeenCalledTimes(2);
    expect(seen).toEqual([[1], [1], [1, 2], [2], [2, 3]]);
  });

  test("keys that match the same filters share one answer", () => {
    const trie = new FilterTrie<number>();
    const cache = new MatchCache(trie);
    trie.add("a.>", 1);
    trie.add("*.*", 2);
    expect(cache.of(0, "a.b")).toBe(cache.of(1, "a.c"));
    expect(cache.of(0, "a.b")).not.toBe(cache.of(2, "b.c"));
  });
});
