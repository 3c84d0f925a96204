import { greatestBefore, revisionOf } from "./events.ts";
import type { KeyHistory } from "./fact.ts";

/** How many direct reads there were, and how many of them were stale. */
export interface DirectReads {
  readonly count: number;
  readonly stale: number;
}

/** The direct reads of a key, and those that gave less than somebody had been told before they began. */
export function directReadsOf({ facts }: KeyHistory): DirectReads {
  const greatest = greatestBefore(facts);
  const reads = facts.filter(
    ({ kind, call: { asked } }) =>
      kind === "glimpse" && (asked.ask === "read" || asked.ask === "readMany"),
  );
  const stale = reads.filter((read) => {
    const before = greatest.get(read);
    return before !== undefined && (revisionOf(before) ?? 0) > (revisionOf(read) ?? 0);
  });
  return { count: reads.length, stale: stale.length };
}
