import { deepEqual } from "node:assert/strict";
import type { KvBucket } from "@revkv/core";
import { astray, wrong, type Calls } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";

/** What is no filter, and what an error about it says. */
const BAD_FILTERS: readonly (readonly [unknown, string])[] = [
  ["", "not empty"],
  ["a..b", '"." at position 2'],
  [">.", '"." at position 1'],
  ["a*", '"*" at position 1'],
  ["x.a*.y", '"*" at position 3'],
  ["*a", '"*" at position 0'],
  ["**", '"*" at position 0'],
  ["a>", '">" at position 1'],
  ["x.y>", '">" at position 3'],
  ["a.>>", '">" at position 2'],
  ["a.>.b", '">" at position 2'],
  [">.a", '">" at position 0'],
  ["a b", '" " at position 1'],
  ["a.ü", '"ü" at position 2'],
  ["k".repeat(3_001), "3001 bytes"],
  [null, "not null"],
  [5, "not a number"],
];

/** Every call that takes a filter. */
function callsWithFilter(bucket: KvBucket, filter: string | readonly string[]): Calls {
  return {
    keys: () => bucket.keys(filter).toArray(),
    history: () => bucket.history(filter).toArray(),
    watch: () => bucket.watch(filter),
    "watch of updates": () => bucket.watch(filter, { include: "updates" }),
  };
}

/** R1: what is a filter. What filters match is a matter of reading: `watchFilters`. */
export const filters: readonly RuleCase[] = [
  {
    rule: "R1.3",
    title: "another filter is INVALID_FILTER, with the character and its position, in a list too",
    async run({ bucket }) {
      for (const [filter, words] of BAD_FILTERS) {
        const alone = callsWithFilter(bucket, wrong(filter));
        deepEqual(await astray(alone, "INVALID_FILTER", words), [], JSON.stringify(filter));
        const listed = callsWithFilter(bucket, ["fine", wrong(filter)]);
        deepEqual(await astray(listed, "INVALID_FILTER", words), [], JSON.stringify(filter));
      }
    },
  },
  {
    rule: "R1.3",
    title: "an empty list of filters is INVALID_FILTER",
    async run({ bucket }) {
      deepEqual(await astray(callsWithFilter(bucket, []), "INVALID_FILTER"), []);
    },
  },
  {
    rule: "R1.3",
    title: "a filter of 3,000 bytes is fine",
    async run({ bucket }) {
      const long = "k".repeat(2_998);
      await bucket.put(`${long}.a`, "v");
      deepEqual(await bucket.keys(`${long}.*`).toArray(), [`${long}.a`]);
      deepEqual(await bucket.keys(`${long}.b`).toArray(), []);
    },
  },
];
