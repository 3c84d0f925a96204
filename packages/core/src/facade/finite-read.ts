import { requireFilters } from "../contract/features.ts";
import type { BucketLink, SubscribeRequest } from "../contract/transport.ts";
import type { RawEntry } from "../words/write.ts";
import type { KvIterable } from "./kv-iterable.ts";
import { ReadRun } from "./read-run.ts";
import { closedError, type Session } from "./session.ts";

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
