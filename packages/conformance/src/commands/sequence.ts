import type { KvConfig } from "@revkv/core/words";
import * as fc from "fast-check";
import { CATALOGUE, type Maker } from "./catalogue.ts";
import { anyConfig, givenOf } from "./pools.ts";
import { brief } from "./print.ts";
import type { Operation } from "./operation.ts";
import type { Scope } from "./scope.ts";
import { Step } from "./step.ts";

/** A bucket's config and what is done to the bucket. */
export class Sequence {
  readonly config: KvConfig;
  readonly steps: readonly Step[];
  /** Whether the timers of the store's clock fire; without, what is due goes at the next call. */
  readonly hasTimers: boolean;

  constructor(parts: Parts, scope: Scope) {
    this.config = scope.config(givenOf(parts.config.value));
    this.hasTimers = parts.hasTimers;
    this.steps = parts.items.map(({ value }) => new Step(value.value, scope));
  }

  /** The bug report: one line an operation. */
  toString(): string {
    const timers = this.hasTimers ? "" : ", no timers";
    return [`bucket ${brief(this.config)}${timers}`, ...this.steps.map(String)].join("\n  ");
  }
}

/** How long sequences are; a failing one shrinks below. */
export interface Lengths {
  readonly least: number;
  readonly most: number;
}

/** One generated operation, and where it comes from. */
interface Item {
  readonly maker: Maker;
  readonly value: fc.Value<Operation>;
}

interface Parts {
  readonly config: fc.Value<KvConfig>;
  readonly hasTimers: boolean;
  readonly items: readonly Item[];
  /** The number of operations that shrinking takes out at once. */
  readonly chunk: number;
}

/**
 * Sequences in the manner of swarm testing: each leaves some operations out and does others more often.
 * They are long when they are made and shrink to any length, since what fails seldom needs more than a
 * few operations.
 */
export class SequenceArbitrary extends fc.Arbitrary<Sequence> {
  readonly #lengths: Lengths;
  readonly #scope: Scope;
  readonly #catalogue: readonly Maker[];

  constructor(lengths: Lengths, scope: Scope) {
    super();
    this.#lengths = lengths;
    this.#scope = scope;
    this.#catalogue = CATALOGUE.filter(({ kind }) => scope.isTurned || kind !== "advance");
  }

  /** One sequence, with the operations that its weights allow. */
  override generate(random: fc.Random): fc.Value<Sequence> {
    const config = anyConfig.generate(random, undefined);
    const weights = this.#catalogue.map((maker) => swarmWeight(maker, random));
    const length = random.nextInt(this.#lengths.least, this.#lengths.most);
    const items = Array.from({ length }, (): Item => {
      const maker = pickMaker(this.#catalogue, weights, random);
      return { maker, value: maker.operations.generate(random, undefined) };
    });
    const hasTimers = random.nextInt(0, 3) > 0;
    return this.#valueOf({ config, hasTimers, items, chunk: Math.ceil(length / 2) });
  }

  /** What was made elsewhere is not known well enough. */
  override canShrinkWithoutContext(_value: unknown): _value is Sequence {
    return false;
  }

  /** Shorter sequences first, then simpler operations. */
  override shrink(_value: Sequence, context: unknown): fc.Stream<fc.Value<Sequence>> {
    return fc.stream(smaller(context as Parts)).map((parts) => this.#valueOf(parts));
  }

  #valueOf(parts: Parts): fc.Value<Sequence> {
    return new fc.Value(new Sequence(parts, this.#scope), parts);
  }
}

function swarmWeight(maker: Maker, random: fc.Random): number {
  const dice = random.nextInt(0, 9);
  if (dice < 2) return 0;
  return maker.weight * (dice < 8 ? 1 : 4);
}

function pickMaker(
  catalogue: readonly Maker[],
  weights: readonly number[],
  random: fc.Random,
): Maker {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let rest = random.nextInt(0, Math.max(0, total - 1));
  for (const [at, maker] of catalogue.entries()) {
    rest -= weights[at] ?? 0;
    if (rest < 0) return maker;
  }
  const maker = catalogue[random.nextInt(0, catalogue.length - 1)];
  if (maker === undefined) throw new Error("the catalogue is empty");
  return maker;
}

/** First without whole stretches, from half of it down to single operations; then each one made simpler. */
function* smaller(parts: Parts): Generator<Parts> {
  const { config, items } = parts;
  if (!parts.hasTimers) yield { ...parts, hasTimers: true };
  for (let chunk = parts.chunk; chunk >= 1; chunk = Math.floor(chunk / 2)) {
    for (let from = 0; from < items.length; from += chunk) {
      yield { ...parts, chunk, items: items.toSpliced(from, chunk) };
    }
  }
  for (const next of anyConfig.shrink(config.value_, config.context)) {
    yield { ...parts, config: next, chunk: 1 };
  }
  for (const [at, { maker, value }] of items.entries()) {
    for (const next of maker.operations.shrink(value.value_, value.context)) {
      yield { ...parts, items: items.with(at, { maker, value: next }), chunk: 1 };
    }
  }
}
