import { KvError } from "@revkv/core/words";
import type { ModelBucket } from "./model-bucket.ts";
import { seenEntry, type ModelEntry, type Seen } from "./model-entry.ts";
import { lastEntries, matching } from "./reading.ts";
import { matchesAny } from "./wildcards.ts";

/** What a watcher asked for. */
export interface WatchPlan {
  readonly filters: readonly string[];
  readonly start: "last" | "history" | "updates" | { readonly revision: number };
  readonly ignoreDeletes: boolean;
  readonly metaOnly: boolean;
  /** Live entries that may wait for a consumer. */
  readonly maxEntries: number;
  readonly onOverflow: "error" | "conflate";
}

/** How a watch ended: as its user wished, or by an error. */
export type WatchEnd = "clean" | "aborted" | KvError;

/** A watcher: the list of all that it must have been given so far. */
export class ModelWatch {
  readonly plan: WatchPlan;
  /** Who opened it. */
  readonly client: number;
  /** All that was delivered, initial values first. Nothing is before there is a consumer. */
  readonly seen: Seen[] = [];
  /** How many initial values it has. */
  readonly initialCount: number;
  readonly #bucket: string;
  readonly #liveFrom: number;
  #initial: readonly Seen[];
  #live: readonly Seen[] = [];
  #offered: number;
  #isConsumed = false;
  #lastKept = 0;
  #conflated = 0;
  #end: WatchEnd | undefined;

  /** Opens a watcher of the bucket (R10). */
  constructor(bucket: ModelBucket, client: number, plan: WatchPlan) {
    this.plan = plan;
    this.client = client;
    this.#bucket = bucket.name;
    this.#liveFrom = typeof plan.start === "object" ? plan.start.revision : 0;
    const initial = initialEntries(bucket, plan);
    this.#offered = initial.length;
    this.#initial = initial
      .map((entry, at) => this.#seen(entry, { delta: initial.length - 1 - at, isUpdate: false }))
      .filter((entry) => this.#isKept(entry));
    this.initialCount = this.#initial.length;
    this.#lastKept = this.#initial.at(-1)?.revision ?? 0;
    bucket.watches = [...bucket.watches, this];
  }

  /** How it ended; undefined while it goes on. */
  get end(): WatchEnd | undefined {
    return this.#end;
  }

  /** Whether somebody takes what it delivers. */
  get isConsumed(): boolean {
    return this.#isConsumed;
  }

  /** Whether its initial values were all delivered; dropped ones never are. */
  get isInitialized(): boolean {
    return this.seen.length >= this.initialCount;
  }

  /** How many entries reached it while it went on, dropped ones included. */
  get offered(): number {
    return this.#offered;
  }

  /** How many waiting entries were replaced by newer ones of their key; for the statistics alone. */
  get conflated(): number {
    return this.#conflated;
  }

  /** Gives all that waits, and from now on everything at once. */
  consume(): void {
    this.#isConsumed = true;
    this.seen.push(...this.#initial, ...this.#live);
  }

  /** Takes a new entry of the bucket. */
  offer(entry: ModelEntry): void {
    const isWanted = matchesAny(this.plan.filters, entry.key) && entry.revision >= this.#liveFrom;
    if (!isWanted || this.#end !== undefined) return;
    this.#offered += 1;
    const seen = this.#seen(entry, { delta: 0, isUpdate: true });
    if (!this.#isKept(seen)) return;
    if (this.#isConsumed) this.seen.push(seen);
    else this.#wait(seen);
  }

  /** Ends it; what waits can still be taken. */
  finish(end: WatchEnd): void {
    this.#end ??= end;
  }

  /** Ends it as its user wished: what waits is dropped. */
  drop(end: "clean" | "aborted"): void {
    this.finish(end);
    this.#initial = [];
    this.#live = [];
  }

  /** R10.10: a bounded buffer; conflating, it holds one entry a key. */
  #wait(seen: Seen): void {
    if (this.plan.onOverflow === "conflate") {
      const others = this.#live.filter((waiting) => waiting.key !== seen.key);
      this.#conflated += this.#live.length - others.length;
      this.#live = others;
    }
    if (this.#live.length < this.plan.maxEntries) {
      this.#live = [...this.#live, seen];
      this.#lastKept = seen.revision;
      return;
    }
    const details = { lastRevision: this.#lastKept };
    this.finish(KvError.of("BUFFER_OVERFLOW", "too many entries wait", details));
  }

  #isKept(seen: Seen): boolean {
    return seen.operation === "PUT" || !this.plan.ignoreDeletes;
  }

  #seen(entry: ModelEntry, place: { readonly delta: number; readonly isUpdate: boolean }): Seen {
    return seenEntry(this.#bucket, entry, { ...place, metaOnly: this.plan.metaOnly });
  }
}

function initialEntries(bucket: ModelBucket, plan: WatchPlan): readonly ModelEntry[] {
  const { filters, start } = plan;
  if (start === "updates") return [];
  if (start === "last") return lastEntries(bucket, filters);
  if (start === "history") return matching(bucket, filters);
  return matching(bucket, filters).filter((entry) => entry.revision >= start.revision);
}
