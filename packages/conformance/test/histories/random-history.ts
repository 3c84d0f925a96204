import * as fc from "fast-check";
import type { KvOperation } from "@revkv/core/words";
import type { Call } from "../../src/recording/call.ts";
import type { Fact, KeyHistory, PastWrite, Sight } from "../../src/histories/fact.ts";

/** One call, when it is under way, and how it is told. */
interface Step {
  readonly ask: "PUT" | "DEL" | "PURGE" | "read" | "direct";
  readonly expected: "any" | "absent" | "zero" | "last" | "first" | "wild";
  readonly begin: number;
  readonly length: number;
  /** Where in its time it takes effect, in tenths. */
  readonly moment: number;
  readonly value: "own" | "shared";
  readonly end: "told" | "unknown" | "unknown, stored" | "vague";
  /** A revision that another key takes before it: one that somebody was told, or not, as a negative number. */
  readonly others: number;
  /** What is told wrongly. */
  readonly lie: "none" | "revision" | "value" | "nothing" | "late";
}

const step: fc.Arbitrary<Step> = fc.record({
  ask: fc.constantFrom("PUT", "PUT", "PUT", "DEL", "PURGE", "read", "read", "direct"),
  expected: fc.constantFrom(
    "any",
    "any",
    "absent",
    "absent",
    "zero",
    "last",
    "last",
    "first",
    "wild",
  ),
  begin: fc.nat(12),
  length: fc.integer({ min: 1, max: 8 }),
  moment: fc.nat(9),
  value: fc.constantFrom("own", "own", "own", "shared"),
  end: fc.constantFrom("told", "told", "told", "unknown", "unknown, stored", "vague"),
  others: fc.constantFrom(0, 0, 0, 0, 1, -1),
  lie: fc.constantFrom(
    "none",
    "none",
    "none",
    "none",
    "none",
    "none",
    "revision",
    "value",
    "nothing",
    "late",
  ),
});

interface Span {
  readonly from: number;
  readonly to: number;
  readonly moment: number;
}

type Base = Pick<Fact, "key" | "call" | "from" | "to">;

/** What it was is of no account for the search. */
const CALL: Call = {
  asked: { call: 1, client: "c", bucket: "b", ask: "read", key: "a", atMs: 0 },
  ended: undefined,
  from: 0,
  to: Infinity,
};

/** Histories of a few calls of a real register, some of them told wrongly. */
export const anyHistory: fc.Arbitrary<KeyHistory> = fc
  .array(step, { minLength: 1, maxLength: 7 })
  .map((steps) => new Register(steps).history());

/** A key that does what it is asked, and facts about it. */
class Register {
  readonly #steps: readonly Step[];
  readonly #stored: {
    readonly revision: number;
    readonly operation: KvOperation;
    readonly value: string;
  }[] = [];
  readonly #taken = new Set<number>();
  #revision = 0;

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
  }

  history(): KeyHistory {
    const moments = this.#steps
      .map((step, at) => ({ step, at, ...spanOf(step, at) }))
      .toSorted((a, b) => a.moment - b.moment);
    const facts = moments.flatMap(({ step, at, from, to }) => {
      this.#revision += Math.abs(step.others);
      if (step.others > 0) this.#taken.add(this.#revision);
      return this.#do(step, { key: "a", call: CALL, from, to }, at);
    });
    const told = facts.map((fact, at) => lied(fact, this.#steps[at]?.lie ?? "none"));
    for (const fact of told) {
      if (fact.kind === "write" && fact.revision !== undefined) this.#taken.add(fact.revision);
    }
    const sorted = told.toSorted((a, b) => a.from - b.from);
    return { bucket: "b", key: "a", facts: sorted, taken: this.#taken };
  }

  #do(step: Step, base: Base, at: number): readonly Fact[] {
    const last = this.#stored.at(-1);
    if (step.ask === "read") return [{ kind: "sighting", ...base, saw: last ?? { revision: 0 } }];
    if (step.ask === "direct") {
      const saw = this.#stored[step.moment] ?? { revision: 0 };
      return [{ kind: "glimpse", ...base, saw }];
    }
    const expected = this.#demandOf(step);
    const operation = step.ask;
    const value = operation === "PUT" && step.value === "own" ? `"${at}"` : '""';
    const write: PastWrite = {
      kind: "write",
      ...base,
      operation,
      value,
      expected,
      revision: undefined,
    };
    const isMet =
      expected === "any" ||
      (expected === "absent" ? last?.operation !== "PUT" : (last?.revision ?? 0) === expected);
    const unknown: PastWrite = { ...write, to: Infinity };
    if (step.end === "unknown") return [unknown];
    if (isMet) {
      this.#revision += 1;
      this.#stored.push({ revision: this.#revision, operation, value });
      return [step.end === "unknown, stored" ? unknown : { ...write, revision: this.#revision }];
    }
    if (step.end === "unknown, stored") return [unknown];
    const actual = step.end === "vague" ? {} : { revision: last?.revision ?? 0 };
    const saw: Sight =
      expected === "absent" ? { ...actual, operation: "PUT" } : { ...actual, not: expected };
    return [{ kind: "sighting", ...base, saw }];
  }

  #demandOf({ expected }: Step): PastWrite["expected"] {
    if (expected === "zero") return 0;
    if (expected === "last") return this.#stored.at(-1)?.revision ?? 0;
    if (expected === "first") return this.#stored[0]?.revision ?? 0;
    return expected === "wild" ? this.#revision + 2 : expected;
  }
}

function spanOf({ begin, length, moment }: Step, at: number): Span {
  const from = 100 * begin + at;
  const to = 100 * (begin + length) + 50 + at;
  return { from, to, moment: from + ((to - from) * moment) / 10 };
}

function lied(fact: Fact, lie: Step["lie"]): Fact {
  if (lie === "none") return fact;
  if (lie === "late") return { ...fact, from: fact.from + 300, to: fact.to + 300 };
  if (fact.kind === "write") {
    if (lie !== "revision" || fact.revision === undefined) return fact;
    return { ...fact, revision: fact.revision + 1 };
  }
  if (lie === "nothing") return { ...fact, saw: { revision: 0 } };
  if (lie === "value") return { ...fact, saw: { ...fact.saw, value: '"lie"' } };
  const { revision } = fact.saw;
  return revision === undefined ? fact : { ...fact, saw: { ...fact.saw, revision: revision + 1 } };
}
