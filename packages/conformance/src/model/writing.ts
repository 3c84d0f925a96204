import { KvError, type Write } from "@revkv/core/words";
import { append, bytesOf, lastOf, type ModelBucket } from "./model-bucket.ts";
import { sizeOf, writeHeaders } from "./sizes.ts";

/** What a server takes in one message unless told otherwise. */
const MAX_PAYLOAD = 1_048_576;

/**
 * Stores a write, or says why not, in the server's order of checks: is it too large, may it have a
 * time to live, has the key moved on, is there room. What a client can tell comes before.
 *
 * @returns Its revision.
 */
export function write(bucket: ModelBucket, wanted: Write): number {
  checkTtlUse(bucket, wanted);
  const headers = checkSizeAndRevision(bucket, wanted);
  const raised = raisedTtlMs(bucket, wanted);
  const stored =
    raised === undefined
      ? headers
      : headers.replace(/Nats-TTL: \d+s\r\n/, `Nats-TTL: ${raised / 1_000}\r\n`);
  const draft = {
    key: wanted.key,
    operation: wanted.operation,
    reason: undefined,
    value: wanted.bytes,
    headers: stored,
    createdMs: bucket.nowMs,
    ttlMs: raised ?? wanted.ttlMs,
  };
  checkRoom(bucket, draft);
  return append(bucket, draft);
}

function checkTtlEnabled(bucket: ModelBucket, wanted: Write): void {
  if (wanted.ttlMs === undefined || bucket.settings.limitMarkerTtlMs !== undefined) return;
  throw KvError.of("TTL_NOT_ENABLED", "the bucket has no limit markers", { natsCode: 10166 });
}

function checkTtlUse(bucket: ModelBucket, wanted: Write): void {
  if (wanted.ttlMs === undefined || bucket.settings.limitMarkerTtlMs === undefined) return;
  const isFirst = wanted.expected === "absent" || wanted.expected === 0;
  if (wanted.operation === "PUT" && bucket.settings.history > 1 && !isFirst) {
    throw KvError.of("INVALID_TTL", "an older value would come back");
  }
}

/** With history the server raises a short time to live to that of its markers (R11.4). */
function raisedTtlMs(bucket: ModelBucket, wanted: Write): number | undefined {
  const { history, limitMarkerTtlMs } = bucket.settings;
  const isShort = wanted.ttlMs !== undefined && wanted.ttlMs < (limitMarkerTtlMs ?? 0);
  return history !== 1 && isShort ? limitMarkerTtlMs : undefined;
}

/** Gives the headers that the write is sent with in the end. A create over a marker is sent twice. */
function checkSizeAndRevision(bucket: ModelBucket, wanted: Write): string {
  const { key, expected } = wanted;
  const last = lastOf(bucket, key);
  const actual = last?.revision ?? 0;
  const demands = expected === "absent" ? 0 : expected === "any" ? undefined : expected;
  const headers = checkSize(bucket, wanted, demands);
  checkTtlEnabled(bucket, wanted);
  if (expected === "any") return headers;
  if (expected !== "absent") {
    if (expected === actual) return headers;
    const details = { key, expected, actual, natsCode: 10071 };
    throw KvError.of("REVISION_MISMATCH", "the key moved on", details);
  }
  if (last === undefined) return headers;
  if (last.operation !== "PUT") return checkSize(bucket, wanted, actual);
  throw KvError.of("KEY_EXISTS", "the key has a live value", { key, actual, natsCode: 10071 });
}

/** R12.1: headers and value together, as they are sent. */
function checkSize(bucket: ModelBucket, wanted: Write, demands: number | undefined): string {
  const ttl = wanted.ttlMs === undefined ? undefined : `${wanted.ttlMs / 1_000}s`;
  const headers = writeHeaders({ operation: wanted.operation, demands, ttl });
  const size = headers.length + wanted.bytes.length;
  const bucketLimit = bucket.settings.maxValueBytes ?? Infinity;
  const limit = Math.min(bucketLimit, MAX_PAYLOAD);
  if (size <= limit) return headers;
  const natsCode = size > MAX_PAYLOAD ? undefined : 10054;
  throw KvError.of("VALUE_TOO_LARGE", "headers and value are too large", { size, limit, natsCode });
}

/** R12.3: a full bucket takes what is no larger than the entry that it makes its key drop. */
function checkRoom(bucket: ModelBucket, draft: Parameters<typeof append>[1]): void {
  const { settings } = bucket;
  const place = { bucket: bucket.name, storage: settings.storage };
  const size = sizeOf(place, draft);
  if (bytesOf(bucket) + size <= (settings.maxBytes ?? Infinity)) return;
  const stored = bucket.entries.filter((entry) => entry.key === draft.key);
  const [oldest] = stored;
  const dropsOldest = oldest !== undefined && stored.length >= settings.history;
  if (dropsOldest && sizeOf(place, oldest) >= size) return;
  throw KvError.of("BUCKET_FULL", "the bucket is full", { natsCode: 10077 });
}
