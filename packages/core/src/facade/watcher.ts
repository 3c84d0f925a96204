import { Queue } from "../base/queue.ts";
import type { Subscription } from "../contract/transport.ts";
import type { KvEntry, KvMeta } from "../words/entry.ts";
import type { KvError } from "../words/errors.ts";
import { invalidArgument } from "../words/options.ts";
import type { SharedEntries } from "../words/shared-entries.ts";
import type { InitialValues, RawEntry, Sink } from "../words/write.ts";
import type { WatcherMaker } from "./watcher-maker.ts";
import { WantedValues } from "./wanted-values.ts";
import { WatchBuffer } from "./watch-buffer.ts";
import { CLEAN, overflowed, type WatchEnd } from "./watch-end.ts";
import type { KvWatcher } from "./kv-watcher.ts";
import {
  checkEvent,
  WatchEvents,
  type KvWatcherEvents,
  type KvWatcherListener,
} from "./watch-events.ts";
import { WatchIterator } from "./watch-iterator.ts";
import { WatchSnapshot, type Waiter } from "./watch-snapshot.ts";

/** The watcher of the facade: a sink for the link, an iterator and an emitter for the user. */
export class Watcher<E extends KvEntry<unknown> | KvMeta> implements KvWatcher<E>, Sink {
  // What every delivery to listeners looks at comes first, so that it lies in one line of the CPU's cache.
  /** The only listener, who has had all that came: what comes now goes there without a detour. */
  #flowsTo: KvWatcherListener<E, "entry"> | undefined;
  #isPumping = false;
  readonly #ignoreDeletes: boolean;
  readonly #live: SharedEntries<E>;
  readonly #report: (error: unknown) => void;
  readonly #maker: WatcherMaker<E>;
  readonly #buffer: WatchBuffer<RawEntry>;
  readonly #events: WatchEvents<E>;
  #consumer: "none" | "iterator" | "listeners" = "none";
  readonly #waiters = new Queue<Waiter<IteratorResult<E, undefined>>>();
  readonly #snapshot = new WatchSnapshot<E>();
  #subscription: Subscription | undefined;
  #isCaughtUp = false;
  #isInitialized = false;
  #isListening = false;
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
    this.#events = new WatchEvents(maker.report);
    this.#ignoreDeletes = maker.plan.ignoreDeletes;
    this.#live = maker.shape.shared.live;
    this.#report = maker.report;
  }

  entry(raw: RawEntry): boolean {
    if (this.#isUnwanted(raw)) return true;
    if (this.#flowsTo !== undefined && !this.#isPumping) this.#flow(raw, this.#flowsTo);
    else if (this.#end === undefined) this.#wait(raw);
    return true;
  }

  initial(values: InitialValues): void {
    if (this.#end !== undefined) values.drop();
    else this.#buffer.addSource(new WantedValues(values, (raw) => !this.#isUnwanted(raw)));
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
    const answer = this.#snapshot.ask(this.#consumer === "none");
    this.#pump();
    return answer;
  }

  on<K extends keyof KvWatcherEvents<E>>(event: K, listener: KvWatcherListener<E, K>): this {
    checkEvent(event);
    if (typeof listener !== "function") throw invalidArgument("a listener is a function");
    if (event === "entry") this.#consumeBy("listeners");
    this.#flowsTo = undefined;
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
    this.#flowsTo = undefined;
    return this;
  }

  [Symbol.asyncIterator](): AsyncIterator<E, undefined> {
    if (this.#consumer === "iterator") {
      throw invalidArgument("a watcher has one iterator, and leaving its loop ends it");
    }
    this.#consumeBy("iterator");
    return new WatchIterator<E>({
      ready: () => this.#takeReady(),
      next: () =>
        new Promise((resolve, reject) => {
          this.#waiters.push({ resolve, reject });
          this.#pump();
        }),
      stop: () => this.stop(),
    });
  }

  /** What waits, when it is its turn: most entries need no more than to be handed over. */
  #takeReady(): E | undefined {
    if (this.#snapshot.isAwaited || this.#waiters.size > 0 || this.#isPumping) return undefined;
    const isUpdate = !this.#buffer.hasInitial;
    if (isUpdate && !this.#isInitialized) return undefined;
    const raw = isUpdate ? this.#buffer.takeLive() : this.#buffer.takeInitial();
    return raw && this.#maker.shape.entry(raw, isUpdate);
  }

  #isUnwanted(raw: RawEntry): boolean {
    return this.#ignoreDeletes && raw.operation !== "PUT";
  }

  #flow(raw: RawEntry, listener: KvWatcherListener<E, "entry">): void {
    this.#isPumping = true;
    this.#live.tell(raw, listener, this.#report);
    this.#isPumping = false;
    // The listener may have changed anything.
    if (this.#flowsTo === undefined) this.#pump();
  }

  #wait(raw: RawEntry): void {
    if (!this.#isCaughtUp) this.#buffer.addInitial(raw);
    else if (!this.#buffer.addLive(raw)) this.#overflow();
    this.#pump();
  }

  #consumeBy(consumer: "iterator" | "listeners"): void {
    if (this.#consumer !== "none" && this.#consumer !== consumer) {
      throw invalidArgument("a watcher has one consumer: an iterator or listeners");
    }
    this.#consumer = consumer;
  }

  /** Moves whatever can move; a listener that calls back in does not disturb the order. */
  #pump(): void {
    this.#flowsTo = undefined;
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (this.#step());
    this.#isPumping = false;
    const isRead = this.#isInitialized && this.#buffer.isEmpty && this.#end === undefined;
    if (isRead && this.#listens()) this.#flowsTo = this.#events.onlyListener;
  }

  /** Does one thing; false when there is nothing to do. */
  #step(): boolean {
    if (this.#snapshot.isAwaited) {
      return this.#snapshot.settle(this.#end, this.#isCaughtUp ? () => this.#takeAll() : undefined);
    }
    const wantsEntry = this.#waiters.size > 0 || this.#listens();
    if (this.#buffer.hasInitial) {
      return wantsEntry ? this.#deliver(this.#buffer.takeInitial(), false) : this.#tellUnread();
    }
    if (this.#isCaughtUp && !this.#isInitialized && (wantsEntry || this.#wantsToKnow())) {
      this.#isInitialized = true;
      this.#events.emit("initialized");
      return true;
    }
    if (!this.#buffer.isEmpty) {
      return wantsEntry ? this.#deliver(this.#buffer.takeLive(), true) : this.#tellUnread();
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

  #deliver(raw: RawEntry | undefined, isUpdate: boolean): boolean {
    if (raw === undefined) return false;
    const waiter = this.#waiters.take();
    const { entry, shared } = this.#maker.shape;
    if (waiter === undefined) this.#events.entry(raw, isUpdate ? shared.live : shared.initial);
    else waiter.resolve({ done: false, value: entry(raw, isUpdate) });
    return true;
  }

  #takeAll(): E[] {
    const { entry } = this.#maker.shape;
    return this.#buffer.takeAllInitial().map((raw) => entry(raw, false));
  }

  /** Everything has been read: the next pull throws what ended the watch, once; every later one is over. */
  #tellEnd(): boolean {
    if (this.#end === undefined) return false;
    const waiter = this.#waiters.take();
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
  async #free(): Promise<void> {
    await (this.#freeing ??= this.#subscription?.stop());
  }

  #overflow(): void {
    this.#finish(overflowed(this.#maker.plan.maxEntries, this.#buffer.lastRevision));
  }

  #finish(end: WatchEnd): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#isDraining = this.#consumer === "iterator" && !this.#buffer.isEmpty;
    this.#maker.ended();
    this.#free().catch(this.#report);
    this.#pump();
  }
}
