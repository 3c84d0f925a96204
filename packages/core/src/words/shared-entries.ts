import type { KvEntryBase, Turn } from "./entry.ts";
import type { RawEntry } from "./write.ts";

type Listener<E> = (entry: E, stop: () => void) => unknown;

/**
 * The entries that listeners are handed: the listeners of one handle share the entry of a write, because to make
 * one costs ten times as much as to call a listener. Nothing of it can be spoilt for another one: its fields are
 * read-only, its value is decoded anew for each listener, and where its date was turned there is a new one.
 */
export class SharedEntries<E extends KvEntryBase> {
  readonly #make: (raw: RawEntry, isUpdate: boolean, turn: Turn) => E;
  readonly #turn: Turn = { now: 0 };
  #turns = 0;
  #raw: RawEntry | undefined;
  #entry: E | undefined;

  /** @param make - Makes the entry of a raw one, which decodes once a turn. */
  constructor(make: (raw: RawEntry, isUpdate: boolean, turn: Turn) => E) {
    this.#make = make;
  }

  /**
   * Calls a listener, which disturbs nobody: what it throws, or rejects with when it is async, goes to the report.
   *
   * @param stop - Its second argument, where it has one.
   */
  tell(
    raw: RawEntry,
    isUpdate: boolean,
    listener: Listener<E>,
    report: (error: unknown) => void,
    stop?: () => void,
  ): void {
    const entry = this.#of(raw, isUpdate);
    const alone = listener as (entry: E) => unknown;
    const before = this.#turn.now;
    this.#turns += 1;
    this.#turn.now = this.#turns;
    try {
      const result = stop === undefined ? alone(entry) : listener(entry, stop);
      if (result !== undefined && result instanceof Promise) result.catch(report);
    } catch (error) {
      report(error);
    }
    this.#turn.now = before;
  }

  #of(raw: RawEntry, isUpdate: boolean): E {
    const known = raw === this.#raw ? this.#entry : undefined;
    const isWhole = known?.isUpdate === isUpdate && known.created.getTime() === raw.createdMs;
    if (known !== undefined && isWhole) return known;
    this.#raw = raw;
    this.#entry = this.#make(raw, isUpdate, this.#turn);
    return this.#entry;
  }
}
