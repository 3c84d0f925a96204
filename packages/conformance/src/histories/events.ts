import type { Fact } from "./fact.ts";

/** That a call began or ended. */
export interface Event<F extends Fact> {
  readonly at: number;
  readonly fact: F;
}

/** The beginnings and the ends of calls in their order; what never ended has no end. */
export function eventsOf<F extends Fact>(facts: readonly F[]): readonly Event<F>[] {
  return facts
    .flatMap((fact) => [
      { at: fact.from, fact },
      { at: fact.to, fact },
    ])
    .filter(({ at }) => at < Infinity)
    .toSorted((a, b) => a.at - b.at);
}

/** The revision that somebody was told; undefined where nobody was told one. */
export function revisionOf(fact: Fact): number | undefined {
  const { revision } = fact.kind === "write" ? fact : fact.saw;
  return revision === 0 ? undefined : revision;
}

/** For each fact, of those that had ended when it began, the one with the greatest revision. */
export function greatestBefore(facts: readonly Fact[]): ReadonlyMap<Fact, Fact> {
  const before = new Map<Fact, Fact>();
  let greatest: Fact | undefined;
  for (const { at, fact } of eventsOf(facts)) {
    if (at === fact.from) {
      if (greatest !== undefined) before.set(fact, greatest);
      continue;
    }
    const revision = revisionOf(fact);
    const known = greatest === undefined ? 0 : (revisionOf(greatest) ?? 0);
    if (revision !== undefined && revision > known) greatest = fact;
  }
  return before;
}
