import type {
  BucketLink,
  RawEntry,
  Sink,
  SubscribeRequest,
  Subscription,
  Write,
} from "@revkv/core";
import type { BucketLog } from "@revkv/core/engine";

/** One bucket of an engine, asked anew at each call: it may have been deleted and made again. */
export class LocalLink implements BucketLink {
  readonly #log: () => BucketLog;

  /** @param log - Gives the bucket's log, or throws `BUCKET_NOT_FOUND`. */
  constructor(log: () => BucketLog) {
    this.#log = log;
  }

  write(write: Write): number {
    return this.#log().write(write);
  }

  read(key: string): RawEntry | null {
    return this.#log().entry(key) ?? null;
  }

  readAt(revision: number): RawEntry | null {
    return this.#log().entryAt(revision) ?? null;
  }

  readMany(keys: readonly string[]): readonly RawEntry[] {
    return this.#log().entries(keys);
  }

  async subscribe(request: SubscribeRequest, sink: Sink): Promise<Subscription> {
    const subscription = this.#log().subscribe(request, sink);
    return {
      resume: () => subscription.resume(),
      stop: async () => subscription.stop(),
    };
  }

  async dropMarkers(olderThanMs: number): Promise<number> {
    return this.#log().dropMarkers(olderThanMs);
  }
}
