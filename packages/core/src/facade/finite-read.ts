import { requireFilters } from "../contract/features.ts";
import type { BucketLink, SubscribeRequest, Subscription } from "../contract/transport.ts";
import { KvError } from "../words/errors.ts";
import type { RawEntry, Sink } from "../words/write.ts";
import { closedError, type Session } from "./session.ts";

/** Nothing runs before the first pull; each iteration is a new read; leaving the loop frees the backend's side. */
export interface KvIterable<T> extends AsyncIterable<T> {
  /** Reads to the end; rejects when the read was cut short. */
  toArray(): Promise<T[]>;
}

/** Entries that may wait for a reader before the backend is asked to pause. */
const MOST_WAITING = 512;

/** One read: what the backend puts in, and what has been made of it so far. */
export class ReadRun<T> implements Sink {
  readonly #take: (raw: RawEntry) => T | undefined;
  readonly #mayPause: boolean;
  #waiting: T[] = [];
  #isPaused = false;
  #subscription: Subscription | undefined;
  #end: { readonly error: unknown } | "complete" | undefined;
  #cut: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;
  #tidy: (() => void) | undefined;
  #isStopped = false;

  /** @param take - Makes an item of an entry; undefined leaves it out. */
  constructor(take: (raw: RawEntry) => T | undefined, mayPause: boolean) {
    this.#take = take;
    this.#mayPause = mayPause;
  }

  entry(raw: RawEntry): boolean {
    const item = this.#take(raw);
    if (item !== undefined) this.#waiting.push(item);
    this.#wake?.();
    this.#isPaused = this.#mayPause && this.#waiting.length >= MOST_WAITING;
    return !this.#isPaused;
  }

  caughtUp(): void {
    this.#end ??= "complete";
    this.#wake?.();
  }

  closed(reason?: KvError): void {
    const isTheCause = reason?.code === "BUCKET_DELETED" || reason?.code === "CLOSED";
    this.#end ??= { error: isTheCause ? reason : incompleteRead(reason) };
    this.#wake?.();
  }

  /** Ends the read for the reader, whatever waits. */
  cut(error: unknown): void {
    this.#cut ??= { error };
    this.#wake?.();
  }

  /** The backend's side; a read that has been left meanwhile frees it at once. */
  async attach(subscription: Subscription): Promise<void> {
    this.#subscription = subscription;
    if (this.#isStopped) await subscription.stop();
  }

  /** Called once, when the reader is done. */
  onStop(task: () => void): void {
    this.#tidy = task;
  }

  /** Throws when the read was cut. */
  check(): void {
    if (this.#cut !== undefined) throw this.#cut.error;
  }

  /** What has come since the last call, as soon as there is something; undefined at the end. */
  async batch(): Promise<T[] | undefined> {
    for (;;) {
      this.check();
      if (this.#waiting.length > 0) return this.#takeWaiting();
      if (this.#end === "complete") return undefined;
      if (this.#end !== undefined) throw this.#end.error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Frees the backend's side. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#tidy?.();
    await this.#subscription?.stop();
  }

  #takeWaiting(): T[] {
    const batch = this.#waiting;
    this.#waiting = [];
    if (this.#isPaused) {
      this.#isPaused = false;
      this.#subscription?.resume();
    }
    return batch;
  }
}

/** What one finite read asks. */
export interface ReadPlan<T> {
  readonly filters: readonly string[];
  readonly start: SubscribeRequest["start"];
  readonly metaOnly: boolean;
  readonly signal: AbortSignal | undefined;
  /** Makes an item of an entry; undefined leaves it out. */
  take(raw: RawEntry): T | undefined;
}

/** A finite read over a link. */
export class FiniteRead<T> implements KvIterable<T> {
  readonly #session: Session;
  readonly #link: BucketLink;
  readonly #plan: () => ReadPlan<T>;

  /** @param plan - Called for each iteration; what it throws is what the reader gets. */
  constructor(session: Session, link: BucketLink, plan: () => ReadPlan<T>) {
    this.#session = session;
    this.#link = link;
    this.#plan = plan;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    const plan = this.#plan();
    const run = this.#begin(plan, true);
    try {
      await this.#open(plan, run);
      for (let batch = await run.batch(); batch !== undefined; batch = await run.batch()) {
        for (const item of batch) {
          run.check();
          yield item;
        }
      }
    } finally {
      await run.stop();
    }
  }

  async toArray(): Promise<T[]> {
    const plan = this.#plan();
    const run = this.#begin(plan, false);
    try {
      await this.#open(plan, run);
      const all: T[] = [];
      for (let batch = await run.batch(); batch !== undefined; batch = await run.batch()) {
        for (const item of batch) all.push(item);
      }
      return all;
    } finally {
      await run.stop();
    }
  }

  /** A run that the end of the manager and an abort cut. */
  #begin(plan: ReadPlan<T>, mayPause: boolean): ReadRun<T> {
    const { signal } = plan;
    requireFilters(plan.filters, this.#session.store.features);
    this.#session.check(signal);
    const run = new ReadRun<T>((raw) => plan.take(raw), mayPause);
    const abort = (): void => run.cut(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    const leave = this.#session.join({ end: () => run.cut(closedError()) });
    run.onStop(() => {
      signal?.removeEventListener("abort", abort);
      leave();
    });
    return run;
  }

  async #open(plan: ReadPlan<T>, run: ReadRun<T>): Promise<void> {
    const { filters, start, metaOnly, signal } = plan;
    const opening = this.#link.subscribe({ filters, start, metaOnly, live: false }, run);
    await this.#session.found(
      opening.then((subscription) => run.attach(subscription)),
      signal,
    );
  }
}

/** A read of things that are no entries, such as names of buckets. */
export class FiniteListing<T> implements KvIterable<T> {
  readonly #session: Session;
  readonly #list: () => AsyncIterable<T>;

  constructor(session: Session, list: () => AsyncIterable<T>) {
    this.#session = session;
    this.#list = list;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    this.#session.check(undefined);
    const items = this.#list()[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.#session.found(items.next(), undefined);
        this.#session.check(undefined);
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      // Not awaited: a backend that hangs would keep the reader.
      items.return?.().catch(() => undefined);
    }
  }

  async toArray(): Promise<T[]> {
    const all: T[] = [];
    for await (const item of this) all.push(item);
    return all;
  }
}

function incompleteRead(cause: KvError | undefined): KvError {
  return KvError.of("INCOMPLETE_READ", "the read was cut short", { cause });
}
