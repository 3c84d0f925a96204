import type { Turn } from "./entry.ts";
import type { RawEntry } from "./write.ts";

/**
 * The entries that the listeners of one handle are handed, one for all of them: to make one costs ten times as
 * much as to call a listener. Nothing of it can be spoilt for another one: it is read-only, its date is
 * new at each look, and its value is decoded anew in each call of a listener.
 */
export class SharedEntries<E> {
  readonly #make: (raw: RawEntry, turn: Turn) => E;
  readonly #turn: Turn = { now: 0 };
  #raw: RawEntry | undefined;
  #entry: E | undefined;

  /** @param make - Makes the entry of a raw one for those who take turns. */
  constructor(make: (raw: RawEntry, turn: Turn) => E) {
    this.#make = make;
  }

  /**
   * Calls a listener, which disturbs nobody: what it throws, or rejects with when it is async, goes to the report.
   *
   * @param stop - Its second argument, where it has one.
   */
  tell(
    raw: RawEntry,
    listener: (entry: E, stop: () => void) => unknown,
    report: (error: unknown) => void,
    stop?: () => void,
  ): void {
    const entry = raw === this.#raw && this.#entry !== undefined ? this.#entry : this.#renew(raw);
    const alone = listener as (entry: E) => unknown;
    const turn = this.#turn;
    // Another one than before, and than that of a listener whose call this one is within.
    turn.now = (turn.now + 2) | 1;
    try {
      const result = stop === undefined ? alone(entry) : listener(entry, stop);
      if (result !== undefined && result instanceof Promise) result.catch(report);
    } catch (error) {
      report(error);
    }
    turn.now += 1;
  }

  #renew(raw: RawEntry): E {
    this.#raw = raw;
    this.#entry = this.#make(raw, this.#turn);
    return this.#entry;
  }
}
