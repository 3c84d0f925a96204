import type { Kind } from "./kind.ts";
import { codeOf, showOutcome, type Outcome } from "./outcome.ts";

/** An answer of a store that is not the model's, and that nothing explains. */
export class Difference extends Error {
  override readonly name: "Difference" = "Difference";
  readonly store: string;
  readonly expected: Outcome;
  readonly found: Outcome;
  /** The operation after which it showed; known when the operation is over. */
  kind: Kind | undefined;

  constructor(store: string, what: string, expected: Outcome, found: Outcome) {
    super(`${what}\n  the model: ${showOutcome(expected)}\n  ${store}: ${showOutcome(found)}`);
    this.store = store;
    this.expected = expected;
    this.found = found;
  }

  /** What it has in common with others: for counting. */
  get sort(): string {
    const [expected, found] = [this.expected, this.found].map((one) => codeOf(one) ?? "an answer");
    const how = expected === found ? "another answer" : `${found} in place of ${expected}`;
    return `${this.kind ?? "at the end"}: ${how}`;
  }
}
