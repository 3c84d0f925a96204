import type { Subscription } from "../contract/transport.ts";
import type { KvEntry, KvMeta } from "../words/entry.ts";
import { KvError } from "../words/errors.ts";
import { invalidArgument } from "../words/options.ts";
import type { RawEntry, Sink } from "../words/write.ts";
import { WatchBuffer } from "./watch-buffer.ts";
import { CLEAN, watchOver, type WatchEnd } from "./watch-end.ts";
import type { KvWatcher } from "./kv-watcher.ts";
import {
  checkEvent,
  WatchEvents,
  type KvWatcherEvents,
  type KvWatcherListener,
} from "./watch-events.ts";
import type { WatchPlan } from "./watch-options.ts";

/** Somebody who waits for one thing. */
interface Waiter<T> {
  resolve(result: T): void;
  reject(error: unknown): void;
}

/** What a watcher makes of raw entries. */
export interface WatcherMaker<E> {
  readonly plan: WatchPlan;
  /** What is delivered for a raw entry. */
  entry(raw: RawEntry, isUpdate: boolean): E;
  /** Gets what a listener threw. */
  report(error: unknown): void;
  /** Called once, when the watcher ends. */
  ended(): void;
}

/** The watcher of the facade: a sink for the link, an iterator and an emitter for the user. */
export class Watcher<E extends KvEntry<unknown> | KvMeta> implements KvWatcher<E>, Sink {
  readonly #maker: WatcherMaker<E>;
  readonly #buffer: WatchBuffer<E>;
  readonly #events: WatchEvents<E>;
  #consumer: "none" | "iterator" | "listeners" = "none";
  #waiters: Waiter<IteratorResult<E, undefined>>[] = [];
  #snapshot: Waiter<E[]> | undefined;
  #hasSnapshot = false;
  #subscription: Subscription | undefined;
  #isCaughtUp = false;
  #isInitialized = false;
  #isListening = false;
  #isPumping = false;
  /** The end came while entries waited for the iterator. */
  #isDraining = false;
  #freeing: Promise<void> | undefined;
  #end: WatchEnd | undefined;
  /** The iterator has not thrown yet what ended the watch. */
  #unthrown = true;
  /** The listeners of `closed` have been called. */
  #isClosed = false;

  constructor(maker: WatcherMaker<E>) {
    this.#maker = maker;
    this.#buffer = new WatchBuffer(maker.plan);
    this.#events = new WatchEvents((error) => maker.report(error));
  }

