import type { Trial } from "./trial.ts";

/** The names of the guarantees that every watch gives. */
export type GuaranteeName =
  | "Ordered"
  | "Unique"
  | "Reliable"
  | "Resumable"
  | "Initialized-once"
  | "Filter"
  | "Told-when-cut"
  | "Converges";

/** What every watch promises. */
export interface Guarantee {
  readonly name: GuaranteeName;
  /** The promise in one sentence. */
  readonly promise: string;
  /** The rules that it is taken from. */
  readonly rules: readonly string[];
}

/** A guarantee, and how a recording shows that a watch broke it. */
export interface Checker extends Guarantee {
  /** Each way in which it was broken, in words; none where it was kept. */
  readonly broken: (trial: Trial) => readonly string[];
}
