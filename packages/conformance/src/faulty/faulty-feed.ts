import {
  isKvError,
  KvError,
  type BucketLink,
  type Clock,
  type RawEntry,
  type Sink,
  type SubscribeRequest,
  type Subscription,
} from "@revkv/core";
import type { Call } from "./call.ts";
import { later } from "./clock.ts";
import type { Condition } from "./condition.ts";
import { brokenOff } from "./failures.ts";
import { Line } from "./line.ts";
import { Source } from "./source.ts";

/** What a feed needs of its link. */
export interface FeedParts {
  readonly call: Call;
  readonly link: BucketLink;
  readonly request: SubscribeRequest;
  readonly sink: Sink;
  readonly clock: Clock;
  readonly condition: Condition;
  /** The last revision that the bucket has given. */
  readonly lastRevision: () => Promise<number>;
  /** Called once, when the feed is over. */
  readonly ended: () => void;
}

/**
 * The entries of a bucket on their way into a sink. A read that breaks off is over; a watch is taken up again
 * after the last revision that the sink was given, so that nothing that is still stored is missing or doubled.
 */
export class FaultyFeed implements Subscription, Sink {
  readonly #parts: FeedParts;
  readonly #line: Line;
  #source: Source | undefined;
  /** Where a watch of updates began: it may break off before its first entry. */
  #beginning: Promise<number> | undefined;
  /** Given to the sink, or what stands before the first that it wants. */
  #lastRevision = 0;
  /** Up to here a new source gives again what the sink has. */
  #known = 0;
  #taken = 0;
  #given = 0;
  #isBroken = false;
  #isPaused = false;
  #isCaughtUp = false;
  #isOver = false;

  constructor(parts: FeedParts) {
    const { start } = parts.request;
    this.#parts = parts;
    this.#line = new Line(parts.clock);
    if (typeof start === "object") this.#lastRevision = start.revision - 1;
    this.regulate();
  }

  /** Begins; rejects where the backend does. */
  async open(): Promise<this> {
    const { condition, request, lastRevision } = this.#parts;
    // What is asked over a connection that is gone by now is answered to nobody.
    if (this.#isOver || !condition.isUp) return this;
    // Asked first: what is written from here on is new.
    if (request.start === "new") this.#beginning = lastRevision();
    this.#beginning?.catch(() => {});
    await this.#connect(request);
    return this;
  }

  /** The connection is gone. */
  disconnected(): void {
    if (this.#source === undefined || this.#isBroken) return;
    this.#parts.call.met("disconnect");
    this.#breakOff();
  }

  /** There is a connection again. */
  reconnected(): void {
    void this.#takeUp();
  }

  /** Ends a watch with a reason; one that says what may be missing, unless given. */
  end(reason: KvError | undefined): void {
    const { call, request } = this.#parts;
    if (request.live) this.#fail(reason ?? brokenOff(call.what, this.#lastRevision));
  }

  /** Entries on their way arrive at once. */
  hurry(): void {
    this.#line.hurry();
  }

  /** Watches are held or released. */
  regulate(): void {
    const { condition, request } = this.#parts;
    if (this.#isPaused || (request.live && condition.areWatchesHeld)) this.#line.hold();
    else this.#line.release();
  }

  resume(): void {
    this.#isPaused = false;
    this.regulate();
    this.#source?.resume();
  }

  async stop(): Promise<void> {
    this.#over();
    await this.#source?.stop();
  }

  entry(entry: RawEntry): boolean {
    this.#taken += 1;
    const delayMs = this.#parts.call.delayMs(`entry ${this.#taken}`);
    this.#line.add(() => this.#give(entry), delayMs);
    return !this.#isPaused;
  }

  caughtUp(): void {
    this.#line.add(() => this.#tellCaughtUp(), 0);
  }

  closed(reason?: KvError): void {
    this.#line.add(() => this.#fail(reason), 0);
  }

  #give(entry: RawEntry): void {
    if (entry.revision <= this.#known) return;
    this.#lastRevision = entry.revision;
    this.#given += 1;
    if (!this.#parts.sink.entry(entry)) {
      this.#isPaused = true;
      this.regulate();
    }
    if (!this.#isOver && this.#parts.call.isCutAfter(this.#given)) this.#cut();
  }

  #tellCaughtUp(): void {
    if (this.#isCaughtUp) return;
    this.#isCaughtUp = true;
    this.#parts.sink.caughtUp();
    if (!this.#parts.request.live) this.#over();
  }

  #cut(): void {
    const { call, clock } = this.#parts;
    call.met("cut");
    this.#breakOff();
    later(clock, call.delayMs(`the cut after ${this.#given}`), () => void this.#takeUp());
  }

  /** What is on its way is lost. */
  #breakOff(): void {
    const { call, request } = this.#parts;
    this.#line.clear();
    this.#source?.mute();
    this.#isBroken = true;
    if (!request.live) this.#fail(brokenOff(call.what, this.#lastRevision));
  }

  /** Goes on with another source, unless the bucket was deleted meanwhile. */
  async #takeUp(): Promise<void> {
    try {
      const beginning = (await this.#beginning) ?? 0;
      if (!this.#isBroken || this.#isOver || !this.#parts.condition.isUp) return;
      this.#lastRevision = Math.max(this.#lastRevision, beginning);
      const end = this.#source?.end;
      if (end === undefined) await this.#goOn();
      else this.#fail(end.reason);
    } catch (error) {
      this.#fail(reasonOf(error));
    }
  }

  #goOn(): Promise<void> {
    const { request } = this.#parts;
    this.#isBroken = false;
    this.#known = this.#lastRevision;
    // Nothing that such a watch is given is an initial value.
    if (request.start === "new") this.#tellCaughtUp();
    const isAnew = request.start === "last" && !this.#isCaughtUp;
    const start = isAnew ? request.start : { revision: this.#lastRevision + 1 };
    return this.#connect({ ...request, start });
  }

  /** Turns to a new source, and away from the one before it when the new one stands. */
  async #connect(request: SubscribeRequest): Promise<void> {
    const last = this.#source;
    const source = new Source(this);
    this.#source = source;
    try {
      await source.open(this.#parts.link, request);
    } catch (error) {
      // There may be another one by now.
      if (source === this.#source) throw error;
    } finally {
      await last?.stop();
    }
  }

  #fail(reason: KvError | undefined): void {
    if (this.#isOver) return;
    this.#over();
    this.#source?.stop().catch(() => {});
    this.#parts.sink.closed(reason);
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#line.clear();
    this.#parts.ended();
  }
}

/** Why a watch that was to go on could not. */
function reasonOf(error: unknown): KvError {
  if (isKvError(error, "BUCKET_NOT_FOUND")) {
    return KvError.of("BUCKET_DELETED", "the bucket was deleted", { cause: error });
  }
  return isKvError(error) ? error : KvError.of("BACKEND", "a watch cannot go on", { cause: error });
}
