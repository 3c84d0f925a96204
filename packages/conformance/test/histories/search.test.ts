import * as fc from "fast-check";
import { expect, test } from "vitest";
import { checkEntries } from "../../src/histories/check-entries.ts";
import { revisionOf } from "../../src/histories/events.ts";
import type { KeyHistory } from "../../src/histories/fact.ts";
import { Search } from "../../src/histories/search.ts";
import { without } from "../../src/histories/shrink.ts";
import { fits } from "./brute-force.ts";
import { anyHistory } from "./random-history.ts";

const seed = Number(process.env["REVKV_SEED"] ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env["REVKV_SEQUENCES"] ?? 3_000);

test(`the search finds an order exactly where trying all of them does, seed ${seed}`, () => {
  const found = { right: 0, wrong: 0 };
  const property = fc.property(anyHistory, (history) => {
    const isRight = isRightBySearch(history);
    found[isRight ? "right" : "wrong"] += 1;
    // A demand for a revision that nobody knows may be met by any unknown write: there more is allowed.
    if (isRight && hasWildDemand(history)) return;
    const shown = inShort(history);
    expect({ isRight, shown }).toEqual({ isRight: fits(history), shown });
  });
  fc.assert(property, { seed, numRuns });
  expect(Math.min(found.right, found.wrong)).toBeGreaterThan(numRuns / 10);
}, 600_000);

test(`what is left of a history that is right is right, seed ${seed}`, () => {
  const parts = fc.array(fc.nat(6), { maxLength: 4 });
  const property = fc.property(anyHistory, parts, (history, places) => {
    fc.pre(fits(history));
    const dropped = new Set(history.facts.filter((_, place) => places.includes(place)));
    const left = without(history, dropped);
    const shown = [inShort(history), inShort(left)];
    expect({ isRight: fits(left), shown }).toEqual({ isRight: true, shown });
  });
  fc.assert(property, { seed, numRuns });
}, 600_000);

function isRightBySearch(history: KeyHistory): boolean {
  return checkEntries(history) === undefined && new Search(history).run() === undefined;
}

function hasWildDemand({ facts, taken }: KeyHistory): boolean {
  const known = new Set([0, ...taken, ...facts.map(revisionOf)]);
  return facts.some(
    (fact) =>
      fact.kind === "write" && typeof fact.expected === "number" && !known.has(fact.expected),
  );
}

/** A line for each fact. */
function inShort({ facts, taken }: KeyHistory): readonly string[] {
  const lines = facts.map((fact) => JSON.stringify({ ...fact, call: undefined, key: undefined }));
  return [...lines, `taken ${[...taken].join()}`];
}
