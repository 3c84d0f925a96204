import type { Delivery } from "./mapping/delivery.ts";

/** What an initial sync knows from the start. */
export interface SyncParts {
  /** Whether each key has one initial value. */
  readonly isByKey: boolean;
  /** Up to this revision everything was stored before the consumer was made; -1 where counts are not to be trusted. */
  readonly storedBefore: number;
}

/**
 * Knows when the initial values are complete (R10.4). None of what the server says tells it alone: a count of
 * nothing pending may be wrong while others write, and entries that are removed meanwhile never come. So
 * it takes all that was counted when the consumer was made, each key once, and, if something newer came
 * among it, nothing pending after it; and where that does not happen, the server is asked.
 */
export class InitialSync {
  readonly #parts: SyncParts;
  #subjects: string[] = [];
  /** Each once; undefined while that is all of them anyway, since to look at each takes a tenth of the time. */
  #distinct: Set<string> | undefined;
  #expected: number | undefined;
  /** Something came that may be no initial value. */
  #hasNewer = false;
  #isDrained = false;

  constructor(parts: SyncParts) {
    this.#parts = parts;
  }

  /** How many values there were when the consumer was made. */
  expect(count: number): void {
    this.#expected = count;
  }

  /** Takes note of an entry. */
  saw(subject: string, { streamSequence, pending }: Delivery): void {
    if (this.#distinct !== undefined) this.#distinct.add(subject);
    else this.#subjects.push(subject);
    this.#hasNewer ||= streamSequence > this.#parts.storedBefore;
    if (this.#hasNewer && this.#parts.isByKey) this.#distinct ??= new Set(this.#subjects);
    this.#isDrained = pending === 0;
  }

  /** Whether an entry of the same key came before this one; of what was stored when the consumer was made, none did. */
  hasSeen(subject: string, { streamSequence }: Delivery): boolean {
    if (streamSequence <= this.#parts.storedBefore) return false;
    return this.#distinct?.has(subject) ?? this.#subjects.includes(subject);
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

  /** All that was counted has come, and it is certain that nothing else stood for a part of it. */
  get isComplete(): boolean {
    return this.#expected === 0 || (this.hasAll && (this.#isDrained || !this.#hasNewer));
  }

  /** Something is missing although the server had nothing else. */
  get isDoubtful(): boolean {
    return this.#expected !== undefined && this.#isDrained && !this.hasAll;
  }
}
