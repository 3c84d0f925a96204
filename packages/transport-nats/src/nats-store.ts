import {
  isKvError,
  KvError,
  type BucketLink,
  type KvConfig,
  type KvStatus,
  type Store,
  type TransportFeatures,
} from "@revkv/core";
import { configDifferences, fillConfig } from "@revkv/core/words";
import { failedCall } from "./api.ts";
import type { Backend } from "./backend.ts";
import { BoundBucket } from "./binding.ts";
import { askBucket, type StreamInfo } from "./bucket-info.ts";
import type { DeletedBuckets } from "./deleted-buckets.ts";
import { closed } from "./failures.ts";
import type { Feed } from "./feed.ts";
import type { Feeds } from "./feeds.ts";
import { bucketOf, streamOf } from "./mapping/names.ts";
import { toKvConfig, toStreamConfig, type StreamConfig } from "./mapping/stream-config.ts";
import { NatsLink } from "./nats-link.ts";
import { listStreams } from "./stream-list.ts";
import { makeStream } from "./stream-maker.ts";

const EXISTS_OTHERWISE = 10058;
const NOT_POSSIBLE = 10052;

/** What all stores of one transport know of each other. */
export interface Siblings {
  readonly feeds: Feeds;
  readonly deleted: DeletedBuckets;
}

/** One connection's view of the buckets of a JetStream account. */
export class NatsStore implements Store {
  readonly features: TransportFeatures;
  readonly #backend: Backend;
  readonly #siblings: Siblings;
  readonly #own = new Set<Feed>();
  readonly #hasSources: boolean;
  #isClosed = false;

  constructor(backend: Backend, siblings: Siblings, hasSources: boolean) {
    this.#backend = backend;
    this.#siblings = siblings;
    this.#hasSources = hasSources;
    this.features = backend.features;
  }

  /** Whether it needs to hear of the connection no more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  async createBucket(name: string, config: KvConfig): Promise<void> {
    this.#requireSources(config);
    const asked = toStreamConfig(name, config);
    const { api } = this.#backend;
    const failure = await makeStream(api, this.#siblings.deleted, { bucket: name, config: asked });
    if (failure === undefined) return;
    if (failure.err_code !== EXISTS_OTHERWISE) throw failedCall(failure, name);
    const differences = await this.#differences(name, asked);
    if (differences.length === 0) return;
    const message = `the bucket ${JSON.stringify(name)} has another config: ${differences.join("; ")}`;
    throw KvError.of("BUCKET_EXISTS", message, { differences, natsCode: EXISTS_OTHERWISE });
  }

  async updateBucket(name: string, config: KvConfig): Promise<void> {
    this.#requireSources(config);
    const { stream, config: inForce } = await askBucket(this.#backend.api, name);
    if (inForce.limitMarkerTtlMs !== undefined && config.limitMarkerTtlMs === undefined) {
      const message = "limitMarkerTtlMs cannot be taken away: a server cannot turn it off";
      throw KvError.of("INVALID_CONFIG", message, { natsCode: NOT_POSSIBLE });
    }
    const asked = toStreamConfig(name, config);
    // What another client turned on and a server does not turn off is no setting of ours.
    const { allow_msg_ttl } = stream.config;
    const body = allow_msg_ttl === true ? { ...asked, allow_msg_ttl } : asked;
    const subject = `STREAM.UPDATE.${streamOf(name)}`;
    await this.#backend.api.call({ subject, body, bucket: name, isWrite: true });
  }

  async deleteBucket(name: string): Promise<boolean> {
    const { api } = this.#backend;
    try {
      const { stream } = await askBucket(api, name);
      await this.#siblings.feeds.settle(name);
      const subject = `STREAM.DELETE.${streamOf(name)}`;
      await api.call({ subject, bucket: name, isWrite: true });
      this.#siblings.deleted.add(name, stream);
    } catch (error) {
      if (isKvError(error, "BUCKET_NOT_FOUND")) return false;
      throw error;
    }
    await this.#siblings.feeds.deleted(name);
    return true;
  }

  async bucketStatus(name: string): Promise<KvStatus> {
    const { stream, config } = await askBucket(this.#backend.api, name);
    return statusOf(name, stream, config);
  }

  async *bucketNames(): AsyncGenerator<string> {
    for await (const { bucket } of this.bucketStatuses()) yield bucket;
  }

  async *bucketStatuses(): AsyncGenerator<KvStatus> {
    const statuses: KvStatus[] = [];
    for (const stream of await listStreams(this.#backend.api)) {
      const bucket = bucketOf(stream.config.name);
      const config = toKvConfig(stream.config);
      if (bucket === undefined || config === undefined) continue;
      statuses.push(statusOf(bucket, stream, config));
    }
    yield* statuses.toSorted((a, b) => (a.bucket < b.bucket ? -1 : 1));
  }

  async link(bucket: string): Promise<BucketLink> {
    const bound = await BoundBucket.find(this.#backend, bucket);
    return new NatsLink(bound, (name, feed) => this.#join(name, feed));
  }

  async close(): Promise<void> {
    // Told, not only stopped: a purgeDeletes waits for what its feed says.
    for (const feed of this.#own) feed.lost(closed());
    await this.#backend.requests.close();
    this.#isClosed = true;
  }

  /** The connection is gone; the client may make another. */
  disconnected(): void {
    this.#backend.requests.disconnected();
    for (const feed of this.#own) feed.disconnected();
  }

  /** There is a connection again. */
  reconnected(): void {
    this.#backend.requests.reconnected();
    for (const feed of this.#own) feed.reconnected();
  }

  /** The connection is closed for good. */
  closed(): void {
    this.#backend.requests.disconnected();
    for (const feed of this.#own) feed.lost();
  }

  #join(bucket: string, feed: Feed): () => void {
    const leave = this.#siblings.feeds.add(bucket, feed);
    this.#own.add(feed);
    return () => {
      leave();
      this.#own.delete(feed);
    };
  }

  /** Compared as settings of buckets, whoever made the stream; both sides as a server writes them. */
  async #differences(name: string, asked: StreamConfig): Promise<readonly string[]> {
    const { config } = await askBucket(this.#backend.api, name).catch(noBucket);
    if (config === undefined) return [`the stream ${asked.name} exists and holds no bucket`];
    return configDifferences(fillConfig(config), fillConfig(toKvConfig(asked) ?? {}));
  }

  #requireSources(config: KvConfig): void {
    if (config.sources === undefined || this.#hasSources) return;
    throw KvError.of("FEATURE_UNSUPPORTED", "sources need a server of 2.10 or later");
  }
}

function noBucket(error: unknown): { readonly config: undefined } {
  if (isKvError(error, "BUCKET_NOT_FOUND")) return { config: undefined };
  throw error;
}

function statusOf(bucket: string, { state }: StreamInfo, config: KvConfig): KvStatus {
  return {
    bucket,
    values: state.messages,
    bytes: state.bytes,
    lastRevision: state.last_seq,
    backingStore: "JetStream",
    config: fillConfig(config),
    ignored: [],
  };
}
