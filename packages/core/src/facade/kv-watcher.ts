import type { KvWatcherEvents } from "./watch-events.ts";

/**
 * A watch under way: its initial values, then every entry, in order of revision (R10). It has one
 * consumer, an iterator or listeners; until there is one, entries wait.
 *
 * @example
 * const watcher = await bucket.watch("orders.>");
 * const orders = await watcher.snapshot();
 * console.log(orders.length); // 0
 * await watcher.stop();
 */
export interface KvWatcher<E> extends AsyncIterable<E>, AsyncDisposable {
  /**
   * Consumes and gives the initial values (none: an empty list); iteration then goes on with the live ones.
   * Rejects with `INVALID_ARGUMENT` the second time and after the consumption began, with the reason when
   * the watcher ends first, with `CLOSED` when that end was asked for.
   */
  snapshot(): Promise<E[]>;
  /** The clean end: nothing more is delivered, iteration is over. */
  stop(): Promise<void>;
  /** Listens; the first `entry` listener is the consumer. Throws `INVALID_ARGUMENT` beside an iterator. */
  on<K extends keyof KvWatcherEvents<E>>(
    event: K,
    listener: (...args: KvWatcherEvents<E>[K]) => void,
  ): this;
  /** Listens no longer. */
  off<K extends keyof KvWatcherEvents<E>>(
    event: K,
    listener: (...args: KvWatcherEvents<E>[K]) => void,
  ): this;
}
