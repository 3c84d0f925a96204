import { shielded } from "../../shield.ts";

/** A longer `setTimeout` would fire at once. */
const LONGEST_MS = 2_147_483_647;
const NS_PER_MS = 1_000_000;

/** What time it is for what the protocol decides: real time, however the store's clock stands. */
export function realMs(): number {
  return performance.now();
}

/** The wire counts in nanoseconds; what is not set is no time at all. */
export function msOf(ns: number | undefined): number {
  return (ns ?? 0) / NS_PER_MS;
}

/** One timer of real time, which does not keep the process alive. */
export class Alarm {
  readonly #ring: () => void;
  #timer: NodeJS.Timeout | undefined;
  #dueMs = 0;

  constructor(ring: () => void) {
    this.#ring = ring;
  }

  /** Whether it is to ring. */
  get isSet(): boolean {
    return this.#timer !== undefined;
  }

  /** Rings once, after so long, and not when it was set to before. */
  set(afterMs: number): void {
    this.#dueMs = realMs() + afterMs;
    this.#wait();
  }

  /** Does not ring. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(): void {
    this.clear();
    const restMs = Math.min(LONGEST_MS, Math.max(0, this.#dueMs - realMs()));
    this.#timer = setTimeout(() => this.#elapsed(), Math.ceil(restMs));
    this.#timer.unref();
  }

  #elapsed(): void {
    this.#timer = undefined;
    // The time was too long for one timer, or the timer a little early.
    if (realMs() < this.#dueMs) this.#wait();
    else shielded(this.#ring);
  }
}
