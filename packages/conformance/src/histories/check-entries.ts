import { revisionOf } from "./events.ts";
import type { Fact, KeyHistory, Sight } from "./fact.ts";
import { findingOf, type Finding } from "./finding.ts";
import { grouped } from "../grouped.ts";

/** Judges that all who were told of a revision were told of the same entry. */
export function checkEntries({ bucket, key, facts }: KeyHistory): Finding | undefined {
  for (const [revision, told] of grouped(facts, revisionOf)) {
    if (revision === undefined) continue;
    const first = told.find(({ kind }) => kind === "write") ?? told[0];
    const other = told.find(
      (fact) => first !== undefined && !isSame(entryOf(fact), entryOf(first)),
    );
    if (first === undefined || other === undefined) continue;
    const reason = `revision ${revision} is two different entries`;
    return findingOf({ bucket, key, reason }, [first, other]);
  }
  return undefined;
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
