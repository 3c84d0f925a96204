import { EventEmitter } from "eventemitter3";
import { shielded } from "../base/shielded.ts";
import type { KvError } from "../words/errors.ts";
import { invalidArgument, kindText } from "../words/options.ts";

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
 * The listeners of one watcher, each shielded: what one throws, or rejects with, goes to the report
 * and disturbs neither the others nor the writer.
 */
export class WatchEvents<E> {
  readonly #emitter: EventEmitter = new EventEmitter();
  readonly #report: (error: unknown) => void;
  readonly #shields = new Map<string, Map<AnyListener<E>, (...args: unknown[]) => void>>();

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  /** True when somebody listens to an event. */
  has(event: keyof KvWatcherEvents<E>): boolean {
    return this.#emitter.listenerCount(event) > 0;
  }

  /** Adds a listener; the same one is added once. */
  on<K extends keyof KvWatcherEvents<E>>(event: K, listener: KvWatcherListener<E, K>): void {
    const shields = this.#shieldsOf(event);
    const known = listener as AnyListener<E>;
    if (shields.has(known)) return;
    const shield = this.#shield(known);
    shields.set(known, shield);
    this.#emitter.on(event, shield);
  }

  /** Takes a listener away. */
  off<K extends keyof KvWatcherEvents<E>>(event: K, listener: KvWatcherListener<E, K>): void {
    const shields = this.#shieldsOf(event);
    const shield = shields.get(listener as AnyListener<E>);
    if (shield === undefined) return;
    shields.delete(listener as AnyListener<E>);
    this.#emitter.off(event, shield);
  }

  /** Calls every listener of an event. */
  emit<K extends keyof KvWatcherEvents<E>>(event: K, ...args: KvWatcherEvents<E>[K]): void {
    this.#emitter.emit(event, ...args);
  }

  /** Calls one listener at its next turn, for an event that has been. */
  later<K extends keyof KvWatcherEvents<E>>(
    listener: KvWatcherListener<E, K>,
    ...args: KvWatcherEvents<E>[K]
  ): void {
    const shield = this.#shield(listener as AnyListener<E>);
    queueMicrotask(() => shield(...args));
  }

  #shieldsOf(event: string): Map<AnyListener<E>, (...args: unknown[]) => void> {
    const known = this.#shields.get(event);
    if (known !== undefined) return known;
    const made = new Map<AnyListener<E>, (...args: unknown[]) => void>();
    this.#shields.set(event, made);
    return made;
  }

  #shield(listener: AnyListener<E>): (...args: unknown[]) => void {
    return shielded(listener as (...args: unknown[]) => void, this.#report);
  }
}

/** Throws `INVALID_ARGUMENT` for what no watcher tells. */
export function checkEvent(event: unknown): void {
  if (event === "entry" || event === "initialized" || event === "closed") return;
  throw invalidArgument(`a watcher has no event ${kindText(event)}: entry, initialized, closed`);
}
