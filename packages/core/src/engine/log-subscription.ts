import { Queue } from "../base/queue.ts";
import type { KvError } from "../words/errors.ts";
import type { InitialValues, RawEntry, Sink } from "../words/write.ts";
import type { Announcement } from "./announcement.ts";

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
 * after the other, however the sink behaves meanwhile.
 */
export class LogSubscription {
  // What every delivery looks at comes first, so that it lies in one line of the CPU's cache.
  /** Nothing waits and nothing is under way: a live entry goes to the sink without a detour. */
  #isIdle = false;
  #lastOffered: number;
  readonly #metaOnly: boolean;
  readonly #sink: Sink;
  readonly plan: SubscriptionPlan;
  readonly #owner: SubscriptionOwner;
  /** Undefined when the sink has taken them all. */
  #initial: InitialValues | undefined;
  /** Live entries that came while the sink was busy or paused. */
  #waiting: Queue<RawEntry> | undefined;
  #isCaughtUp = false;
  #isPaused = false;
  #isPumping = false;
  #isOver = false;
  #end: { readonly reason: KvError | undefined } | undefined;

  constructor(
    plan: SubscriptionPlan,
    initial: InitialValues,
    sink: Sink,
    owner: SubscriptionOwner,
  ) {
    this.plan = plan;
    this.#metaOnly = plan.metaOnly;
    this.#initial = initial;
    this.#lastOffered = plan.after;
    this.#sink = sink;
    this.#owner = owner;
  }

  /** Offers a written entry; one that was offered by another filter, or is an initial value, is left out. */
  offer(news: Announcement<LogSubscription>): void {
    const { revision } = news.entry;
    if (revision <= this.#lastOffered) return;
    this.#lastOffered = revision;
    const entry = this.#metaOnly ? news.head : news.entry;
    if (this.#isIdle) this.#hand(entry);
    else if (!this.#isOver && this.#end === undefined) this.#wait(entry);
  }

  /** Hands out what waits, until the sink asks for a pause. A sink that calls back in does not disturb the order. */
  pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    this.#isIdle = false;
    while (!this.#isPaused && !this.#isOver && this.#step());
    this.#isPumping = false;
    this.#isIdle = !this.#isPaused && !this.#isOver;
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
    this.#isIdle = false;
    this.#waiting = undefined;
    this.#initial?.drop();
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
    if (!this.#isCaughtUp) {
      this.#stepInitial();
      return true;
    }
    const entry = this.#waiting?.take();
    if (entry !== undefined) this.#hand(entry);
    else if (this.#end !== undefined) this.#finish(this.#end.reason);
    return entry !== undefined;
  }

  #stepInitial(): void {
    if (this.#initial && this.#sink.initial && this.plan.live) this.#handOver(this.#initial);
    const entry = this.#initial?.next();
    if (entry !== undefined) {
      this.#hand(entry);
      return;
    }
    this.#isCaughtUp = true;
    this.#guard(() => this.#sink.caughtUp());
    if (!this.plan.live) this.stop();
  }

  #wait(entry: RawEntry): void {
    this.#waiting ??= new Queue();
    this.#waiting.push(entry);
  }

  #handOver(initial: InitialValues): void {
    this.#initial = undefined;
    this.#guard(() => this.#sink.initial?.(initial));
  }

  #hand(entry: RawEntry): void {
    try {
      if (this.#sink.entry(entry)) return;
      this.#isPaused = true;
      this.#isIdle = false;
    } catch (error) {
      this.#owner.report(error);
    }
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
