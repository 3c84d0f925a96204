/**
 * The vocabulary of revkv: grammar of names, settings, entries, errors and sizes. Pure, and without
 * any knowledge of how a bucket is kept; the reference model and the NATS mapping build on it alone.
 */
export { BytePool } from "./base/byte-pool.ts";
export { encodeText, type Bytes } from "./base/bytes.ts";
export { bytes, type Codec } from "./words/codec.ts";
export {
  configDifferences,
  fillConfig,
  parseConfig,
  type FullConfig,
  type KvConfig,
} from "./words/config.ts";
export { defaultDuplicatesMs } from "./words/duplicates.ts";
export { toEntry, toMeta } from "./words/entry.ts";
export type {
  EntryOrigin,
  KvEntry,
  KvEntryBase,
  KvMarker,
  KvMeta,
  KvPut,
  KvPutMeta,
} from "./words/entry.ts";
export {
  isKvError,
  KvError,
  type KvErrorCode,
  type KvErrorDetails,
  type KvErrorOf,
} from "./words/errors.ts";
export { isLiteral, parseFilters } from "./words/filter.ts";
export { goDuration } from "./words/go-duration.ts";
export {
  headerIn,
  withHeader,
  withHeaders,
  withoutHeaders,
  type WireHeaders,
} from "./words/header-block.ts";
export { parseChoice, parseCount, parseOptions } from "./words/options.ts";
export type { Posted, Posting } from "./words/posting.ts";
export { isKey, parseBucket, parseKey, type Key } from "./words/key.ts";
export {
  headerBlock,
  limitMarkerHeaders,
  raisedTtl,
  sentTtl,
  storedBytes,
  subjectBytes,
  writeHeaders,
  type HeaderFields,
} from "./words/stored-size.ts";
export type { KvStatus } from "./words/status.ts";
export { operationOf, type StoredOperation } from "./words/stored-operation.ts";
export { bucketOf, streamOf, subjectPrefix } from "./words/stream-names.ts";
export { checkTtlEnabled, checkTtlUse, effectiveTtlMs, parseTtl } from "./words/ttl.ts";
export type { KvOperation, MarkerReason, RawEntry, Sink, Write } from "./words/write.ts";
export type { CreateOptions, DeleteOptions, PurgeOptions, PutOptions } from "./words/writes.ts";
