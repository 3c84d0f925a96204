import type { BucketLink, KvError, RawEntry, Sink, Subscription } from "@revkv/core";
import { matchesAny } from "../model/wildcards.ts";
import { comparableEntry, comparableError } from "./comparable.ts";
import type { RecordedEntry, RecordedError, SubscribeCall } from "./line.ts";
import { recordedEntry } from "./recorded-entry.ts";
import { recordedError } from "./recorded-error.ts";

/** What a subscription can be given. */
export type Given =
  | { readonly entry: RecordedEntry }
  | { readonly caughtUp: true }
  | { readonly closed: RecordedError | null };

/** A subscription of a replay: all that it is given, to be compared one after the other. */
export class ReplayedWatch implements Sink {
  /** The call that it began with. */
  readonly call: SubscribeCall;
  readonly #pauses: ReadonlySet<number>;
  readonly #given: Given[] = [];
  #entries = 0;
  #compared = 0;
  #isCaughtUp = false;
  #lastRevision = 0;
  #wake: (() => void) | undefined;
  #subscription: Subscription | undefined;

  /** @param pauses - After how many entries the recorded reader asked for a pause. */
  constructor(call: SubscribeCall, pauses: ReadonlySet<number> = new Set()) {
    this.call = call;
    this.#pauses = pauses;
  }

  entry(entry: RawEntry): boolean {
    this.#entries += 1;
    this.#take({ entry: recordedEntry(entry) });
    return !this.#pauses.has(this.#entries);
  }

  caughtUp(): void {
    this.#take({ caughtUp: true });
  }

  closed(reason?: KvError): void {
    this.#take({ closed: reason === undefined ? null : recordedError(reason) });
  }

  /** Begins as the recorded one did. */
  async open(link: BucketLink): Promise<void> {
    const { filters, start, metaOnly, live } = this.call;
    this.#subscription = await link.subscribe({ filters, start, metaOnly, live }, this);
  }

  /** Goes on after a pause. */
  resume(): void {
    this.#subscription?.resume();
  }

  /** Ends it. */
  async stop(): Promise<void> {
    await this.#subscription?.stop();
  }

  /** What it is given next, as soon as that comes. */
  async next(): Promise<Given> {
    for (;;) {
      const given = this.#given[this.#compared];
      if (given !== undefined) return given;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The next has been compared: goes on to the one after it. */
  pass(given: Given): void {
    this.#compared += 1;
    if ("caughtUp" in given) this.#isCaughtUp = true;
    if ("entry" in given) this.#lastRevision = given.entry.revision;
  }

  /** What is compared: `delta` of a live entry depends on what else is on its way. */
  comparable(given: Given): unknown {
    if ("caughtUp" in given) return { caughtUp: true };
    if ("closed" in given) return { closed: given.closed && comparableError(given.closed) };
    const { entry } = given;
    return comparableEntry(this.#isCaughtUp ? { ...entry, delta: 0 } : entry);
  }

  /**
   * What it was given though the recording knows nothing of it. Where the recorded watch ended before all
   * had reached it, what follows in order may still come.
   */
  surplus(): Given | undefined {
    for (const given of this.#given.slice(this.#compared)) {
      if (!this.#mayStillCome(given)) return given;
      this.pass(given);
    }
    return undefined;
  }

  #mayStillCome(given: Given): boolean {
    if ("caughtUp" in given) return !this.#isCaughtUp;
    if ("closed" in given) return given.closed?.code === "BUCKET_DELETED";
    const { filters, live } = this.call;
    const { key, revision } = given.entry;
    const isOpen = live || !this.#isCaughtUp;
    return isOpen && revision > this.#lastRevision && matchesAny(filters, key);
  }

  #take(given: Given): void {
    this.#given.push(given);
    this.#wake?.();
  }
}
