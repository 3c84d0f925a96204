import { ALL_CASES } from "./all-cases.ts";
import type { Need, RuleCase } from "./rule-case.ts";
import type { KnownGap, Subject } from "./subject.ts";

/** A case that runs on a subject, and the gap that it is expected to show. */
export interface PlannedCase {
  readonly one: RuleCase;
  readonly gap: KnownGap | undefined;
}

/** What a plan is made from: all that is known of a subject before it is opened. */
export type Claims = Omit<Subject, "open">;

/**
 * The cases that run on a subject: those whose needs it has, and those about what it lacks.
 *
 * @throws When a known gap names no case that runs there: it would hide nothing, and stay for ever.
 */
export function planFor(subject: Claims): readonly PlannedCase[] {
  const cases = ALL_CASES.filter((one) => runsOn(subject, one));
  const gaps = subject.knownGaps ?? [];
  for (const gap of gaps) checkGap(gap, cases, subject.name);
  return cases.map((one) => ({ one, gap: gaps.find((gap) => covers(gap, one)) }));
}

/** Whether a subject has all that a case needs, and lacks what it is about. */
export function runsOn(
  { features, time }: Claims,
  { needs = [], lacks }: Pick<RuleCase, "needs" | "lacks">,
): boolean {
  const has = (need: Need): boolean => (need === "clock" ? time === "turned" : features[need]);
  return needs.every(has) && (lacks === undefined || !features[lacks]);
}

function covers({ rule, cases }: KnownGap, one: RuleCase): boolean {
  return rule === one.rule && (cases === undefined || cases.includes(one.title));
}

function checkGap(gap: KnownGap, cases: readonly RuleCase[], name: string): void {
  const ofRule = cases.filter((one) => one.rule === gap.rule).map(({ title }) => title);
  const unknown = gap.cases?.filter((title) => !ofRule.includes(title)) ?? [];
  if (ofRule.length > 0 && unknown.length === 0) return;
  const what = unknown.length === 0 ? "no case" : unknown.map((title) => `"${title}"`).join(", ");
  throw new Error(`a known gap of ${name} names what does not run there: ${gap.rule}, ${what}`);
}
