/**
 * How a bucket lies on JetStream: subjects, headers, settings, answers and errors, in both directions.
 * Bytes and plain objects only; no client library, no I/O.
 */
export { ackSubject } from "./mapping/ack-subject.ts";
export { apiPrefixOf, DEFAULT_API, type ApiPlace } from "./mapping/api-prefix.ts";
export {
  conflictRevision,
  errorOf,
  isConflict,
  type ApiFailure,
  type FailureContext,
} from "./mapping/api-error.ts";
export { failureOf, failures, type FailureName, type FullFailure } from "./mapping/api-failure.ts";
export {
  consumerRequest,
  type ConsumerPlan,
  type ConsumerRequest,
  type ConsumerStart,
} from "./mapping/consumer-config.ts";
export { consumerFailures, type ConsumerFailureName } from "./mapping/consumer-failures.ts";
export { coveringFilter } from "./mapping/covering.ts";
export { parseDelivery, type Delivery } from "./mapping/delivery.ts";
export { featuresOf, type ServerFeatures } from "./mapping/features.ts";
export {
  headersOf,
  operationOf,
  parseHeaderBlock,
  type StoredOperation,
  type WireHeaders,
} from "./mapping/headers.ts";
export { blockBefore } from "./mapping/block-before.ts";
export { statusLine, type StatusLine } from "./mapping/status-line.ts";
export { bucketOf, streamOf, subjectPrefix } from "./mapping/names.ts";
export { pubAckReader, type PubAck } from "./mapping/pub-ack.ts";
export {
  messageOfAnswer,
  messageOfDirect,
  toRawEntry,
  type MessageAnswer,
  type StoredMessage,
} from "./mapping/raw-entry.ts";
export { hasWildcard, isSubject, keyFilterOf, subjectsCollide } from "./mapping/subject-filter.ts";
export {
  toKvConfig,
  toStreamConfig,
  type StreamConfig,
  type StreamOrigin,
} from "./mapping/stream-config.ts";
export { bucketPrefixes, keyOf, subjectOf, type BucketPrefixes } from "./mapping/subjects.ts";
