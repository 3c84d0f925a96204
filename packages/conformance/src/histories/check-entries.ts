import { revisionOf } from "./events.ts";
import type { Fact, KeyHistory, Sight } from "./fact.ts";
import { findingOf, type Finding } from "./finding.ts";
import { grouped } from "../grouped.ts";

/** Judges that all who were told of a revision were told of the same entry. */
export function checkEntries({ bucket, key, facts }: KeyHistory): Finding | undefined {
  for (const [revision, told] of grouped(facts, revisionOf)) {
    if (revision === undefined) continue;
    // Who was told little may agree with two who do not agree with each other.
    const odd = told.filter((one) => otherThan(one, told) !== undefined);
    const first = odd.find(({ kind }) => kind === "write") ?? odd[0];
    const other = first && otherThan(first, told);
    if (first === undefined || other === undefined) continue;
    const reason = `revision ${revision} is two different entries`;
    return findingOf({ bucket, key, reason }, [first, other]);
  }
  return undefined;
}

/** Who was told of another entry. */
function otherThan(fact: Fact, told: readonly Fact[]): Fact | undefined {
  return told.find((other) => !isSame(entryOf(fact), entryOf(other)));
}

function entryOf(fact: Fact): Sight {
  return fact.kind === "write" ? fact : fact.saw;
}

/** Whether two may be the same entry: of what is not told it may be so. */
function isSame(a: Sight, b: Sight): boolean {
  return isAlike(a.operation, b.operation) && isAlike(a.value, b.value);
}

function isAlike<T>(one: T | undefined, other: T | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}
