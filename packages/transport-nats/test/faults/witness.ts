import { isKvError, type KvBucket, type KvEntry, type KvWatcher } from "@revkv/core";
import { matcherOf } from "@revkv/core/subjects";
import { setTimeout as sleep } from "node:timers/promises";
import type { Figures } from "./figures.ts";
import { within } from "./within.ts";

/** What a witness watches, and from where on. */
export interface Sight {
  readonly name: string;
  readonly filter?: string;
  readonly include?: "last" | "history" | "updates";
}

/** A server that went silent is noticed after two heartbeats; then the longest backoff, on a busy machine. */
const CATCH_UP_MS = 25_000;

/** A watcher that is there to be judged: what it is given is recorded, and it waits until that is everything. */
export class Witness {
  readonly #sight: Sight;
  readonly #watcher: KvWatcher<KvEntry>;
  readonly #reading: Promise<void>;
  #delivered = 0;
  #lastRevision = 0;
  #isInitialized = false;
  #ended: unknown;

  private constructor(sight: Sight, watcher: KvWatcher<KvEntry>) {
    this.#sight = sight;
    this.#watcher = watcher;
    watcher.on("initialized", () => {
      this.#isInitialized = true;
    });
    this.#reading = this.#read();
  }

  /** Opens a watch; undefined where that was refused with an error that says why. */
  static async open(bucket: KvBucket, sight: Sight): Promise<Witness | undefined> {
    const { name, filter = ">", include = "last" } = sight;
    try {
      // It asks for the bucket and makes a consumer.
      return new Witness(
        sight,
        await within(2, `the watch ${name}`, bucket.watch(filter, { include })),
      );
    } catch (error) {
      if (isKvError(error)) return undefined;
      throw error;
    }
  }

  /** Opens a watch where nothing is in the way of it. */
  static async at(bucket: KvBucket, sight: Sight): Promise<Witness> {
    const { name, filter = ">", include = "last" } = sight;
    return new Witness(
      sight,
      await within(2, `the watch ${name}`, bucket.watch(filter, { include })),
    );
  }

  /** The revision of the last entry that came. */
  get lastRevision(): number {
    return this.#lastRevision;
  }

  /** Whether it has all initial values. */
  get isInitialized(): boolean {
    return this.#isInitialized;
  }

  /** Waits until it has its initial values and the last entry that concerns it; throws when it has ended before. */
  async caughtUp(stored: readonly KvEntry[]): Promise<void> {
    const last = this.#concerned(stored).at(-1)?.revision ?? 0;
    const deadline = Date.now() + CATCH_UP_MS;
    const isBehind = (): boolean => this.lastRevision < last || !this.isInitialized;
    while (isBehind() && this.#ended === undefined && Date.now() < deadline) await sleep(5);
    if (this.#ended !== undefined)
      throw new Error(`${this.#sight.name} ended`, { cause: this.#ended });
    if (!isBehind()) return;
    throw new Error(`${this.#sight.name} stands at ${this.lastRevision}, the bucket at ${last}`);
  }

  /** Stops the watch; throws when that hangs. */
  async stop(): Promise<void> {
    await within(1, `stop() of ${this.#sight.name}`, this.#watcher.stop());
    await within(1, `the end of ${this.#sight.name}`, this.#reading);
  }

  /** What it was given; whether that was right is for the recording to say. */
  get figures(): Partial<Figures> {
    return { watchers: 1, delivered: this.#delivered };
  }

  #concerned(stored: readonly KvEntry[]): readonly KvEntry[] {
    const matches = matcherOf(this.#sight.filter ?? ">");
    return stored.filter(({ key }) => matches(key));
  }

  async #read(): Promise<void> {
    try {
      for await (const { revision } of this.#watcher) {
        this.#delivered += 1;
        this.#lastRevision = revision;
      }
    } catch (error) {
      this.#ended = error;
    }
  }
}
