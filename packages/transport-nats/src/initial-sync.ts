import type { Delivery } from "./mapping/delivery.ts";

/**
 * Knows when the initial values are complete (R10.4). None of what the server says tells it alone: a count of
 * nothing pending may be wrong while others write, and entries that are removed meanwhile never come. So
 * it takes all that was counted when the consumer was made, each key once, and nothing pending after it; and
 * where that does not happen, the server is asked.
 */
export class InitialSync {
  /** Up to this revision nothing that comes counts twice. */
  readonly #onceUpTo: number;
  #subjects: string[] = [];
  /** Each once; undefined while that is all of them anyway, since to look at each takes a tenth of the time. */
  #distinct: Set<string> | undefined;
  #expected: number | undefined;
  #isDrained = false;

  /** @param onceUpTo - Where each key has one initial value, the last revision before the consumer was made. */
  constructor(onceUpTo: number = Infinity) {
    this.#onceUpTo = onceUpTo;
  }

  /** How many values there were when the consumer was made. */
  expect(count: number): void {
    this.#expected = count;
  }

  /** Takes note of an entry. */
  saw(subject: string, { streamSequence, pending }: Delivery): void {
    if (this.#distinct !== undefined) this.#distinct.add(subject);
    else this.#subjects.push(subject);
    if (streamSequence > this.#onceUpTo) this.#distinct ??= new Set(this.#subjects);
    this.#isDrained = pending === 0;
  }

  /** It is known how many values there were. */
  get isCounted(): boolean {
    return this.#expected !== undefined;
  }

  /** All that was counted has come; more may have been written since. */
  get hasAll(): boolean {
    const seen = this.#distinct?.size ?? this.#subjects.length;
    return this.#expected !== undefined && seen >= this.#expected;
  }

  /** All that was counted has come, and the server had nothing else. */
  get isComplete(): boolean {
    return this.#expected === 0 || (this.hasAll && this.#isDrained);
  }

  /** Something is missing although the server had nothing else. */
  get isDoubtful(): boolean {
    return this.#expected !== undefined && this.#isDrained && !this.hasAll;
  }
}
