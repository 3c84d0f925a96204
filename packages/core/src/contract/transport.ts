import type { KvStatus } from "../words/status.ts";
import type { KvConfig } from "../words/config.ts";
import type { RawEntry, Sink, Write } from "../words/write.ts";

/**
 * What a backend can do. False means that asking for it rejects with `FEATURE_UNSUPPORTED`; nothing is
 * ever left out in silence.
 */
export interface TransportFeatures {
  /** A time to live for single entries. */
  readonly ttl: boolean;
  /** Markers in place of the last entry of a key that expires. */
  readonly limitMarkers: boolean;
  /** More than one filter in a read or a watch. */
  readonly multiFilter: boolean;
  /** `readMany` of up to 1,024 keys is of one moment. */
  readonly snapshotRead: boolean;
  /** Mirrors, and sources too. */
  readonly mirror: boolean;
  /** Words of the user's own, kept with a bucket. */
  readonly metadata: boolean;
  /** Asking for compression is accepted, whether it has an effect or not. */
  readonly compression: boolean;
}

/**
 * A way to reach buckets: the argument of `connect`.
 *
 * Everything else is the facade's business, so that two transports cannot disagree about it: names,
 * keys, filters, settings and options reach a transport judged, values encoded.
 */
export interface Transport {
  /** For messages. */
  readonly name: string;
  /** Opens a store; `local()` gives the same data each time. */
  open(): Promise<Store>;
}

/** The buckets of a backend. */
export interface Store {
  readonly features: TransportFeatures;
  /** Makes a bucket; the same settings open it, others reject with `BUCKET_EXISTS`. */
  createBucket(name: string, config: KvConfig): Promise<void>;
  /** Replaces the settings of a bucket; `BUCKET_NOT_FOUND` when there is none. */
  updateBucket(name: string, config: KvConfig): Promise<void>;
  /** Resolves to false when there was none. */
  deleteBucket(name: string): Promise<boolean>;
  /** Settings and sizes of one bucket; `BUCKET_NOT_FOUND` when there is none. */
  bucketStatus(name: string): Promise<KvStatus>;
  /** The names of all buckets, in order. */
  bucketNames(): AsyncIterable<string>;
  /** The states of all buckets, in order of their names. */
  bucketStatuses(): AsyncIterable<KvStatus>;
  /** Reaches one bucket by its name, also after it is made again; `BUCKET_NOT_FOUND` when there is none now. */
  link(bucket: string): Promise<BucketLink>;
  /** Waits for writes that were sent, up to the backend's time limit, and frees what the store holds. */
  close(): Promise<void>;
}

/** A link in the same process answers at once; awaiting a promise for it would cost a quarter of a put. */
export type Answer<T> = T | Promise<T>;

/** What a read or a watch is about. */
export interface SubscribeRequest {
  /** At least one, none covered by another. */
  readonly filters: readonly string[];
  /**
   * The last entry of each key, all entries, none, or all from a revision on. A read that is not live gives the last
   * entry of each key once, also of those that are written meanwhile.
   */
  readonly start: "last" | "all" | "new" | { readonly revision: number };
  /** Leave the bytes out. */
  readonly metaOnly: boolean;
  /** Go on with what is written later; otherwise the read is over with `caughtUp`. */
  readonly live: boolean;
}

/** The flow of entries into a sink. */
export interface Subscription {
  /** Goes on after a pause. */
  resume(): void;
  /** Ends it; the sink hears nothing more. */
  stop(): Promise<void>;
}

/** One bucket, reached by its name. Every call rejects with `BUCKET_NOT_FOUND` when there is none. */
export interface BucketLink {
  /** Stores one entry and gives its revision. Copies the bytes before it returns. */
  write(write: Write, signal?: AbortSignal): Answer<number>;
  /** The last entry of a key, markers included; consistency undefined: the transport's own default. */
  read(
    key: string,
    consistency: "direct" | "leader" | undefined,
    signal?: AbortSignal,
  ): Answer<RawEntry | null>;
  /** The entry of a revision, whichever key it has. */
  readAt(
    revision: number,
    consistency: "direct" | "leader" | undefined,
    signal?: AbortSignal,
  ): Answer<RawEntry | null>;
  /** The last entries of the keys that have one, markers included, in any order. */
  readMany(keys: readonly string[], signal?: AbortSignal): Answer<readonly RawEntry[]>;
  /**
   * Puts what is stored, then what is written, into the sink, in order of revision; may begin before it
   * resolves. When the bucket is deleted, the sink is closed with `BUCKET_DELETED`.
   */
  subscribe(request: SubscribeRequest, sink: Sink): Promise<Subscription>;
  /** Removes what lies below the markers that are last, and those markers that are old enough; gives the number of entries removed. */
  dropMarkers(olderThanMs: number, signal?: AbortSignal): Promise<number>;
}
