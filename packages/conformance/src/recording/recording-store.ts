import type { BucketLink, KvConfig, KvStatus, Store, TransportFeatures } from "@revkv/core";
import type { RecordedRequest, RecordedResult } from "./line.ts";
import type { Asker, RecordLog } from "./record-log.ts";
import { RecordingLink } from "./recording-link.ts";

/** Writes down what one client asks of its store, and what the store gives. */
export class RecordingStore implements Store {
  readonly features: TransportFeatures;
  readonly #store: Store;
  readonly #log: RecordLog;
  readonly #client: string;

  constructor(store: Store, log: RecordLog, client: string) {
    this.features = store.features;
    this.#store = store;
    this.#log = log;
    this.#client = client;
  }

  async createBucket(name: string, config: KvConfig): Promise<void> {
    const ask = (): Promise<void> => this.#store.createBucket(name, config);
    await this.#asked(name, { ask: "createBucket", config }, ask, nothing);
  }

  async updateBucket(name: string, config: KvConfig): Promise<void> {
    const ask = (): Promise<void> => this.#store.updateBucket(name, config);
    await this.#asked(name, { ask: "updateBucket", config }, ask, nothing);
  }

  async deleteBucket(name: string): Promise<boolean> {
    const ask = (): Promise<boolean> => this.#store.deleteBucket(name);
    return this.#asked(name, { ask: "deleteBucket" }, ask, (wasThere) => wasThere);
  }

  async bucketStatus(name: string): Promise<KvStatus> {
    const ask = (): Promise<KvStatus> => this.#store.bucketStatus(name);
    return this.#asked(name, { ask: "bucketStatus" }, ask, (status) => status);
  }

  bucketNames(): AsyncIterable<string> {
    return this.#listed("bucketNames", () => this.#store.bucketNames());
  }

  bucketStatuses(): AsyncIterable<KvStatus> {
    return this.#listed("bucketStatuses", () => this.#store.bucketStatuses());
  }

  async link(bucket: string): Promise<BucketLink> {
    const ask = (): Promise<BucketLink> => this.#store.link(bucket);
    const link = await this.#asked(bucket, { ask: "link" }, ask, nothing);
    return new RecordingLink(link, this.#log, this.#by(bucket));
  }

  async close(): Promise<void> {
    await this.#asked("", { ask: "close" }, () => this.#store.close(), nothing);
  }

  async #asked<T>(
    bucket: string,
    request: RecordedRequest,
    ask: () => Promise<T>,
    shown: (answer: T) => RecordedResult,
  ): Promise<T> {
    return this.#log.asked({ by: this.#by(bucket), request, shown }, ask);
  }

  /** A list that its reader leaves before its end has given nothing that could be compared. */
  async *#listed<T extends string | KvStatus>(
    ask: "bucketNames" | "bucketStatuses",
    list: () => AsyncIterable<T>,
  ): AsyncGenerator<T> {
    const call = this.#log.begin(this.#by(""), { ask });
    const items: T[] = [];
    try {
      for await (const item of list()) {
        items.push(item);
        yield item;
      }
    } catch (error) {
      this.#log.failed(call, error);
      throw error;
    }
    this.#log.returned(call, items as RecordedResult);
  }

  #by(bucket: string): Asker {
    return { client: this.#client, bucket };
  }
}

function nothing(): null {
  return null;
}
