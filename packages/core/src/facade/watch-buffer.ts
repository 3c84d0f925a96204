import { Queue } from "../base/queue.ts";
import type { WatchPlan } from "./watch-options.ts";

interface Waiting {
  readonly key: string;
  readonly revision: number;
}

/** Initial values that wait elsewhere, to be drawn as they are wanted. */
interface Source<E> {
  next(): E | undefined;
  drop(): void;
}

/**
 * What waits for the reader of a watch: the initial values, then live entries, in order and bounded.
 * A conflating buffer holds one entry a key.
 */
export class WatchBuffer<E extends Waiting> {
  readonly #plan: Pick<WatchPlan, "maxEntries" | "isConflating">;
  readonly #initial = new Queue<E>();
  #source: Source<E> | undefined;
  /** Drawn ahead, so that it is known whether there is one. */
  #drawn: E | undefined;
  readonly #live: LiveEntries<E>;
  #lastRevision = 0;

  constructor(plan: Pick<WatchPlan, "maxEntries" | "isConflating">) {
    this.#plan = plan;
    this.#live = plan.isConflating ? new ByKey<E>() : new Queue<E>();
  }

  /** The revision of the last entry that found room. */
  get lastRevision(): number {
    return this.#lastRevision;
  }

  /** True when nothing waits. */
  get isEmpty(): boolean {
    return !this.hasInitial && !this.hasLive;
  }

  /** True while initial values wait. */
  get hasInitial(): boolean {
    return this.#drawn !== undefined || this.#initial.size > 0;
  }

  /** True while live entries wait. */
  get hasLive(): boolean {
    return this.#live.size > 0;
  }

  /** Takes an initial value in. */
  addInitial(entry: E): void {
    this.#initial.push(entry);
    this.#lastRevision = entry.revision;
  }

  /** Takes all initial values in; none is looked at before it is wanted. */
  addSource(source: Source<E>): void {
    this.#source = source;
    this.#drawn = source.next();
  }

  /** Takes a live entry in; false when there is no room. */
  addLive(entry: E): boolean {
    // Deleted first, so that the newer entry goes to the end and revisions still ascend.
    this.#live.delete?.(entry.key);
    if (this.#live.size >= this.#plan.maxEntries) return false;
    this.#live.push(entry);
    this.#lastRevision = entry.revision;
    return true;
  }

  /** The next initial value. */
  takeInitial(): E | undefined {
    const drawn = this.#drawn;
    if (drawn === undefined) return this.#initial.take();
    this.#drawn = this.#source?.next();
    return drawn;
  }

  /** All initial values that wait. */
  takeAllInitial(): E[] {
    const all: E[] = [];
    for (let next = this.takeInitial(); next !== undefined; next = this.takeInitial()) {
      all.push(next);
    }
    return all;
  }

  /** The next live entry. */
  takeLive(): E | undefined {
    return this.#live.take();
  }

  /** Forgets what waits. */
  clear(): void {
    this.#source?.drop();
    this.#source = undefined;
    this.#drawn = undefined;
    this.#initial.clear();
    this.#live.clear();
  }
}

/** Live entries, in order. */
interface LiveEntries<E> {
  readonly size: number;
  push(entry: E): void;
  take(): E | undefined;
  /** Takes out what waits of a key, where there is one place for each. */
  delete?(key: string): void;
  clear(): void;
}

class ByKey<E extends Waiting> implements LiveEntries<E> {
  readonly #entries = new Map<string, E>();
  /** Kept alive: a new one would walk over all that has been taken. */
  #cursor: Iterator<E> | undefined;

  get size(): number {
    return this.#entries.size;
  }

  push(entry: E): void {
    this.#entries.set(entry.key, entry);
  }

  take(): E | undefined {
    if (this.#entries.size === 0) return undefined;
    this.#cursor ??= this.#entries.values();
    const next = this.#cursor.next();
    if (next.done === true) {
      this.#cursor = undefined;
      return this.take();
    }
    this.#entries.delete(next.value.key);
    return next.value;
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }
}
