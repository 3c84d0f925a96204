import type { Backend } from "./backend.ts";
import { askBucket, type BucketInfo } from "./bucket-info.ts";
import { pause } from "./deadlines.ts";
import { mayPass } from "./failures.ts";
import { streamOf } from "./mapping/names.ts";
import { bucketPrefixes, type BucketPrefixes } from "./mapping/subjects.ts";

/** Who has failed already waits no longer to learn why. */
const SOON_MS = 1_000;

/** What a link knows of its bucket without asking; it may be out of date, and is asked again when something fails. */
export interface Binding {
  readonly bucket: string;
  readonly stream: string;
  readonly prefixes: BucketPrefixes;
  readonly isMirror: boolean;
  readonly allowsDirect: boolean;
  /** Whether several servers hold it, so that one may lag behind another. */
  readonly isCopied: boolean;
}

/** What a bucket's info says of how to reach it. */
export function bindingOf(bucket: string, { stream }: BucketInfo, apiPrefix: string): Binding {
  const { config } = stream;
  return {
    bucket,
    stream: streamOf(bucket),
    prefixes: bucketPrefixes(bucket, config, apiPrefix),
    isMirror: config.mirror !== undefined,
    allowsDirect: config.allow_direct,
    isCopied: config.num_replicas > 1,
  };
}

/** A bucket and how it is reached now. */
export class BoundBucket {
  readonly backend: Backend;
  #binding: Binding;
  #asking: Promise<boolean> | undefined;

  private constructor(backend: Backend, binding: Binding) {
    this.backend = backend;
    this.#binding = binding;
  }

  /** Asks for a bucket and binds to it; rejects with `BUCKET_NOT_FOUND` when there is none. */
  static async find(backend: Backend, bucket: string): Promise<BoundBucket> {
    const info = await askBucket(backend.api, bucket);
    return new BoundBucket(backend, bindingOf(bucket, info, backend.api.prefix));
  }

  /** How it was reached the last time that somebody asked. */
  get binding(): Binding {
    return this.#binding;
  }

  /**
   * Asks again, once for all who want to know at the same time. True when the bucket is reached otherwise than
   * before; false when it is not, and when nobody says so soon. Rejects with `BUCKET_NOT_FOUND`.
   */
  refresh(): Promise<boolean> {
    this.#asking ??= this.#refresh().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #refresh(): Promise<boolean> {
    const { backend } = this;
    const before = this.#binding;
    const info = await Promise.race([this.#ask(), pause(SOON_MS)]);
    if (info === undefined) return false;
    this.#binding = bindingOf(before.bucket, info, backend.api.prefix);
    const { prefixes, allowsDirect } = this.#binding;
    return (
      prefixes.read !== before.prefixes.read ||
      prefixes.write !== before.prefixes.write ||
      allowsDirect !== before.allowsDirect
    );
  }

  async #ask(): Promise<BucketInfo | undefined> {
    try {
      return await askBucket(this.backend.api, this.#binding.bucket);
    } catch (error) {
      if (mayPass(error)) return undefined;
      throw error;
    }
  }
}
