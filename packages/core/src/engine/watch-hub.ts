import { FilterTrie } from "../base/filter-trie.ts";
import type { Steps } from "../base/steps.ts";
import type { KvError } from "../words/errors.ts";
import type { InitialValues, RawEntry, Sink } from "../words/write.ts";
import { Announcement } from "./announcement.ts";
import {
  LogSubscription,
  type SubscriptionOwner,
  type SubscriptionPlan,
} from "./log-subscription.ts";
import { MatchCache } from "./match-cache.ts";

/**
 * Who gets which entry. The log announces what it has committed and then asks for delivery; a sink
 * that writes meanwhile commits at once, and its entry waits until the one before has reached everyone.
 */
export class WatchHub<Place> {
  readonly #byFilter = new FilterTrie<LogSubscription>();
  readonly #matches: MatchCache<LogSubscription> = new MatchCache(this.#byFilter);
  readonly #open = new Set<LogSubscription>();
  readonly #steps: Steps;
  readonly #owner: SubscriptionOwner;
  readonly #view: (place: Place) => RawEntry;
  #outbox: (Announcement<LogSubscription> | KvError)[] = [];
  #isDelivering = false;

  /** @param view - Copies what is stored at a place; called where somebody listens. */
  constructor(steps: Steps, report: (error: unknown) => void, view: (place: Place) => RawEntry) {
    this.#steps = steps;
    this.#view = view;
    this.#owner = { over: (ended) => this.#forget(ended), report };
  }

  /** False when nobody would hear of anything. */
  get isWatched(): boolean {
    return this.#open.size > 0;
  }

  /** Begins a subscription; its initial values reach the sink before this returns, unless it pauses. */
  subscribe(plan: SubscriptionPlan, initial: InitialValues, sink: Sink): LogSubscription {
    const subscription = new LogSubscription(plan, initial, sink, this.#owner);
    this.#open.add(subscription);
    if (plan.live) for (const filter of plan.filters) this.#byFilter.add(filter, subscription);
    subscription.pump();
    return subscription;
  }

  /**
   * Takes note of a committed entry; who subscribes later finds it among the initial values.
   *
   * @param slot - Names the key until it is {@link forget forgotten}.
   * @param place - Where the entry is: it is copied now, because it may be gone when it is delivered.
   */
  announce(slot: number, key: string, place: Place): void {
    const heard = this.#matches.of(slot, key);
    if (heard.length > 0) this.#outbox.push(new Announcement(this.#view(place), heard));
  }

  /** The slot names no key any more. */
  forget(slot: number): void {
    this.#matches.forget(slot);
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
        if (news instanceof Announcement) this.#offer(news);
        else if (news !== undefined) this.#closeAll(news);
      }
    } finally {
      this.#outbox = [];
      this.#isDelivering = false;
    }
  }

  #offer(news: Announcement<LogSubscription>): void {
    // A sink may add and stop watchers while it is called: those that it adds have begun after this entry.
    for (const subscriptions of news.heard) {
      this.#steps.watchers += subscriptions.size;
      for (const subscription of subscriptions) subscription.offer(news);
    }
  }

  #closeAll(reason: KvError): void {
    for (const subscription of this.#open) subscription.close(reason);
  }

  #forget(subscription: LogSubscription): void {
    this.#open.delete(subscription);
    for (const filter of subscription.plan.filters) this.#byFilter.remove(filter, subscription);
  }
}
