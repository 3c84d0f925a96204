import type { Fact, KeyHistory, PastWrite, Sight } from "../../src/histories/fact.ts";

/** Everything that was stored so far, oldest first. */
type Stored = readonly (Sight & { readonly revision: number; readonly from: number })[];

/**
 * Whether the calls of a key fit into some order, by trying every order, and for each write of unknown end every
 * revision that it can have. Slow, and plain enough to be believed.
 */
export function fits(history: KeyHistory): boolean {
  const due = history.facts.filter(({ kind }) => kind !== "glimpse");
  return fitsAfter([], due, history);
}

function fitsAfter(stored: Stored, open: readonly Fact[], history: KeyHistory): boolean {
  if (open.every(isUnknown) && isComplete(stored, history)) return true;
  return open.some((fact) => {
    if (open.some((other) => other.to < fact.from)) return false;
    const rest = open.filter((other) => other !== fact);
    if (fact.kind !== "write") {
      return isSeen(stored.at(-1), fact.saw) && fitsAfter(stored, rest, history);
    }
    if (!mayFollow(stored.at(-1), fact)) return false;
    const { operation, value, from } = fact;
    return revisionsFor(fact, stored, history).some((revision) =>
      fitsAfter([...stored, { revision, operation, value, from }], rest, history),
    );
  });
}

function isUnknown(fact: Fact): boolean {
  return fact.kind === "write" && fact.revision === undefined;
}

/** Whether everything that somebody was given at any time was stored. */
function isComplete(stored: Stored, { facts }: KeyHistory): boolean {
  return facts.every(
    (fact) =>
      fact.kind !== "glimpse" ||
      fact.saw.revision === 0 ||
      stored.some((entry) => entry.from < fact.to && isSeen(entry, fact.saw)),
  );
}

function isSeen(entry: Stored[number] | undefined, saw: Sight): boolean {
  const { revision = 0, operation, value } = entry ?? {};
  return (
    (saw.revision === undefined || saw.revision === revision) &&
    (saw.operation === undefined || saw.operation === operation) &&
    (saw.value === undefined || saw.value === value) &&
    saw.not !== revision
  );
}

function mayFollow(last: Stored[number] | undefined, { expected }: PastWrite): boolean {
  if (expected === "any") return true;
  if (expected === "absent") return last?.operation !== "PUT";
  return (last?.revision ?? 0) === expected;
}

/** The revisions above the last one that a write can have been given. */
function revisionsFor(
  write: PastWrite,
  stored: Stored,
  { facts, taken }: KeyHistory,
): readonly number[] {
  const above = stored.at(-1)?.revision ?? 0;
  if (write.revision !== undefined) return write.revision > above ? [write.revision] : [];
  const known = facts.flatMap((fact) => (fact.kind === "write" ? [] : (fact.saw.revision ?? [])));
  const most = Math.max(0, ...taken, ...known) + facts.length;
  const all = Array.from({ length: most - above }, (_, at) => above + 1 + at);
  return all.filter((one) => !taken.has(one));
}
