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

  /** A bucket was deleted: its feeds look for themselves. Resolves when they have. */
  async deleted(bucket: string): Promise<void> {
    const feeds = [...(this.#byBucket.get(bucket) ?? [])];
    await Promise.all(feeds.map((feed) => feed.check()));
  }
}
