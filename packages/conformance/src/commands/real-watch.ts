import type { KvEntry, KvMeta, KvWatcher } from "@revkv/core";
import type { Seen } from "../model/model-entry.ts";
import type { Arrivals } from "./arrivals.ts";
import { describeError } from "./outcome.ts";
import { print } from "./print.ts";
import { seenOf } from "./seen.ts";

/** The ways to consume a watcher. */
export const CONSUMERS = ["iterator", "listeners", "snapshot"] as const;
/** One of {@link CONSUMERS}. */
export type Consumer = (typeof CONSUMERS)[number];

/** A watcher of the tested store, and all that it has delivered. */
export class RealWatch {
  readonly seen: Seen[] = [];
  /** What it has done that no watcher may. */
  readonly faults: string[] = [];
  /** How many of the entries have been compared with the model. */
  compared = 0;
  /** What there was to see when it was last compared. */
  comparedMark = "";
  /** What has reached it, delivered or not. */
  readonly arrivals: Readonly<Arrivals>;
  readonly #watcher: KvWatcher<KvEntry | KvMeta>;
  readonly #controller: AbortController;
  readonly #closings: string[] = [];
  #initializedAt: number | undefined;
  #loopEnd: string | undefined;
  #consumer: Consumer | undefined;

  /** @param controller - Its signal was given to the watcher. */
  constructor(
    watcher: KvWatcher<KvEntry | KvMeta>,
    controller: AbortController,
    arrivals: Readonly<Arrivals>,
  ) {
    this.arrivals = arrivals;
    this.#watcher = watcher;
    this.#controller = controller;
    watcher.on("initialized", () => this.#noteInitialized());
    watcher.on("closed", (reason) => this.#closings.push(reason?.code ?? "clean"));
  }

  /** After how many entries the initial values were said to be complete; undefined when they were not yet. */
  get initializedAt(): number | undefined {
    return this.#initializedAt;
  }

  /** The reasons of the `closed` events: at most one may come. */
  get closings(): readonly string[] {
    return this.#closings;
  }

  /** How the loop of an iterator ended; undefined when it has not, or there is none. */
  get loopEnd(): string | undefined {
    return this.#loopEnd;
  }

  /** How its entries are taken; undefined while they are not. */
  get consumer(): Consumer | undefined {
    return this.#consumer;
  }

  /** Begins to take entries. */
  consume(consumer: Consumer): void {
    this.#consumer = consumer;
    if (consumer === "listeners") this.#watcher.on("entry", (entry) => this.#take(entry));
    else void this.#loop(consumer === "snapshot");
  }

  /** The clean end. */
  async stop(): Promise<void> {
    await this.#watcher.stop();
  }

  /** The end by the signal that the watcher was given. */
  abort(): void {
    this.#controller.abort("aborted");
  }

  async #loop(withSnapshot: boolean): Promise<void> {
    try {
      if (withSnapshot) for (const entry of await this.#watcher.snapshot()) this.#take(entry);
      for await (const entry of this.#watcher) this.#take(entry);
      this.#loopEnd = "clean";
    } catch (error) {
      this.#loopEnd = print(describeError(error));
    }
  }

  #take(entry: KvEntry | KvMeta): void {
    if (this.#closings.length > 0 && this.#loopEnd !== undefined) {
      this.faults.push(`revision ${entry.revision} came after the end`);
    }
    this.seen.push(seenOf(entry));
  }

  #noteInitialized(): void {
    if (this.#initializedAt !== undefined) this.faults.push("initialized came twice");
    if (this.seen.some((entry) => entry.isUpdate)) this.faults.push("initialized came late");
    this.#initializedAt = this.seen.length;
  }
}
