import {
  isKvError,
  type KvError,
  type Sink,
  type SubscribeRequest,
  type Subscription,
} from "@revkv/core";
import type { Msg } from "@nats-io/nats-core";
import type { Backend } from "./backend.ts";
import { backOff } from "./deadlines.ts";
import { deleted, gone, mayPass, unknown, unreached } from "./failures.ts";
import { FoundBucket } from "./found-bucket.ts";
import { HeldSink } from "./held-sink.ts";
import { InitialPhase } from "./initial-phase.ts";
import { LeaderView } from "./leader-view.ts";
import type { ConsumerStart } from "./mapping/consumer-config.ts";
import type { Delivery } from "./mapping/delivery.ts";
import { messageOfDelivery, toRawEntry } from "./mapping/raw-entry.ts";
import { OrderedConsumer, type ConsumerState } from "./ordered-consumer.ts";
import { WantedKeys } from "./wanted-keys.ts";

/** What a feed needs of its link. */
export interface FeedParts {
  readonly backend: Backend;
  readonly bucket: string;
  readonly request: SubscribeRequest;
  readonly sink: Sink;
  /** Called once, when the feed is over. */
  ended(): void;
}

/** After so many consumers that were never heard of there is no hope of another. */
const MOST_SILENCES = 3;
/** A server refuses filters that intersect. */
const FILTERS_OVERLAP = 10138;

/**
 * The entries of a bucket on their way into a sink: one ordered consumer after the other, each of which goes
 * on where the one before it broke, so that the sink meets every entry once and in order. A read that is not
 * live is over with its first consumer.
 */
export class Feed implements Subscription {
  readonly #parts: FeedParts;
  readonly #wanted: WantedKeys;
  #sink: Sink;
  #bucket: FoundBucket | undefined;
  #consumer: OrderedConsumer | undefined;
  /** Undefined when the initial values are complete. */
  #initial: InitialPhase | undefined;
  /** The last revision that the sink was given, or the one before its first. */
  #lastRevision = 0;
  #isPaused = false;
  /** So many consumers in a row stood and were never heard of. */
  #silences = 0;
  /** The consumer stands, and its bucket is known to be the one. */
  #isBegun = false;
  #isOpening = true;
  #isConnected = true;
  #isRenewing = false;
  /** Why it is over; undefined while it goes on, and for a stop. */
  #failure: KvError | undefined;
  readonly #over = new AbortController();

  constructor(parts: FeedParts) {
    const { filters, start } = parts.request;
    this.#parts = parts;
    this.#sink = parts.sink;
    this.#wanted = new WantedKeys(filters, parts.backend.hasExactFilters);
    if (typeof start === "object") this.#lastRevision = start.revision - 1;
  }

