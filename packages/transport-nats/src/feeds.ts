import type { Feed } from "./feed.ts";

/** The feeds of all stores of one transport, by their bucket: who deletes a bucket lets them look. */
export class Feeds {
  readonly #byBucket = new Map<string, Set<Feed>>();

  /** Adds a feed; the returned function removes it. */
  add(bucket: string, feed: Feed): () => void {
    const feeds = this.#byBucket.get(bucket) ?? new Set();
    this.#byBucket.set(bucket, feeds.add(feed));
    return () => {
      feeds.delete(feed);
      if (feeds.size === 0 && this.#byBucket.get(bucket) === feeds) this.#byBucket.delete(bucket);
    };
  }

  /** A bucket is about to be deleted: a server forgets what it has not sent. Resolves when all feeds have it. */
  async settle(bucket: string): Promise<void> {
    await Promise.all(this.#of(bucket).map((feed) => feed.settle()));
  }

  /** A bucket was deleted: its feeds look for themselves. Resolves when they have. */
  async deleted(bucket: string): Promise<void> {
    await Promise.all(this.#of(bucket).map((feed) => feed.check()));
  }

  #of(bucket: string): Feed[] {
    return [...(this.#byBucket.get(bucket) ?? [])];
  }
}
