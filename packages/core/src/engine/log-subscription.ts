import type { KvError } from "../words/errors.ts";
import type { Sink } from "../words/write.ts";
import type { Stored } from "./key-log.ts";
import { StoredView } from "./stored-view.ts";

/** What one subscription asked of a log. */
export interface SubscriptionPlan {
  readonly filters: readonly string[];
  readonly metaOnly: boolean;
  readonly live: boolean;
  /** Entries up to this revision are none of its live ones. */
  readonly after: number;
}

/** Who made a subscription, and hears of it. */
export interface SubscriptionOwner {
  /** It is over: stopped, closed, or a read that has ended. */
  over(subscription: LogSubscription): void;
  /** A method of the sink threw. */
  report(error: unknown): void;
}

/**
 * The way of entries from the log to one sink: first the initial values, then what is written, one
 * after the other, however the sink behaves meanwhile. It holds references alone; bytes are copied
 * when they are read.
 */
export class LogSubscription {
  readonly plan: SubscriptionPlan;
  readonly #initialCount: number;
  readonly #sink: Sink;
  readonly #owner: SubscriptionOwner;
  #waiting: Stored[];
  #next = 0;
  #lastOffered: number;
  #isCaughtUp = false;
  #isPaused = false;
  #isPumping = false;
  #isOver = false;
  #end: { readonly reason: KvError | undefined } | undefined;

  /** @param initial - The initial values, oldest first; the subscription's own from now on. */
  constructor(plan: SubscriptionPlan, initial: Stored[], sink: Sink, owner: SubscriptionOwner) {
    this.plan = plan;
    this.#waiting = initial;
    this.#initialCount = initial.length;
    this.#lastOffered = plan.after;
    this.#sink = sink;
    this.#owner = owner;
  }

  /** Offers a written entry; one that was offered by another filter, or is an initial value, is left out. */
  offer(stored: Stored): void {
    if (this.#isOver || this.#end !== undefined || stored.revision <= this.#lastOffered) return;
    this.#lastOffered = stored.revision;
    this.#waiting.push(stored);
    this.pump();
  }

  /** Hands out what waits, until the sink asks for a pause. A sink that calls back in does not disturb the order. */
  pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (!this.#isPaused && !this.#isOver && this.#step());
    this.#isPumping = false;
  }

  /** Goes on after a pause. */
  resume(): void {
    this.#isPaused = false;
    this.pump();
  }

  /** Ends it without a word to the sink. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#waiting = [];
    this.#owner.over(this);
  }

  /** Ends it: the sink is told after what waits, or at once where it paused before its initial values were complete. */
  close(reason: KvError | undefined): void {
    if (this.#isOver || this.#end !== undefined) return;
    this.#end = { reason };
    if (this.#isPaused && !this.#isCaughtUp) this.#finish(reason);
    else this.pump();
  }

  /** Does one thing; false when there is nothing to do. */
  #step(): boolean {
    if (!this.#isCaughtUp && this.#next === this.#initialCount) {
      this.#isCaughtUp = true;
      this.#guard(() => this.#sink.caughtUp());
      if (!this.plan.live) this.stop();
      return true;
    }
    const stored = this.#waiting[this.#next];
    if (stored !== undefined) {
      this.#deliver(stored);
      return true;
    }
    // What was delivered must not be kept alive by whoever keeps the watcher.
    this.#waiting.length = 0;
    this.#next = 0;
    if (this.#end !== undefined) this.#finish(this.#end.reason);
    return false;
  }

  #deliver(stored: Stored): void {
    this.#next += 1;
    const delta = this.#isCaughtUp ? 0 : this.#initialCount - this.#next;
    const view = new StoredView(stored, { delta, metaOnly: this.plan.metaOnly });
    this.#guard(() => {
      this.#isPaused = !this.#sink.entry(view);
    });
  }

  #finish(reason: KvError | undefined): void {
    this.stop();
    this.#guard(() => this.#sink.closed(reason));
  }

  #guard(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#owner.report(error);
    }
  }
}
