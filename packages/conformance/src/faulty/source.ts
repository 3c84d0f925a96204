import type {
  BucketLink,
  KvError,
  RawEntry,
  Sink,
  SubscribeRequest,
  Subscription,
} from "@revkv/core";

/** One subscription of the backend, which a feed can turn away from without losing sight of it. */
export class Source implements Sink {
  readonly #feed: Sink;
  #subscription: Subscription | undefined;
  #isMuted = false;
  #isStopped = false;
  #end: { readonly reason: KvError | undefined } | undefined;

  /** @param feed - Gets everything, until the source is muted. */
  constructor(feed: Sink) {
    this.#feed = feed;
  }

  /** How it ended; undefined when it has not. What the feed was told of it may be lost on its way. */
  get end(): { readonly reason: KvError | undefined } | undefined {
    return this.#end;
  }

  /** Begins; rejects where the backend does. */
  async open(link: BucketLink, request: SubscribeRequest): Promise<void> {
    this.#subscription = await link.subscribe(request, this);
    if (this.#isStopped) await this.#subscription.stop();
  }

  /** The feed hears nothing more of it; that the bucket is deleted meanwhile is remembered. */
  mute(): void {
    this.#isMuted = true;
  }

  /** Goes on after a pause. */
  resume(): void {
    this.#subscription?.resume();
  }

  /** Ends it. */
  async stop(): Promise<void> {
    this.#isMuted = true;
    this.#isStopped = true;
    await this.#subscription?.stop();
  }

  entry(entry: RawEntry): boolean {
    return this.#isMuted || this.#feed.entry(entry);
  }

  caughtUp(): void {
    if (!this.#isMuted) this.#feed.caughtUp();
  }

  closed(reason?: KvError): void {
    this.#end = { reason };
    if (!this.#isMuted) this.#feed.closed(reason);
  }
}
