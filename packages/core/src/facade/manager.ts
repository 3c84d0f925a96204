import type { Bytes } from "../base/bytes.ts";
import { requireFeatures } from "../contract/features.ts";
import { parseCodec, type Codec } from "../words/codec.ts";
import { parseConfig, type KvConfig } from "../words/config.ts";
import { isKvError } from "../words/errors.ts";
import { parseBucket } from "../words/key.ts";
import { invalidArgument, parseOptions } from "../words/options.ts";
import type { KvStatus } from "../words/status.ts";
import { BucketHandle } from "./bucket-handle.ts";
import type { KvBucket } from "./bucket.ts";
import { FiniteListing } from "./finite-listing.ts";
import type { KvIterable } from "./kv-iterable.ts";
import type { Session } from "./session.ts";

/** How the values of a bucket are read and written; never stored, never compared. */
export interface WithCodec<Out, In> {
  readonly codec?: Codec<Out, In> | undefined;
}

/**
 * The buckets of a store. Every call rejects with `CLOSED` after `close()`, and with `INVALID_BUCKET`,
 * `INVALID_CONFIG` or `INVALID_ARGUMENT` for what is malformed.
 *
 * @example
 * const kv = await connect(local());
 * const users = await kv.create("users", { history: 5 });
 * console.log(await kv.names().toArray()); // [ 'users' ]
 * await kv.close();
 */
export interface KvManager extends AsyncDisposable {
  /**
   * Makes a bucket, or opens the one that has the same settings, defaults filled in; rejects with
   * `BUCKET_EXISTS` and the `differences` in words where it has others, with `FEATURE_UNSUPPORTED` for
   * what the backend cannot honour (R15).
   */
  create<Out = Bytes, In = Uint8Array | string>(
    bucket: string,
    config?: KvConfig & WithCodec<Out, In>,
  ): Promise<KvBucket<Out, In>>;
  /** Opens a bucket; rejects with `BUCKET_NOT_FOUND` when there is none. */
  open<Out = Bytes, In = Uint8Array | string>(
    bucket: string,
    options?: WithCodec<Out, In>,
  ): Promise<KvBucket<Out, In>>;
  /** Replaces the settings of a bucket, with the server's effects; what is left out goes back to its default (R15). */
  update<Out = Bytes, In = Uint8Array | string>(
    bucket: string,
    config: KvConfig & WithCodec<Out, In>,
  ): Promise<KvBucket<Out, In>>;
  /** Makes a bucket, or replaces the settings of the one there is. */
  createOrUpdate<Out = Bytes, In = Uint8Array | string>(
    bucket: string,
    config?: KvConfig & WithCodec<Out, In>,
  ): Promise<KvBucket<Out, In>>;
  /** Deletes a bucket with all it holds; resolves to false when there was none. */
  delete(bucket: string): Promise<boolean>;
  /** The names of all buckets. */
  names(): KvIterable<string>;
  /** The states of all buckets. */
  list(): KvIterable<KvStatus>;
  /**
   * The end, once: later calls and finite reads under way reject with `CLOSED`, watchers end cleanly,
   * writes that were sent are awaited up to the backend's time limit.
   */
  close(): Promise<void>;
}

/** The manager that `connect` gives. */
export class Manager implements KvManager {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async create<Out = Bytes, In = Uint8Array | string>(
    bucket: string,
    config?: KvConfig & WithCodec<Out, In>,
  ): Promise<KvBucket<Out, In>> {
    const { name, settings, codec } = this.#judge(bucket, config);
    await this.#session.found(this.#session.store.createBucket(name, settings), undefined);
    return this.#handle(name, codec);
  }

  async open<Out = Bytes, In = Uint8Array | string>(
    bucket: string,
    options?: WithCodec<Out, In>,
  ): Promise<KvBucket<Out, In>> {
    const { codec } = parseOptions("open", options, ["codec"]);
    const name = parseBucket(bucket);
    const judged = parseCodec(codec);
    this.#session.check(undefined);
    return this.#handle(name, judged);
  }

  async update<Out = Bytes, In = Uint8Array | string>(
    bucket: string,
    config: KvConfig & WithCodec<Out, In>,
  ): Promise<KvBucket<Out, In>> {
    if (config === undefined) throw invalidArgument("update takes the new config");
    const { name, settings, codec } = this.#judge(bucket, config);
    await this.#session.found(this.#session.store.updateBucket(name, settings), undefined);
    return this.#handle(name, codec);
  }

  async createOrUpdate<Out = Bytes, In = Uint8Array | string>(
    bucket: string,
    config?: KvConfig & WithCodec<Out, In>,
  ): Promise<KvBucket<Out, In>> {
    const { name, settings, codec } = this.#judge(bucket, config);
    const { store } = this.#session;
    try {
      await this.#session.found(store.createBucket(name, settings), undefined);
    } catch (error) {
      if (!isKvError(error, "BUCKET_EXISTS")) throw error;
      await this.#session.found(store.updateBucket(name, settings), undefined);
    }
    return this.#handle(name, codec);
  }

  async delete(bucket: string): Promise<boolean> {
    const name = parseBucket(bucket);
    this.#session.check(undefined);
    return this.#session.found(this.#session.store.deleteBucket(name), undefined);
  }

  names(): KvIterable<string> {
    return new FiniteListing(this.#session, () => this.#session.store.bucketNames());
  }

  list(): KvIterable<KvStatus> {
    return new FiniteListing(this.#session, () => this.#session.store.bucketStatuses());
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #judge<Out, In>(
    bucket: string,
    config: (KvConfig & WithCodec<Out, In>) | undefined,
  ): { readonly name: string; readonly settings: KvConfig; readonly codec: Codec<Out, In> } {
    const name = parseBucket(bucket);
    const settings = parseConfig(config, ["codec"]);
    const codec = parseCodec(config?.codec);
    requireFeatures(settings, this.#session.store.features);
    this.#session.check(undefined);
    return { name, settings, codec };
  }

  async #handle<Out, In>(name: string, codec: Codec<Out, In>): Promise<KvBucket<Out, In>> {
    const link = await this.#session.found(this.#session.store.link(name), undefined);
    return new BucketHandle({ name, link, codec, session: this.#session });
  }
}
