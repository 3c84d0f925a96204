import type { Bytes } from "../base/bytes.ts";
import type { KvEntry, KvMeta, KvPut, KvPutMeta } from "../words/entry.ts";
import type { KvStatus } from "../words/status.ts";
import type { CreateOptions, DeleteOptions, PurgeOptions, PutOptions } from "../words/writes.ts";
import type { KvIterable } from "./kv-iterable.ts";
import type { KvWatchOptions } from "./watch-options.ts";
import type { KvWatcher } from "./kv-watcher.ts";

/** What every call takes. */
export interface Abortable {
  /**
   * Aborted before: nothing is sent and the call rejects with `signal.reason`. Aborted later: the call
   * rejects with it, and a write may still happen.
   */
  readonly signal?: AbortSignal | undefined;
}

/** A literal key, `*` for one token, a last `>` for one or more; several are a union (R1.3). */
export type KvFilter = string | readonly string[];

/** Options of a get. */
export interface KvGetOptions extends Abortable {
  /** Read this revision instead of the last; at least 1. */
  readonly revision?: number | undefined;
  /** 'leader' never misses a write that was acknowledged; 'direct' may (R7.4). */
  readonly consistency?: "direct" | "leader" | undefined;
  /** When the answer is missing or older than this revision, the leader is asked. */
  readonly minRevision?: number | undefined;
}

/** Options of a modify. */
export interface KvModifyOptions extends Abortable {
  /** Tries after the first one, 10 unless given. */
  readonly retries?: number | undefined;
}

/**
 * One bucket, by its name: the handle goes on working when the bucket is made again. Every call rejects
 * with `BUCKET_NOT_FOUND` while there is none, with `CLOSED` after the manager's end, with
 * `INVALID_KEY`, `INVALID_FILTER` or `INVALID_ARGUMENT` for what is malformed, and never throws.
 *
 * @example
 * const users = await kv.create("users", { history: 5, codec: json<{ age: number }>() });
 * const revision = await users.put("ada", { age: 36 });
 * await users.update("ada", { age: 37 }, revision);
 * console.log((await users.get("ada"))?.value.age); // 37
 */
export interface KvBucket<Out = Bytes, In = Out extends Bytes ? Uint8Array | string : Out> {
  /** The bucket's name. */
  readonly name: string;
  /**
   * Stores a value and resolves to its revision (R3); with `expected` only if the key is still there (R4).
   * Rejects with `REVISION_MISMATCH`, `KEY_EXISTS`, `INVALID_VALUE`, `VALUE_TOO_LARGE`, `BUCKET_FULL`,
   * `INVALID_TTL`, `TTL_NOT_ENABLED`; then nothing has changed and no revision was used.
   */
  put(key: string, value: In, options?: Abortable & PutOptions): Promise<number>;
  /** Stores a value where there is no live one; otherwise rejects with `KEY_EXISTS` (R4.2). */
  create(key: string, value: In, options?: Abortable & CreateOptions): Promise<number>;
  /**
   * Stores a value if the key's last entry, marker or not, has revision `expected`, at least 1 (R4.4). The
   * new value has no time to live: to renew one, `put` with `expected` and `ttlMs`.
   */
  update(key: string, value: In, expected: number, options?: Abortable): Promise<number>;
  /**
   * Reads, calls `change` with the value or undefined, writes under compare-and-set, and tries again when
   * another write came first; when `retries` more tries have lost too, it rejects with the last `REVISION_MISMATCH` or
   * `KEY_EXISTS` (R4.8).
   */
  modify(
    key: string,
    change: (value: Out | undefined) => In | Promise<In>,
    options?: KvModifyOptions,
  ): Promise<number>;
  /** Adds a DEL marker, also to a missing or deleted key, and resolves to its revision (R5.1). */
  delete(key: string, options?: Abortable & DeleteOptions): Promise<number>;
  /** Adds a PURGE marker and removes everything below it; resolves to the marker's revision (R5.2). */
  purge(key: string, options?: Abortable & PurgeOptions): Promise<number>;
  /** The live value, or what a revision of this key holds; null when there is none (R7). */
  get(
    key: string,
    options?: KvGetOptions & { readonly includeDeleted?: false | undefined },
  ): Promise<KvPut<Out> | null>;
  get(
    key: string,
    options: KvGetOptions & { readonly includeDeleted: boolean },
  ): Promise<KvEntry<Out> | null>;
  /** The live values of several keys in the order asked; what is missing or deleted is left out (R7.5). */
  getMany(
    keys: readonly string[] | ReadonlySet<string>,
    options?: Abortable,
  ): Promise<Map<string, KvPut<Out>>>;
  /** The keys with a live value, each once, in order of its revision; all unless filtered (R8). */
  keys(filter?: KvFilter, options?: Abortable): KvIterable<string>;
  /** All stored entries, markers included, in order of revision (R9). */
  history(filter: KvFilter, options: Abortable & { readonly metaOnly: true }): KvIterable<KvMeta>;
  history(
    filter: KvFilter,
    options?: Abortable & { readonly metaOnly?: false | undefined },
  ): KvIterable<KvEntry<Out>>;
  /** The initial values, then every entry as it is written, in order of revision (R10). */
  watch(
    filter: KvFilter | undefined,
    options: KvWatchOptions & { readonly metaOnly: true; readonly ignoreDeletes: true },
  ): Promise<KvWatcher<KvPutMeta>>;
  watch(
    filter: KvFilter | undefined,
    options: KvWatchOptions & { readonly metaOnly: true },
  ): Promise<KvWatcher<KvMeta>>;
  watch(
    filter: KvFilter | undefined,
    options: KvWatchOptions & {
      readonly metaOnly?: false | undefined;
      readonly ignoreDeletes: true;
    },
  ): Promise<KvWatcher<KvPut<Out>>>;
  watch(
    filter?: KvFilter,
    options?: KvWatchOptions & { readonly metaOnly?: false | undefined },
  ): Promise<KvWatcher<KvEntry<Out>>>;
  /**
   * Removes what lies below the markers that are last, and those markers that are at least `olderThanMs`
   * old (30 minutes unless given, 0: all); resolves to the number of entries removed. Watchers see nothing (R6).
   */
  purgeDeletes(
    options?: Abortable & { readonly olderThanMs?: number | undefined },
  ): Promise<number>;
  /** Settings and sizes (R14). */
  status(): Promise<KvStatus>;
}
