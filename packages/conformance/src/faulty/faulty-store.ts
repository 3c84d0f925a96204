import type {
  Answer,
  BucketLink,
  KvConfig,
  KvError,
  KvStatus,
  Store,
  TransportFeatures,
} from "@revkv/core";
import { POSSIBLE } from "./call-fault.ts";
import { Calls, type CallsParts } from "./calls.ts";
import { FaultyFeed } from "./faulty-feed.ts";
import { FaultyLink } from "./faulty-link.ts";
import type { Past } from "./past.ts";

/** What a store shares with the others of its connection. */
export interface StoreParts extends CallsParts {
  readonly past: Past;
}

/** The buckets of a backend, over a connection on which things go wrong. */
export class FaultyStore implements Store {
  readonly features: TransportFeatures;
  readonly #store: Store;
  readonly #parts: StoreParts;
  readonly #calls: Calls;
  readonly #feeds = new Set<FaultyFeed>();

  /** @param store - The backend's own. */
  constructor(store: Store, parts: StoreParts) {
    this.features = store.features;
    this.#store = store;
    this.#parts = parts;
    this.#calls = new Calls(parts);
  }

  async createBucket(name: string, config: KvConfig): Promise<void> {
    const what = `create ${JSON.stringify(name)}`;
    await this.#change(what, () => this.#store.createBucket(name, config));
  }

  async updateBucket(name: string, config: KvConfig): Promise<void> {
    const what = `update ${JSON.stringify(name)}`;
    await this.#change(what, () => this.#store.updateBucket(name, config));
  }

  async deleteBucket(name: string): Promise<boolean> {
    return this.#change(`delete ${JSON.stringify(name)}`, () => {
      this.#parts.past.forget(name);
      return this.#store.deleteBucket(name);
    });
  }

  async bucketStatus(name: string): Promise<KvStatus> {
    const what = `status of ${JSON.stringify(name)}`;
    return this.#ask(what, () => this.#store.bucketStatus(name));
  }

  async *bucketNames(): AsyncGenerator<string> {
    await this.#ask("names", () => undefined);
    yield* this.#store.bucketNames();
  }

  async *bucketStatuses(): AsyncGenerator<KvStatus> {
    await this.#ask("statuses", () => undefined);
    yield* this.#store.bucketStatuses();
  }

  async link(bucket: string): Promise<BucketLink> {
    const what = `open ${JSON.stringify(bucket)}`;
    return this.#linkOf(bucket, await this.#ask(what, () => this.#store.link(bucket)));
  }

  async close(): Promise<void> {
    await this.#calls.close();
    await this.#store.close();
  }

  /** The connection is gone. */
  disconnected(): void {
    for (const feed of this.#feeds) feed.disconnected();
    this.#calls.disconnected();
  }

  /** There is a connection again. */
  reconnected(): void {
    for (const feed of this.#feeds) feed.reconnected();
    this.#calls.reconnected();
  }

  /** What is on its way arrives at once. */
  hurry(): void {
    this.#calls.hurry();
    for (const feed of this.#feeds) feed.hurry();
  }

  /** Watches are held or released. */
  regulate(): void {
    for (const feed of this.#feeds) feed.regulate();
  }

  /** Ends all watches. */
  endWatches(reason: KvError | undefined): void {
    for (const feed of this.#feeds) feed.end(reason);
  }

  #linkOf(bucket: string, link: BucketLink): BucketLink {
    const { past, clock, condition } = this.#parts;
    return new FaultyLink({
      bucket,
      link,
      past,
      calls: this.#calls,
      feed: (parts) => {
        const lastRevision = async (): Promise<number> =>
          (await this.#store.bucketStatus(bucket)).lastRevision;
        const ended = (): void => void this.#feeds.delete(feed);
        const feed = new FaultyFeed({ ...parts, link, clock, condition, lastRevision, ended });
        this.#feeds.add(feed);
        return feed;
      },
    });
  }

  #ask<T>(what: string, run: () => Answer<T>): Answer<T> {
    const about = { kind: "bucket", isWrite: false, what, possible: POSSIBLE.any } as const;
    return this.#calls.make(this.#calls.plan(about), run);
  }

  #change<T>(what: string, run: () => Answer<T>): Answer<T> {
    const about = { kind: "bucket", isWrite: true, what, possible: POSSIBLE.any } as const;
    return this.#calls.make(this.#calls.plan(about), run);
  }
}
