import { median } from "../nats/medians.ts";
import type { Round } from "./round.ts";

/** How far the canary may be off its own median. */
const MOST_OFF = 0.3;

/**
 * The rounds in which the machine was as fast as in most. The canary is a bare Map: nothing of what is
 * measured can change it, so where it is slower, or faster, something else was.
 */
export function undisturbed(rounds: readonly Round[]): readonly Round[] {
  const usual = median(rounds.flatMap(({ canary }) => canary));
  return rounds.filter(({ canary }) =>
    canary.every((taken) => Math.abs(taken / usual - 1) <= MOST_OFF),
  );
}
