import { ServedLog } from "@revkv/core/engine";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { brief, world } from "../support.ts";

const KEYS = ["a", "b", "a.b", "a.c", "b.b", "a.b.c", "a.c.c", "b.b.c"];
const FILTERS = [">", "*", "a", "a.*", "*.b", "a.>", "*.*", "*.*.c", "a.*.c", "*.b.>", "*.>"];

const PATTERNS = new Map(
  FILTERS.map((filter) => {
    const tokens = filter.split(".").map((token) => {
      if (token === "*") return "[^.]+";
      return token === ">" ? ".+" : token;
    });
    return [filter, new RegExp(`^${tokens.join("\\.")}$`)];
  }),
);

const operation = fc.record({
  kind: fc.constantFrom("put", "put", "delete", "purge", "drop", "wait", "list"),
  key: fc.constantFrom(...KEYS),
  filters: fc.subarray(FILTERS, { minLength: 1, maxLength: 3 }),
  from: fc.integer({ min: 1, max: 40 }),
});

describe("rule 20: a listing finds what its filters match, whenever the index was made", () => {
  test("keys, history, snapshots and what follows a revision are those of a plain walk", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.array(operation, { maxLength: 40 }),
        (history, operations) => {
          const { engine, bucket, clock } = world({ history, ttlMs: 10_000 });
          for (const { kind, key, filters, from } of operations) {
            if (kind === "put") bucket.put(key, "v");
            if (kind === "delete") bucket.delete(key);
            if (kind === "purge") bucket.purge(key);
            if (kind === "drop") bucket.purgeDeletes({ olderThanMs: 0 });
            if (kind === "wait") clock.advance(3_000);
            const all = bucket.history(">");
            const isMatch = (one: string): boolean =>
              filters.some((filter) => PATTERNS.get(filter)?.test(one) === true);
            const matching = all.filter((entry) => isMatch(entry.key)).map(brief);
            const last = new Map(all.map((entry) => [entry.key, entry]));
            const lasts = [...last.values()]
              .filter((entry) => isMatch(entry.key))
              .toSorted((one, other) => one.revision - other.revision);
            const live = lasts.filter((entry) => entry.operation === "PUT");
            const snapshot: string[] = [];
            bucket.watch(filters, (entry) => snapshot.push(brief(entry)))();
            const later = ServedLog.of(engine.log("b")).read({
              filters,
              start: { revision: from },
            });
            expect({
              history: bucket.history(filters).map(brief),
              keys: bucket.keys(filters),
              snapshot,
              later: later.map(({ revision }) => revision),
            }).toEqual({
              history: matching,
              keys: live.map((entry) => entry.key),
              snapshot: lasts.map(brief),
              later: matching.map((line) => Number.parseInt(line, 10)).filter((one) => one >= from),
            });
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
