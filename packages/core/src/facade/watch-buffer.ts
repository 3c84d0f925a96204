import type { WatchPlan } from "./watch-options.ts";

interface Waiting {
  readonly key: string;
  readonly revision: number;
}

/**
 * What waits for the reader of a watch: the initial values, then live entries, in order and bounded.
 * A conflating buffer holds one entry a key.
 */
export class WatchBuffer<E extends Waiting> {
  readonly #plan: Pick<WatchPlan, "maxEntries" | "isConflating">;
  #initial: E[] = [];
  #next = 0;
  readonly #live = new Map<string | number, E>();
  /** Kept alive: a new one would walk over all that has been taken. */
  #cursor: Iterator<E> | undefined;
  #lastRevision = 0;

  constructor(plan: Pick<WatchPlan, "maxEntries" | "isConflating">) {
    this.#plan = plan;
  }

  /** The revision of the last entry that found room. */
  get lastRevision(): number {
    return this.#lastRevision;
  }

  /** True when nothing waits. */
  get isEmpty(): boolean {
    return !this.hasInitial && this.#live.size === 0;
  }

  /** True while initial values wait. */
  get hasInitial(): boolean {
    return this.#next < this.#initial.length;
  }

  /** Takes an initial value in. */
  addInitial(entry: E): void {
    this.#initial.push(entry);
    this.#lastRevision = entry.revision;
  }

  /** Takes a live entry in; false when there is no room. */
  addLive(entry: E): boolean {
    const slot = this.#plan.isConflating ? entry.key : entry.revision;
    // Deleted first, so that the newer entry goes to the end and revisions still ascend.
    this.#live.delete(slot);
    if (this.#live.size >= this.#plan.maxEntries) return false;
    this.#live.set(slot, entry);
    this.#lastRevision = entry.revision;
    return true;
  }

  /** The next initial value. */
  takeInitial(): E | undefined {
    const entry = this.#initial[this.#next];
    this.#next += 1;
    if (!this.hasInitial) this.#dropInitial();
    return entry;
  }

  /** All initial values that wait. */
  takeAllInitial(): E[] {
    const all = this.#initial.slice(this.#next);
    this.#dropInitial();
    return all;
  }

  /** The next live entry. */
  takeLive(): E | undefined {
    if (this.#live.size === 0) return undefined;
    this.#cursor ??= this.#live.values();
    const next = this.#cursor.next();
    if (next.done === true) {
      this.#cursor = undefined;
      return this.takeLive();
    }
    this.#live.delete(this.#plan.isConflating ? next.value.key : next.value.revision);
    return next.value;
  }

  /** Forgets what waits. */
  clear(): void {
    this.#dropInitial();
    this.#live.clear();
  }

  #dropInitial(): void {
    this.#initial = [];
    this.#next = 0;
  }
}
