import {
  KvError,
  type BucketLink,
  type KvConfig,
  type KvStatus,
  type Store,
  type TransportFeatures,
} from "@revkv/core";
import type { Engine } from "@revkv/core/engine";
import { LocalLink } from "./local-link.ts";

const FEATURES: TransportFeatures = Object.freeze({
  ttl: true,
  limitMarkers: true,
  multiFilter: true,
  snapshotRead: true,
  mirror: false,
  metadata: true,
  compression: true,
});

/** One connection to an engine, which may have others: closing it leaves the engine as it is. */
export class LocalStore implements Store {
  readonly features: TransportFeatures = FEATURES;
  readonly #shared: Engine;
  #isClosed = false;

  constructor(engine: Engine) {
    this.#shared = engine;
  }

  async createBucket(name: string, config: KvConfig): Promise<void> {
    this.#engine().create(name, config);
  }

  async updateBucket(name: string, config: KvConfig): Promise<void> {
    this.#engine().update(name, config);
  }

  async deleteBucket(name: string): Promise<boolean> {
    return this.#engine().delete(name);
  }

  async bucketStatus(name: string): Promise<KvStatus> {
    return this.#engine().log(name).status();
  }

  async *bucketNames(): AsyncGenerator<string> {
    yield* this.#engine().names();
  }

  async *bucketStatuses(): AsyncGenerator<KvStatus> {
    const engine = this.#engine();
    yield* engine.names().map((name) => engine.log(name).status());
  }

  async link(bucket: string): Promise<BucketLink> {
    this.#engine().log(bucket);
    return new LocalLink(() => this.#engine().log(bucket));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  #engine(): Engine {
    if (!this.#isClosed) return this.#shared;
    throw KvError.of("CLOSED", "the store is closed", { outcomeUnknown: false });
  }
}
