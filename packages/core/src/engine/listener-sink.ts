import type { KvEntry } from "../words/entry.ts";
import type { SharedEntries } from "../words/shared-entries.ts";
import type { RawEntry, Sink } from "../words/write.ts";
import type { LogSubscription } from "./log-subscription.ts";

/** Called with each entry; `stop` ends the watch. */
export type EngineListener = (entry: KvEntry, stop: () => void) => void;

/** What a listener needs of its bucket. */
interface ListenerParts {
  readonly entries: SharedEntries<KvEntry>;
  /** Gets what the listener throws, or rejects with. */
  readonly report: (error: unknown) => void;
}

/** The way from a subscription to one listener. */
export class ListenerSink implements Sink {
  /** Ends the watch. */
  readonly stop: () => void;
  readonly #listener: EngineListener;
  readonly #entries: SharedEntries<KvEntry>;
  readonly #report: (error: unknown) => void;
  #subscription: LogSubscription | undefined;
  #isUpdate = false;
  #isStopped = false;

  constructor(listener: EngineListener, { entries, report }: ListenerParts) {
    this.#listener = listener;
    this.#entries = entries;
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
    this.#entries.tell(raw, this.#isUpdate, this.#listener, this.#report, this.stop);
    return true;
  }

  caughtUp(): void {
    this.#isUpdate = true;
  }

  /** The bucket is gone: nothing is said. */
  closed(): void {
    this.#isStopped = true;
  }
}
