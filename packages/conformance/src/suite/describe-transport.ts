import { CASE_TIMEOUT_MS, CaseResults } from "./case-results.ts";
import { planFor } from "./plan.ts";
import { RULES } from "./rules.ts";
import type { Subject, TestRunner } from "./subject.ts";
import { vitestRunner } from "./vitest-runner.ts";

/** A subject, and who runs its tests. */
export interface TransportSuite extends Subject {
  /** Vitest unless given. */
  readonly runner?: TestRunner;
}

/**
 * Declares the tests that prove a backend: one for each promise that a backend with these features makes,
 * grouped by the sections of docs/semantics.md. What it lacks must be refused; a known gap is expected to
 * fail, and fails the run when it is closed.
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
 * describeTransport({ name: "local", features, time: "turned", open });
 */
export function describeTransport({ runner = vitestRunner, ...subject }: TransportSuite): void {
  const plan = planFor(subject);
  const results = new CaseResults(subject, plan);
  const sections = new Set(RULES.map(({ section }) => section));
  runner.describe(`${subject.name} keeps the rules`, () => {
    for (const section of sections) {
      const numbers = RULES.filter((rule) => rule.section === section).map(({ number }) => number);
      const cases = plan.filter(({ one }) => numbers.includes(one.rule));
      if (cases.length === 0) continue;
      runner.describe(section, () => {
        for (const planned of cases) {
          const { one, gap } = planned;
          const note = gap === undefined ? "" : ` (known gap: ${gap.reason})`;
          runner.test(
            `${one.rule} ${one.title}${note}`,
            () => results.of(planned),
            (1 + (subject.tries ?? 1)) * CASE_TIMEOUT_MS,
          );
        }
      });
    }
  });
}
