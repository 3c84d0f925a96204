import type { KvError, RawEntry, Sink, SubscribeRequest, Subscription } from "@revkv/core";
import { matchesFilter } from "@revkv/core/subjects";

/** Entries on their way into one sink, in order, and held back while it wants a pause. */
export class MapSubscription implements Subscription {
  readonly #request: SubscribeRequest;
  readonly #sink: Sink;
  readonly #ended: () => void;
  readonly #waiting: (RawEntry | "caught up")[] = [];
  #isPaused = false;
  #isDelivering = false;
  #isOver = false;

  constructor(request: SubscribeRequest, sink: Sink, ended: () => void) {
    this.#request = request;
    this.#sink = sink;
    this.#ended = ended;
  }

  /** What the read or watch begins with; each entry says how many follow. */
  begin(initial: readonly RawEntry[]): void {
    const last = initial.length - 1;
    this.#waiting.push(
      ...initial.map((entry, at) => ({ ...entry, delta: last - at })),
      "caught up",
    );
  }

  /** A new entry of the bucket: kept if it is asked for. */
  take(entry: RawEntry): void {
    const { filters, start, live } = this.#request;
    const isEarly = typeof start === "object" && entry.revision < start.revision;
    const isWanted = filters.some((filter) => matchesFilter(filter, entry.key));
    if (live && isWanted && !isEarly) this.#waiting.push(entry);
  }

  /** Hands over what waits. A sink that writes meanwhile is served after what came before. */
  deliver(): void {
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    while (!this.#isPaused && !this.#isOver) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      if (next === "caught up") this.#caughtUp();
      else this.#isPaused = !this.#sink.entry(this.#asAsked(next));
    }
    this.#isDelivering = false;
  }

  resume(): void {
    this.#isPaused = false;
    this.deliver();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    this.#ended();
  }

  /** The bucket is gone. A watch still hands over what waits; a read that is not complete is cut. */
  end(reason: KvError): void {
    if (this.#request.live) {
      this.#isPaused = false;
      this.deliver();
    }
    void this.stop();
    this.#sink.closed(reason);
  }

  #caughtUp(): void {
    this.#sink.caughtUp();
    if (!this.#request.live) void this.stop();
  }

  #asAsked(entry: RawEntry): RawEntry {
    return this.#request.metaOnly ? { ...entry, bytes: new Uint8Array() } : entry;
  }
}
