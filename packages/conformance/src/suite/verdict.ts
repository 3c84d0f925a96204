import { ALL_CASES } from "./all-cases.ts";
import { planFor, runsOn, type Claims, type PlannedCase } from "./plan.ts";
import type { Need, RuleCase } from "./rule-case.ts";
import { RULES } from "./rules.ts";

/** How a subject stands to one rule. */
export interface Verdict {
  /** The number of the rule. */
  readonly rule: string;
  /**
   * `kept`: every case that runs passes. `lacking`: no case runs, since the subject does not have what they
   * need. `known gap`: one or more are expected to fail, and do. `broken`: one fails, or a gap is closed.
   */
  readonly verdict: "kept" | "lacking" | "known gap" | "broken";
  /** What is lacking, the reasons of the gaps, or what broke. */
  readonly reasons: readonly string[];
}

/** What a subject says of itself, rule by rule: the verdicts of a run in which nothing breaks. */
export function claimedVerdicts(subject: Claims): readonly Verdict[] {
  return verdictsOf(subject, planFor(subject), new Map());
}

/** The verdict on every rule, by the failures of the cases that ran. */
export function verdictsOf(
  subject: Claims,
  plan: readonly PlannedCase[],
  failures: ReadonlyMap<RuleCase, string>,
): readonly Verdict[] {
  return RULES.map(({ number: rule }) => {
    const planned = plan.filter(({ one }) => one.rule === rule);
    const broken = planned.flatMap(({ one }) => failures.get(one) ?? []);
    if (broken.length > 0) return { rule, verdict: "broken", reasons: broken };
    const gaps = new Set(planned.flatMap(({ gap }) => gap?.reason ?? []));
    if (gaps.size > 0) return { rule, verdict: "known gap", reasons: [...gaps] };
    const isShown = planned.some(({ one }) => one.lacks === undefined);
    return { rule, verdict: isShown ? "kept" : "lacking", reasons: missingFor(subject, rule) };
  });
}

/** What the cases of a rule need that the subject does not have. */
function missingFor(subject: Claims, rule: string): readonly string[] {
  const isMissing = (need: Need): boolean => !runsOn(subject, { needs: [need] });
  const needs = ALL_CASES.filter((one) => one.rule === rule).flatMap(({ needs }) => needs ?? []);
  return [...new Set(needs.filter(isMissing))];
}
