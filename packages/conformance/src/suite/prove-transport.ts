import { CaseResults } from "./case-results.ts";
import { planFor } from "./plan.ts";
import type { RuleCase } from "./rule-case.ts";
import { RULES } from "./rules.ts";
import type { Subject } from "./subject.ts";
import { verdictsOf, type Verdict } from "./verdict.ts";

/** What came of running the suite. */
export interface Proof {
  /** The name of the subject. */
  readonly subject: string;
  /** One for each rule, in order. */
  readonly verdicts: readonly Verdict[];
  /** How many cases ran. */
  readonly cases: number;
  /** Whether nothing broke. */
  readonly holds: boolean;
  /** A line a rule, for people. */
  readonly table: string;
}

/**
 * Runs the suite without a test runner, and says rule by rule what the subject keeps.
 *
 * @throws When a known gap names a case that does not run on this subject.
 *
 * @example
 * const features = {
 *   ttl: true, limitMarkers: true, multiFilter: true, snapshotRead: true,
 *   mirror: false, metadata: true, compression: true,
 * };
 * const open = () => {
 *   const clock = manualClock();
 *   return { transport: local({ clock }), clock };
 * };
 * const proof = await proveTransport({ name: "local", features, time: "turned", open });
 * console.log(proof.holds); // true
 */
export async function proveTransport(subject: Subject): Promise<Proof> {
  const plan = planFor(subject);
  const results = new CaseResults(subject, plan);
  const failures = new Map<RuleCase, string>();
  for (const planned of plan) {
    await results.of(planned).catch((error: unknown) => {
      const words = error instanceof Error ? error.message : String(error);
      failures.set(planned.one, `"${planned.one.title}": ${words}`);
    });
  }
  const verdicts = verdictsOf(subject, plan, failures);
  const holds = failures.size === 0;
  return { subject: subject.name, verdicts, cases: plan.length, holds, table: tableOf(verdicts) };
}

function tableOf(verdicts: readonly Verdict[]): string {
  const lines = verdicts.map(({ rule, verdict, reasons }) => {
    const words = RULES.find(({ number }) => number === rule)?.words ?? "";
    const notes = reasons.length === 0 ? "" : `: ${reasons.join("; ")}`;
    return `${rule.padEnd(7)}${words.padEnd(48)}${verdict}${notes}`;
  });
  return lines.join("\n");
}
