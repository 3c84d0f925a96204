import type { KvEntry } from "../words/entry.ts";
import type { EntryShape } from "../words/entry-shape.ts";
import type { SharedEntries } from "../words/shared-entries.ts";
import type { RawEntry, Sink } from "../words/write.ts";
import type { LogSubscription } from "./log-subscription.ts";

/** Called with each entry; `stop` ends the watch. */
export type EngineListener = (entry: KvEntry, stop: () => void) => void;

/** What a listener needs of its bucket. */
interface ListenerParts {
  readonly shape: EntryShape<KvEntry>;
  /** Gets what the listener throws, or rejects with. */
  readonly report: (error: unknown) => void;
}

/** The way from a subscription to one listener. */
export class ListenerSink implements Sink {
  // In the order in which a delivery looks at them.
  #isStopped = false;
  readonly #listener: EngineListener;
  #entries: SharedEntries<KvEntry>;
  /** Ends the watch. */
  readonly stop: () => void;
  readonly #report: (error: unknown) => void;
  readonly #live: SharedEntries<KvEntry>;
  #subscription: LogSubscription | undefined;

  constructor(listener: EngineListener, { shape, report }: ListenerParts) {
    this.#listener = listener;
    this.#entries = shape.shared.initial;
    this.#live = shape.shared.live;
    this.#report = report;
    this.stop = () => {
      this.#isStopped = true;
      this.#subscription?.stop();
    };
  }

  /** Where its entries come from; the first ones come before there is a subscription to stop. */
  attach(subscription: LogSubscription): void {
    this.#subscription = subscription;
    if (this.#isStopped) subscription.stop();
  }

  entry(raw: RawEntry): boolean {
    if (this.#isStopped) return true;
    this.#entries.tell(raw, this.#listener, this.#report, this.stop);
    return true;
  }

  caughtUp(): void {
    this.#entries = this.#live;
  }

  /** The bucket is gone: nothing is said. */
  closed(): void {
    this.#isStopped = true;
  }
}
