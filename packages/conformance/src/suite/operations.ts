import type { KvBucket, KvManager } from "@revkv/core";

/** An operation of the public interface on one bucket. */
export interface Operation {
  /** The call, for titles. */
  readonly name: string;
  /** Does it to a key that has a value, a key without, or the whole bucket. */
  readonly run: (bucket: KvBucket, signal?: AbortSignal) => Promise<unknown>;
}

/** Every operation of a bucket that takes a signal: a new one gets all lifecycle cases by its line here. */
export const OPERATIONS: readonly Operation[] = [
  { name: "put", run: (bucket, signal) => bucket.put("k", "w", { signal }) },
  { name: "create", run: (bucket, signal) => bucket.create("new", "w", { signal }) },
  { name: "update", run: (bucket, signal) => bucket.update("k", "w", 1, { signal }) },
  { name: "modify", run: (bucket, signal) => bucket.modify("k", () => "w", { signal }) },
  { name: "delete", run: (bucket, signal) => bucket.delete("k", { signal }) },
  { name: "purge", run: (bucket, signal) => bucket.purge("k", { signal }) },
  { name: "get", run: (bucket, signal) => bucket.get("k", { signal }) },
  {
    name: "get of a revision",
    run: (bucket, signal) => bucket.get("k", { revision: 1, signal }),
  },
  {
    name: "get from the leader",
    run: (bucket, signal) => bucket.get("k", { consistency: "leader", signal }),
  },
  { name: "getMany", run: (bucket, signal) => bucket.getMany(["k", "none"], { signal }) },
  { name: "getMany of no key", run: (bucket, signal) => bucket.getMany([], { signal }) },
  { name: "keys", run: (bucket, signal) => bucket.keys(">", { signal }).toArray() },
  { name: "history", run: (bucket, signal) => bucket.history(">", { signal }).toArray() },
  { name: "watch", run: (bucket, signal) => bucket.watch(">", { signal }) },
  {
    name: "purgeDeletes",
    run: (bucket, signal) => bucket.purgeDeletes({ olderThanMs: 0, signal }),
  },
];

/** An operation of the public interface on a store. */
export interface StoreOperation {
  readonly name: string;
  /** Does it; the bucket of that name may be there or not. */
  readonly run: (kv: KvManager, bucket: string) => Promise<unknown>;
}

/** Every operation of a manager. */
export const STORE_OPERATIONS: readonly StoreOperation[] = [
  { name: "kv.create", run: (kv, bucket) => kv.create(bucket) },
  { name: "kv.open", run: (kv, bucket) => kv.open(bucket) },
  { name: "kv.update", run: (kv, bucket) => kv.update(bucket, {}) },
  { name: "kv.createOrUpdate", run: (kv, bucket) => kv.createOrUpdate(bucket) },
  { name: "kv.delete", run: (kv, bucket) => kv.delete(bucket) },
  { name: "kv.names", run: (kv) => kv.names().toArray() },
  { name: "kv.list", run: (kv) => kv.list().toArray() },
];