  /** Finds the bucket and makes the first consumer; rejects where that fails. */
  async open(): Promise<void> {
    const { backend, bucket, request } = this.#parts;
    try {
      const found = await FoundBucket.find(backend, bucket);
      this.#bucket = found;
      if (found.binding.isCopied && request.start === "last") this.#sink = new HeldSink(this.#sink);
      const state = await this.#consume(request.start);
      if (this.#failure !== undefined) throw this.#failure;
      // A copy that lags behind would count as new what was there before.
      const last = Math.max(state.delivered.stream_seq, found.lastStored);
      if (request.start === "new") this.#lastRevision = last;
      this.#isOpening = false;
      this.#begin(state);
      void this.#goOn();
    } catch (error) {
      this.#consumer?.close();
      this.#end();
      // A finite read that was ended from outside is one cut short, be it in the first of its steps.
      if (request.live || this.#failure === undefined) throw error;
      this.#sink.closed(this.#failure);
    }
  }

  resume(): void {
    this.#isPaused = false;
    if (this.#isBegun) this.#consumer?.resume();
  }

  async stop(): Promise<void> {
    this.#consumer?.close();
    this.#end();
  }

  /** The connection is gone, and the consumer with it; a live feed goes on when there is another. */
  disconnected(): void {
    this.#isConnected = false;
    this.#consumer?.drop();
    if (!this.#parts.request.live) this.#fail(gone("the connection went away"));
  }

  /** There is a connection again: the server may not know the consumer any more, or have sent to nobody. */
  reconnected(): void {
    this.#isConnected = true;
    void this.#goOn();
  }

  /** It is over for good: the connection is closed, or there is another reason. */
  lost(reason?: KvError): void {
    const missing = `what came after revision ${this.#lastRevision} is missing`;
    this.#fail(reason ?? gone(`the connection is closed; ${missing}`));
  }

  /** Its bucket is about to be deleted: what was written before has its time to come. */
  async settle(): Promise<void> {
    if (this.#parts.request.live) await this.#consumer?.drained().catch(() => undefined);
  }

  /** Somebody deleted a bucket of this name: looks whether it was this one. */
  async check(): Promise<void> {
    try {
      await this.#bucket?.lastRevision();
    } catch (error) {
      if (isKvError(error, "BUCKET_DELETED")) this.#fail(error);
    }
  }

  get #isOver(): boolean {
    return this.#over.signal.aborted;
  }

  /** Makes a consumer; where the server refuses filters that intersect, one for more. */
  async #consume(start: ConsumerStart): Promise<ConsumerState> {
    const { backend, request } = this.#parts;
    const { bucket, stream, prefixes } = this.#found.binding;
    const consumer = new OrderedConsumer(
      backend,
      {
        bucket,
        stream,
        subjects: this.#wanted.asked.map((filter) => prefixes.read + filter),
        start,
        metaOnly: request.metaOnly,
      },
      {
        message: (delivery, message, headers) => this.#message(delivery, message, headers),
        idle: () => this.#initial?.idle(),
        broken: (reason) => this.#broken(consumer, reason),
      },
    );
    this.#consumer = consumer;
    this.#isBegun = false;
    this.#initial?.abandon();
    this.#initial = this.#initialPhase(consumer, start);
    try {
      return await consumer.open();
    } catch (error) {
      const areRefused = isKvError(error) && error.natsCode === FILTERS_OVERLAP;
      if (!areRefused || !this.#wanted.widen()) throw error;
      return this.#consume(start);
    }
  }

  /** None for a feed that had its initial values before its consumer broke. */
  #initialPhase(consumer: OrderedConsumer, start: ConsumerStart): InitialPhase | undefined {
    if (!this.#isOpening && this.#initial === undefined) return undefined;
    const { backend, request } = this.#parts;
    const leader = new LeaderView(backend.api, this.#found, request.filters);
    return new InitialPhase({
      sync: {
        isByKey: start === "last",
        storedBefore: backend.hasExactCounts ? this.#found.lastStored : -1,
      },
      after: this.#lastRevision,
      consumer,
      leader: request.start === "new" ? undefined : leader,
      complete: () => this.#caughtUp(),
      unsure: request.live ? undefined : (error) => this.#fail(error),
    });
  }

  /** A consumer stands: it is known how many initial values there are, and what was delivered meanwhile is taken in. */
  #begin({ num_pending, delivered }: ConsumerState): void {
    // What a watch of updates gets before the server's answer is live all the same.
    const isNew = this.#parts.request.start === "new";
    this.#initial?.expect(isNew ? 0 : num_pending + delivered.consumer_seq);
    this.#isBegun = true;
    if (!this.#isPaused) this.#consumer?.resume();
  }

  #message(delivery: Delivery, message: Msg, headers: string): boolean {
    const { streamSequence } = delivery;
    // After a break in the middle of the initial values, those that came before come again.
    if (streamSequence > this.#lastRevision) {
      this.#lastRevision = streamSequence;
      if (!this.#isRepeat(delivery, message)) this.#put(delivery, message, headers);
    }
    this.#initial?.saw(message.subject, delivery);
    return !this.#isPaused;
  }

  /** A key that is written during a read of last entries comes once more; what it was when the read began counts. */
  #isRepeat(delivery: Delivery, { subject }: Msg): boolean {
    const { live, start } = this.#parts.request;
    if (live || start !== "last" || this.#found.binding.isCopied) return false;
    return this.#initial?.hasSeen(subject, delivery) === true;
  }

  #put(delivery: Delivery, message: Msg, headers: string): void {
    const { metaOnly } = this.#parts.request;
    const stored = messageOfDelivery(delivery, message, { block: headers, metaOnly });
    const raw = toRawEntry(this.#found.binding.prefixes.read, stored);
    if (raw === undefined || !this.#wanted.has(raw.key)) return;
    if (!this.#sink.entry(raw)) this.#isPaused = true;
  }

  #caughtUp(): void {
    this.#initial = undefined;
    this.#sink.caughtUp();
    if (!this.#parts.request.live) void this.stop();
  }

  #broken(consumer: OrderedConsumer, reason: KvError): void {
    if (consumer !== this.#consumer) return;
    this.#silences = consumer.hasHeard ? 0 : this.#silences + 1;
    if (reason.code === "PERMISSION_DENIED") this.#fail(reason);
    else if (this.#silences === MOST_SILENCES) this.#fail(unreached(consumer.inbox));
    else if (this.#parts.request.live) void this.#goOn();
    // A read is not taken up again, but whether its bucket is gone is worth a question.
    else void this.check().then(() => this.#fail(reason));
  }

  /** Makes consumers until one stands, each time after a longer while. Without a connection it waits for one. */
  async #goOn(): Promise<void> {
    if (this.#isRenewing || this.#isOpening) return;
    this.#isRenewing = true;
    for (let tries = 0; this.#isConnected && !this.#isOver && this.#needsConsumer; tries += 1) {
      try {
        await this.#renew();
      } catch (error) {
        // One that stands would hold its messages for ever; the next try lets the server forget it.
        this.#consumer?.drop();
        if (!mayPass(error)) this.#fail(error);
        await backOff(tries, this.#over.signal);
      }
    }
    this.#isRenewing = false;
  }

  get #needsConsumer(): boolean {
    return this.#consumer?.isOver !== false;
  }

  /** A new consumer, which is of use only if the bucket is the one that the last one was made for. */
  async #renew(): Promise<void> {
    this.#consumer?.close();
    const isAnew = this.#initial !== undefined && this.#parts.request.start === "last";
    const state = await this.#consume(isAnew ? "last" : { revision: this.#lastRevision + 1 });
    await this.#found.lastRevision();
    if (!this.#needsConsumer) this.#begin(state);
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    const known = isKvError(error) ? error : unknown(error);
    const isDeleted = isKvError(known, "BUCKET_NOT_FOUND");
    this.#failure = isDeleted ? deleted(this.#parts.bucket) : known;
    this.#consumer?.close();
    const wasOpening = this.#isOpening;
    this.#end();
    if (!wasOpening) this.#sink.closed(this.#failure);
  }

  #end(): void {
    if (this.#isOver) return;
    this.#initial?.abandon();
    this.#over.abort();
    this.#parts.ended();
  }

  get #found(): FoundBucket {
    if (this.#bucket === undefined)
      throw new Error("a feed has found its bucket before it is used");
    return this.#bucket;
  }
}
