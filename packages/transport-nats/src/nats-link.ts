import type {
  BucketLink,
  KvError,
  RawEntry,
  Sink,
  SubscribeRequest,
  Subscription,
  Write,
} from "@revkv/core";
import type { BoundBucket } from "./binding.ts";
import { Feed } from "./feed.ts";
import { unknown } from "./failures.ts";
import { ManyReader } from "./many-reader.ts";
import { dropMarkers } from "./old-markers.ts";
import { Reader } from "./reader.ts";
import { Writer } from "./writer.ts";

/** Makes a feed of a bucket known; the returned function forgets it. */
export type JoinFeed = (bucket: string, feed: Feed) => () => void;

/** One bucket on JetStream, by its name. */
export class NatsLink implements BucketLink {
  readonly #bucket: BoundBucket;
  readonly #join: JoinFeed;
  readonly #writer: Writer;
  readonly #reader: Reader;
  readonly #manyReader: ManyReader;

  constructor(bucket: BoundBucket, join: JoinFeed) {
    this.#bucket = bucket;
    this.#join = join;
    this.#reader = new Reader(bucket);
    this.#manyReader = new ManyReader(bucket, this.#reader);
    this.#writer = new Writer(bucket, this.#reader);
  }

  write(write: Write, signal?: AbortSignal): Promise<number> {
    return this.#writer.write(write, signal);
  }

  read(key: string, consistency: "direct" | "leader" | undefined): Promise<RawEntry | null> {
    return this.#reader.last(key, consistency);
  }

  readAt(revision: number, consistency: "direct" | "leader" | undefined): Promise<RawEntry | null> {
    return this.#reader.at(revision, consistency);
  }

  readMany(keys: readonly string[], signal?: AbortSignal): Promise<readonly RawEntry[]> {
    return this.#manyReader.read(keys, signal);
  }

  async subscribe(request: SubscribeRequest, sink: Sink): Promise<Subscription> {
    const { backend, binding } = this.#bucket;
    const { bucket } = binding;
    const feed = new Feed({ backend, bucket, request, sink, ended: () => leave() });
    const leave = this.#join(bucket, feed);
    await feed.open();
    return feed;
  }

  dropMarkers(olderThanMs: number, signal?: AbortSignal): Promise<number> {
    const parts = {
      backend: this.#bucket.backend,
      binding: this.#bucket.binding,
      scan: (start: "last" | "all", take: (entry: RawEntry) => void) => this.#scan(start, take),
    };
    return dropMarkers(parts, olderThanMs, signal);
  }

  /** Reads heads to the end. */
  #scan(start: "last" | "all", take: (entry: RawEntry) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const sink: Sink = {
        entry: (entry) => {
          take(entry);
          return true;
        },
        caughtUp: resolve,
        closed: (reason?: KvError) => reject(reason ?? unknown(undefined)),
      };
      const request = { filters: [">"], start, metaOnly: true, live: false };
      this.subscribe(request, sink).catch(reject);
    });
  }
}
