import { EventEmitter } from "eventemitter3";
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
 * others nor the writer. The emitter keeps them; entries are handed to them without it, because to emit costs as
 * much as all the rest of a delivery.
 */
export class WatchEvents<E> {
  readonly #emitter: EventEmitter = new EventEmitter();
  readonly #report: (error: unknown) => void;
  /** Those of entries. It is a new list when it changes, so that who is called goes on over the old one. */
  #listeners: readonly KvWatcherListener<E, "entry">[] = [];

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  /** True when somebody listens to an event. */
  has(event: keyof KvWatcherEvents<E>): boolean {
    return this.#emitter.listenerCount(event) > 0;
  }

  /** Adds a listener; the same one is added once. */
  on<K extends keyof KvWatcherEvents<E>>(event: K, listener: KvWatcherListener<E, K>): void {
    if (this.#emitter.listeners(event).includes(listener as AnyListener<E>)) return;
    this.#emitter.on(event, listener as AnyListener<E>);
    this.#listeners = this.#emitter.listeners("entry");
  }

  /** Takes a listener away. */
  off<K extends keyof KvWatcherEvents<E>>(event: K, listener: KvWatcherListener<E, K>): void {
    this.#emitter.off(event, listener as AnyListener<E>);
    this.#listeners = this.#emitter.listeners("entry");
  }

  /** Who alone listens to entries; undefined where nobody does, or several. */
  get onlyListener(): KvWatcherListener<E, "entry"> | undefined {
    return this.#listeners.length === 1 ? this.#listeners[0] : undefined;
  }

  /** Hands an entry to those who listen to entries. */
  entry(raw: RawEntry, entries: SharedEntries<E>): void {
    for (const listener of this.#listeners) entries.tell(raw, listener, this.#report);
  }

  /** Calls every listener of an event. */
  emit<K extends keyof KvWatcherEvents<E>>(event: K, ...args: KvWatcherEvents<E>[K]): void {
    for (const listener of this.#emitter.listeners(event)) {
      shielded(listener as KvWatcherListener<E, K>, this.#report)(...args);
    }
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
