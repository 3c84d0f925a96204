/// <reference lib="esnext.disposable" preserve="true" />
/**
 * revkv: a revisioned key-value store with the semantics of NATS JetStream Key/Value. `connect` takes a
 * transport and gives a manager of buckets; the rest are the types on the way.
 */
export type { Clock } from "./base/clock.ts";
export type {
  Answer,
  BucketLink,
  Store,
  SubscribeRequest,
  Subscription,
  Transport,
  TransportFeatures,
} from "./contract/transport.ts";
export type {
  Abortable,
  KvBucket,
  KvFilter,
  KvGetOptions,
  KvModifyOptions,
} from "./facade/bucket.ts";
export { json, number, text } from "./facade/codecs.ts";
export { connect, type ConnectOptions } from "./facade/connect.ts";
export type { KvIterable } from "./facade/kv-iterable.ts";
export type { KvManager, WithCodec } from "./facade/manager.ts";
export type { KvWatcherEvents } from "./facade/watch-events.ts";
export type { KvWatchBuffer, KvWatchOptions } from "./facade/watch-options.ts";
export type { KvWatcher } from "./facade/kv-watcher.ts";
export type { Bytes } from "./base/bytes.ts";
export { bytes, type Codec } from "./words/codec.ts";
export type { KvConfig } from "./words/config.ts";
export type { KvEntry, KvEntryBase, KvMarker, KvMeta, KvPut, KvPutMeta } from "./words/entry.ts";
export {
  isKvError,
  KvError,
  type KvErrorCode,
  type KvErrorDetails,
  type KvErrorOf,
} from "./words/errors.ts";
export type { KvStatus } from "./words/status.ts";
export type {
  InitialValues,
  KvOperation,
  MarkerReason,
  RawEntry,
  Sink,
  Write,
} from "./words/write.ts";
export type { CreateOptions, DeleteOptions, PurgeOptions, PutOptions } from "./words/writes.ts";
