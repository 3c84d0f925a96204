import {
  KvError,
  type BucketLink,
  type Clock,
  type KvConfig,
  type KvStatus,
  type Store,
  type TransportFeatures,
} from "@revkv/core";
import { configDifferences, fillConfig } from "@revkv/core/words";
import { MapBucket } from "./map-bucket.ts";

/** What a store over Maps can do, the same for everyone who has to know. */
export const MAP_FEATURES: TransportFeatures = {
  ttl: false,
  limitMarkers: false,
  multiFilter: true,
  snapshotRead: true,
  mirror: false,
  metadata: true,
  compression: false,
};

/** Settings that would need an account of bytes: the store refuses them instead of dropping them. */
const REFUSED = ["maxBytes", "maxValueBytes"] as const;

/** One connection to the buckets. */
export class MapStore implements Store {
  readonly features: TransportFeatures = MAP_FEATURES;
  readonly #shared: Map<string, MapBucket>;
  readonly #clock: Clock;
  #isClosed = false;

  constructor(buckets: Map<string, MapBucket>, clock: Clock) {
    this.#shared = buckets;
    this.#clock = clock;
  }

  async createBucket(name: string, config: KvConfig): Promise<void> {
    refuseUnsupported(config);
    const existing = this.#buckets.get(name);
    if (existing === undefined) {
      this.#buckets.set(name, new MapBucket(name, config, this.#clock));
      return;
    }
    const differences = configDifferences(existing.config, fillConfig(config));
    if (differences.length === 0) return;
    const message = `${name} exists with another config: ${differences.join("; ")}`;
    throw KvError.of("BUCKET_EXISTS", message, { differences, natsCode: 10058 });
  }

  async updateBucket(name: string, config: KvConfig): Promise<void> {
    refuseUnsupported(config);
    this.#bucket(name).update(config);
  }

  async deleteBucket(name: string): Promise<boolean> {
    const bucket = this.#buckets.get(name);
    this.#buckets.delete(name);
    bucket?.end();
    return bucket !== undefined;
  }

  async bucketStatus(name: string): Promise<KvStatus> {
    return this.#bucket(name).status();
  }

  async *bucketNames(): AsyncGenerator<string> {
    yield* [...this.#buckets.keys()].toSorted();
  }

  async *bucketStatuses(): AsyncGenerator<KvStatus> {
    for await (const name of this.bucketNames()) yield this.#bucket(name).status();
  }

  /** A link is a name: it looks for the bucket at every call, since that may be deleted and made again. */
  async link(name: string): Promise<BucketLink> {
    this.#bucket(name);
    return {
      write: (write) => this.#bucket(name).write(write),
      read: (key) => this.#bucket(name).last(key) ?? null,
      readAt: (revision) => this.#bucket(name).at(revision) ?? null,
      readMany: (keys) => this.#bucket(name).lastOfEach(keys),
      subscribe: async (request, sink) => this.#bucket(name).subscribe(request, sink),
      dropMarkers: async (olderThanMs) => this.#bucket(name).dropMarkers(olderThanMs),
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  get #buckets(): Map<string, MapBucket> {
    if (!this.#isClosed) return this.#shared;
    throw KvError.of("CLOSED", "the store is closed", { outcomeUnknown: false });
  }

  #bucket(name: string): MapBucket {
    const bucket = this.#buckets.get(name);
    // Whatever is asked, what is too old by now is not there any more.
    bucket?.expire();
    if (bucket !== undefined) return bucket;
    throw KvError.of("BUCKET_NOT_FOUND", `there is no bucket ${name}`, { natsCode: 10059 });
  }
}

function refuseUnsupported(config: KvConfig): void {
  for (const setting of REFUSED)
    if (config[setting] !== undefined)
      throw KvError.of("FEATURE_UNSUPPORTED", `this backend does not support ${setting}`);
}
