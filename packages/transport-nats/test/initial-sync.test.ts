import * as fc from "fast-check";
import { expect, test } from "vitest";
import { InitialSync } from "../src/initial-sync.ts";
import type { Delivery } from "../src/mapping/delivery.ts";

function delivery(streamSequence: number): Delivery {
  return { consumerSequence: streamSequence, streamSequence, createdMs: 0, pending: 1 };
}

test("a key that comes again with a newer entry is told from one that comes for the first time", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(12), { maxLength: 8 }),
      fc.array(fc.nat(12), { maxLength: 20 }),
      fc.boolean(),
      (before, meanwhile, hasExactCounts) => {
        const storedBefore = hasExactCounts ? before.length : -1;
        const sync = new InitialSync({ isByKey: true, storedBefore });
        const seen = new Set<string>();
        for (const [at, key] of [...before, ...meanwhile].entries()) {
          const subject = `$KV.b.k${key}`;
          expect(sync.hasSeen(subject, delivery(at + 1))).toBe(seen.has(subject));
          sync.saw(subject, delivery(at + 1));
          seen.add(subject);
        }
      },
    ),
  );
});
