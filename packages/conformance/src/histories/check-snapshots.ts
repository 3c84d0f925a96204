import { revisionOf } from "./events.ts";
import type { Fact } from "./fact.ts";
import { findingOf, type Finding } from "./finding.ts";
import { grouped } from "../grouped.ts";
import { callInWords } from "./words.ts";

/** More keys at once need not be of one moment (R19.1). */
const MOST_KEYS = 1_024;

/**
 * Judges reads of many keys that are of one moment: where one key's entry has a revision, no other key may lack
 * an entry that came before it.
 */
export function checkSnapshots(bucket: string, facts: readonly Fact[]): Finding | undefined {
  const known = new Map(
    [...grouped(facts, ({ key }) => key)].map(([key, ofKey]) => [key, byRevision(ofKey)]),
  );
  const reads = facts.filter(({ call }) => call.asked.ask === "readMany");
  for (const answers of grouped(reads, ({ call }) => call).values()) {
    if (answers.length > MOST_KEYS) continue;
    const newest = answers.reduce((a, b) => (told(a) < told(b) ? b : a));
    for (const answer of answers) {
      const missed = firstAbove(known.get(answer.key) ?? [], told(answer));
      if (missed === undefined || told(missed) > told(newest)) continue;
      const { call, key } = answer;
      const lack = `revision ${told(newest)} of ${newest.key} and not yet ${told(missed)} of ${key}`;
      const who = `"${callInWords(call.asked)}" of ${call.asked.client}`;
      const reason = `${who} is of no one moment: it has ${lack}`;
      return findingOf({ bucket, key, reason }, [missed, newest, answer]);
    }
  }
  return undefined;
}

/** What tells of revisions, in their order. */
function byRevision(facts: readonly Fact[]): readonly Fact[] {
  return facts.filter((fact) => told(fact) > 0).toSorted((a, b) => told(a) - told(b));
}

/** Of facts in the order of their revisions, the first with a greater one. */
function firstAbove(facts: readonly Fact[], revision: number): Fact | undefined {
  let [low, high] = [0, facts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const fact = facts[middle];
    if (fact !== undefined && told(fact) <= revision) low = middle + 1;
    else high = middle;
  }
  return facts[low];
}

function told(fact: Fact): number {
  return revisionOf(fact) ?? 0;
}
