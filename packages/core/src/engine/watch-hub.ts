import { FilterTrie } from "../base/filter-trie.ts";
import type { Steps } from "../base/steps.ts";
import type { KvError } from "../words/errors.ts";
import type { Sink } from "../words/write.ts";
import { LogSubscription, type SubscriptionPlan } from "./log-subscription.ts";
import type { Stored } from "./key-log.ts";

/**
 * Who gets which entry. The log announces what it has committed and then asks for delivery; a sink
 * that writes meanwhile commits at once, and its entry waits until the one before has reached everyone.
 */
export class WatchHub {
  readonly #byFilter = new FilterTrie<LogSubscription>();
  readonly #open = new Set<LogSubscription>();
  readonly #steps: Steps;
  readonly #report: (error: unknown) => void;
  #outbox: (Stored | KvError)[] = [];
  #isDelivering = false;

  constructor(steps: Steps, report: (error: unknown) => void) {
    this.#steps = steps;
    this.#report = report;
  }

  /** Begins a subscription; its initial values reach the sink before this returns, unless it pauses. */
  subscribe(plan: SubscriptionPlan, initial: Stored[], sink: Sink): LogSubscription {
    const subscription = new LogSubscription(plan, initial, sink, {
      over: (ended) => this.#forget(ended),
      report: this.#report,
    });
    this.#open.add(subscription);
    if (plan.live) for (const filter of plan.filters) this.#byFilter.add(filter, subscription);
    subscription.pump();
    return subscription;
  }

  /** Takes note of a committed entry; who subscribes later finds it among the initial values. */
  announce(stored: Stored): void {
    if (this.#open.size > 0) this.#outbox.push(stored);
  }

  /** Takes note of the end of the bucket. */
  announceEnd(reason: KvError): void {
    this.#outbox.push(reason);
  }

  /** Delivers what was announced, in order; within a delivery it returns at once, and the outer one goes on. */
  deliver(): void {
    if (this.#isDelivering || this.#outbox.length === 0) return;
    this.#isDelivering = true;
    try {
      for (let next = 0; next < this.#outbox.length; next += 1) {
        const news = this.#outbox[next];
        if (news instanceof Error) this.#closeAll(news);
        else if (news !== undefined) this.#offer(news);
      }
    } finally {
      this.#outbox = [];
      this.#isDelivering = false;
    }
  }

  #offer(stored: Stored): void {
    // Collected first: a sink may add and stop watchers while it is called.
    const matching: LogSubscription[] = [];
    this.#byFilter.match(stored.log.key, (subscription) => matching.push(subscription));
    this.#steps.watchers += matching.length;
    for (const subscription of matching) subscription.offer(stored);
  }

  #closeAll(reason: KvError): void {
    for (const subscription of this.#open) subscription.close(reason);
  }

  #forget(subscription: LogSubscription): void {
    this.#open.delete(subscription);
    for (const filter of subscription.plan.filters) this.#byFilter.remove(filter, subscription);
  }
}
