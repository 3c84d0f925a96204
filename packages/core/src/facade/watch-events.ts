import { shielded } from "../base/shielded.ts";
import type { KvError } from "../words/errors.ts";
import { invalidArgument, kindText } from "../words/options.ts";
import type { SharedEntries } from "../words/shared-entries.ts";
import type { RawEntry } from "../words/write.ts";

/** What a watcher tells its listeners, and with what. */
export interface KvWatcherEvents<E> {
  /** One entry, initial or live. */
  entry: [entry: E];
  /** The initial values are complete. */
  initialized: [];
  /** Comes once, last; without a reason the end was asked for. */
  closed: [reason: KvError | undefined];
}

/** A listener of one event. */
export type KvWatcherListener<E, K extends keyof KvWatcherEvents<E>> = (
  ...args: KvWatcherEvents<E>[K]
) => void;

type AnyListener<E> = KvWatcherListener<E, keyof KvWatcherEvents<E>>;

/**
 * The listeners of one watcher: what one throws, or rejects with, goes to the report and disturbs neither the
 * others nor the writer. Plain lists, because an emitter in between costs as much as all the rest of a delivery. A
 * list that changes is a new one, so that who is called goes on over the old one.
 */
export class WatchEvents<E> {
  readonly #lists: Record<keyof KvWatcherEvents<E>, readonly AnyListener<E>[]> = {
    entry: [],
    initialized: [],
    closed: [],
  };
  readonly #report: (error: unknown) => void;

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  /** True when somebody listens to an event. */
  has(event: keyof KvWatcherEvents<E>): boolean {
    return this.#lists[event].length > 0;
  }

  /** Adds a listener; the same one is added once. */
  on<K extends keyof KvWatcherEvents<E>>(event: K, listener: KvWatcherListener<E, K>): void {
    const known = listener as AnyListener<E>;
    if (!this.#lists[event].includes(known)) this.#lists[event] = [...this.#lists[event], known];
  }

  /** Takes a listener away. */
  off<K extends keyof KvWatcherEvents<E>>(event: K, listener: KvWatcherListener<E, K>): void {
    this.#lists[event] = this.#lists[event].filter((other) => other !== listener);
  }

  /** Who alone listens to entries; undefined where nobody does, or several. */
  get onlyListener(): KvWatcherListener<E, "entry"> | undefined {
    return this.#lists.entry.length === 1 ? this.#lists.entry[0] : undefined;
  }

  /** Hands an entry to those who listen to entries. */
  entry(raw: RawEntry, entries: SharedEntries<E>): void {
    const listeners: readonly KvWatcherListener<E, "entry">[] = this.#lists.entry;
    for (const listener of listeners) entries.tell(raw, listener, this.#report);
  }

  /** Calls every listener of an event. */
  emit<K extends keyof KvWatcherEvents<E>>(event: K, ...args: KvWatcherEvents<E>[K]): void {
    for (const listener of this.#lists[event]) shielded(listener, this.#report)(...args);
  }

  /** Calls one listener at its next turn, for an event that has been. */
  later<K extends keyof KvWatcherEvents<E>>(
    listener: KvWatcherListener<E, K>,
    ...args: KvWatcherEvents<E>[K]
  ): void {
    const shield = shielded(listener, this.#report);
    queueMicrotask(() => shield(...args));
  }
}

/** Throws `INVALID_ARGUMENT` for what no watcher tells. */
export function checkEvent(event: unknown): void {
  if (event === "entry" || event === "initialized" || event === "closed") return;
  throw invalidArgument(`a watcher has no event ${kindText(event)}: entry, initialized, closed`);
}