  entry(raw: RawEntry): boolean {
    if (this.#end !== undefined) return true;
    if (this.#maker.plan.ignoreDeletes && raw.operation !== "PUT") return true;
    const entry = this.#maker.entry(raw, this.#isCaughtUp);
    if (!this.#isCaughtUp) this.#buffer.addInitial(entry);
    else if (!this.#buffer.addLive(entry)) this.#overflow();
    this.#pump();
    return true;
  }

  caughtUp(): void {
    this.#isCaughtUp = true;
    this.#pump();
  }

  closed(reason?: KvError): void {
    this.#finish({ thrown: reason && { error: reason }, reason });
  }

  /** The link's side; a watcher that has ended meanwhile frees it at once. */
  async attach(subscription: Subscription): Promise<void> {
    this.#subscription = subscription;
    if (this.#end !== undefined) await this.#free();
  }

  /** Ends because the signal was aborted: what waits is dropped, the reader gets the signal's reason. */
  abort(error: unknown): void {
    this.#drop();
    this.#finish({ thrown: { error }, reason: undefined });
  }

  /** Ends with the manager: what waits is still delivered. */
  end(): void {
    this.#finish(CLEAN);
  }

  async stop(): Promise<void> {
    this.#drop();
    this.#finish(CLEAN);
    this.#pump();
    await this.#free();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async snapshot(): Promise<E[]> {
    if (this.#hasSnapshot || this.#consumer !== "none") {
      throw invalidArgument("a snapshot is taken once, before anything else is consumed");
    }
    this.#hasSnapshot = true;
    return new Promise((resolve, reject) => {
      this.#snapshot = { resolve, reject };
      this.#pump();
    });
  }

  on<K extends keyof KvWatcherEvents<E>>(event: K, listener: KvWatcherListener<E, K>): this {
    checkEvent(event);
    if (typeof listener !== "function") throw invalidArgument("a listener is a function");
    if (event === "entry") this.#consumeBy("listeners");
    if (event === "initialized" && this.#isInitialized) {
      this.#events.later<"initialized">(listener);
    } else if (event === "closed" && this.#isClosed) {
      const last = listener as KvWatcherListener<E, "closed">;
      this.#events.later<"closed">(last, this.#end?.reason);
    } else {
      this.#events.on(event, listener);
    }
    // What waits is delivered at the next turn, so that all listeners of this one share it.
    if (this.#consumer === "listeners" && this.#buffer.isEmpty) this.#isListening = true;
    queueMicrotask(() => {
      this.#isListening = this.#consumer === "listeners";
      this.#pump();
    });
    return this;
  }

  off<K extends keyof KvWatcherEvents<E>>(event: K, listener: KvWatcherListener<E, K>): this {
    checkEvent(event);
    this.#events.off(event, listener);
    return this;
  }

  [Symbol.asyncIterator](): AsyncIterator<E, undefined> {
    if (this.#consumer === "iterator") {
      throw invalidArgument("a watcher has one iterator, and leaving its loop ends it");
    }
    this.#consumeBy("iterator");
    return {
      next: () => {
        const ready = this.#takeReady();
        if (ready !== undefined) return Promise.resolve({ done: false, value: ready });
        return new Promise((resolve, reject) => {
          this.#waiters.push({ resolve, reject });
          this.#pump();
        });
      },
      return: async () => {
        await this.stop();
        return { done: true, value: undefined };
      },
    };
  }

  /** An initial value that waits, when it is its turn: most of them need no more than to be handed over. */
  #takeReady(): E | undefined {
    const isTurn = this.#snapshot === undefined && this.#waiters.length === 0 && !this.#isPumping;
    return isTurn && this.#buffer.hasInitial ? this.#buffer.takeInitial() : undefined;
  }

  #consumeBy(consumer: "iterator" | "listeners"): void {
    if (this.#consumer !== "none" && this.#consumer !== consumer) {
      throw invalidArgument("a watcher has one consumer: an iterator or listeners");
    }
    this.#consumer = consumer;
  }

  /** Moves whatever can move; a listener that calls back in does not disturb the order. */
  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (this.#step());
    this.#isPumping = false;
  }

  /** Does one thing; false when there is nothing to do. */
  #step(): boolean {
    if (this.#snapshot !== undefined) return this.#fillSnapshot(this.#snapshot);
    const wantsEntry = this.#waiters.length > 0 || this.#listens();
    if (this.#buffer.hasInitial) {
      return wantsEntry ? this.#deliver(this.#buffer.takeInitial()) : this.#tellUnread();
    }
    if (this.#isCaughtUp && !this.#isInitialized && (wantsEntry || this.#wantsToKnow())) {
      this.#isInitialized = true;
      this.#events.emit("initialized");
      return true;
    }
    if (!this.#buffer.isEmpty) {
      return wantsEntry ? this.#deliver(this.#buffer.takeLive()) : this.#tellUnread();
    }
    return this.#tellEnd();
  }

  #listens(): boolean {
    return this.#isListening && this.#events.has("entry");
  }

  /** Beside an iterator the end of the initial values is told when the iterator comes to it. */
  #wantsToKnow(): boolean {
    return this.#consumer !== "iterator" && this.#events.has("initialized");
  }

  #deliver(entry: E | undefined): boolean {
    if (entry === undefined) return false;
    const waiter = this.#waiters.shift();
    if (waiter === undefined) this.#events.emit("entry", entry);
    else waiter.resolve({ done: false, value: entry });
    return true;
  }

  #fillSnapshot(snapshot: Waiter<E[]>): boolean {
    if (this.#end !== undefined) {
      snapshot.reject(this.#end.thrown === undefined ? watchOver() : this.#end.thrown.error);
    } else if (this.#isCaughtUp) {
      snapshot.resolve(this.#buffer.takeAllInitial());
    } else {
      return false;
    }
    this.#snapshot = undefined;
    return true;
  }

  /** Everything has been read: the next pull throws what ended the watch, once; every later one is over. */
  #tellEnd(): boolean {
    if (this.#end === undefined) return false;
    const waiter = this.#waiters.shift();
    // An iterator that was handed the last entry has not read it yet: its next pull meets the end.
    if (waiter === undefined && this.#isDraining) return false;
    if (waiter !== undefined) {
      const thrown = this.#unthrown ? this.#end.thrown : undefined;
      this.#unthrown = false;
      if (thrown === undefined) waiter.resolve({ done: true, value: undefined });
      else waiter.reject(thrown.error);
    }
    this.#tellClosed(this.#end);
    return waiter !== undefined;
  }

  /** Something waits that nobody listens to: who listens to the end is told of it all the same. */
  #tellUnread(): false {
    const isUnheard = this.#consumer === "none" || this.#isListening;
    if (this.#end && isUnheard && this.#events.has("closed")) this.#tellClosed(this.#end);
    return false;
  }

  #tellClosed(end: WatchEnd): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#events.emit("closed", end.reason);
  }

  /** Nothing that waits is delivered any more, and so the initial values never become complete. */
  #drop(): void {
    this.#buffer.clear();
    this.#isCaughtUp = false;
    this.#isDraining = false;
  }

  /** Frees the link's side, once. */
  #free(): Promise<void> {
    this.#freeing ??= this.#subscription?.stop();
    return this.#freeing ?? Promise.resolve();
  }

  #overflow(): void {
    const { lastRevision } = this.#buffer;
    const message = `more than ${this.#maker.plan.maxEntries} entries were waiting; revision ${lastRevision} is the last one kept`;
    const reason = KvError.of("BUFFER_OVERFLOW", message, { lastRevision });
    this.#finish({ thrown: { error: reason }, reason });
  }

  #finish(end: WatchEnd): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#isDraining = this.#consumer === "iterator" && !this.#buffer.isEmpty;
    this.#maker.ended();
    this.#free().catch((error: unknown) => this.#maker.report(error));
    this.#pump();
  }
}
