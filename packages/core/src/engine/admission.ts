import { textBytes } from "../base/bytes.ts";
import type { FullConfig } from "../words/config.ts";
import { KvError } from "../words/errors.ts";
import {
  headerBlock,
  raisedTtl,
  sentTtl,
  storedBytes,
  subjectBytes,
  writeHeaders,
} from "../words/stored-size.ts";
import { checkTtlEnabled, checkTtlUse, effectiveTtlMs } from "../words/ttl.ts";
import type { Write } from "../words/write.ts";
import { isMarker, type KeyLog } from "./key-log.ts";

/** The bucket that a write wants to enter. */
export interface Room {
  readonly bucket: string;
  readonly config: FullConfig;
  /** Bytes stored before the write. */
  readonly bytes: number;
}

/** How a write is stored that may be. */
export interface Admitted {
  readonly headers: string;
  readonly ttlMs: number | undefined;
}

/** What a server takes in one message by default, headers included. */
const LARGEST_PAYLOAD = 1_048_576;

/**
 * Decides whether a write may be stored, in the server's order (R4.6): size,
 * time to live, compare-and-set, room. What a client can tell comes first.
 *
 * @throws `TTL_NOT_ENABLED`, `INVALID_TTL`, `VALUE_TOO_LARGE`, `KEY_EXISTS`, `REVISION_MISMATCH`,
 * `BUCKET_FULL`.
 */
export function admit(write: Write, log: KeyLog | undefined, room: Room): Admitted {
  checkTtlUse(write, room.config);
  const ttlMs = write.ttlMs === undefined ? undefined : effectiveTtlMs(write.ttlMs, room.config);
  // On the wire a create first says that nothing is stored, and only then names the marker it found.
  const first = write.expected === "absent" ? 0 : write.expected;
  checkSize(write, first, room.config);
  checkTtlEnabled(write, room.config);
  checkExpected(write, log);
  const marker = write.expected === "absent" ? log?.last?.revision : undefined;
  const demanded = marker ?? first;
  if (marker !== undefined) checkSize(write, demanded, room.config);
  const isRaised = ttlMs !== undefined && ttlMs !== write.ttlMs;
  const headers = headersOf(write, demanded, isRaised ? raisedTtl(ttlMs) : undefined);
  const { key, bytes } = write;
  checkRoom({ key, headerBytes: headers.length, length: bytes.length }, log, room);
  return { headers, ttlMs };
}

function headersOf(write: Write, demanded: number | "any", raised?: string): string {
  if (write.operation === "PUT" && demanded === "any" && write.ttlMs === undefined) return "";
  const expectedRevision = demanded === "any" ? undefined : demanded;
  const ttl = raised ?? (write.ttlMs === undefined ? undefined : sentTtl(write.ttlMs));
  return headerBlock(writeHeaders({ operation: write.operation, expectedRevision, ttl }));
}

/** R12.1: what counts is what is sent, headers and value. */
function checkSize(write: Write, demanded: number | "any", config: FullConfig): void {
  const size = headersOf(write, demanded).length + write.bytes.length;
  const limit = Math.min(config.maxValueBytes ?? Infinity, LARGEST_PAYLOAD);
  if (size <= limit) return;
  const what = `${write.operation} of ${JSON.stringify(write.key)}`;
  const message = `${what} takes ${size} bytes with its headers, at most ${limit} are allowed`;
  // A server answers an entry over its stream's limit; over its own no client sends any.
  throw KvError.of("VALUE_TOO_LARGE", message, {
    size,
    limit,
    natsCode: size > LARGEST_PAYLOAD ? undefined : 10054,
  });
}

/** R4: compare-and-set; markers count as entries, but not as live values. */
function checkExpected(write: Write, log: KeyLog | undefined): void {
  const { key, expected } = write;
  if (expected === "any") return;
  const last = log?.last;
  const actual = last?.revision ?? 0;
  if (expected === "absent") {
    if (last === undefined || isMarker(last)) return;
    const message = `${JSON.stringify(key)} has a live value at revision ${actual}`;
    throw KvError.of("KEY_EXISTS", message, { key, actual, natsCode: 10071 });
  }
  if (expected === actual) return;
  const found = actual === 0 ? "has nothing stored" : `is at revision ${actual}`;
  const message = `${JSON.stringify(key)} ${found}, expected ${expected}`;
  throw KvError.of("REVISION_MISMATCH", message, { key, expected, actual, natsCode: 10071 });
}

/**
 * R12.3: a full bucket takes what is no larger than the entry that it makes its key drop.
 *
 * @throws `BUCKET_FULL`.
 */
export function checkRoom(
  sizes: { readonly key: string; readonly headerBytes: number; readonly length: number },
  log: KeyLog | undefined,
  { config, bucket, bytes }: Room,
): void {
  if (config.maxBytes === undefined) return;
  const { key, headerBytes, length } = sizes;
  const keyBytes = log?.keyBytes ?? textBytes(key);
  const size = storedBytes(config.storage, {
    subjectBytes: subjectBytes(bucket, keyBytes),
    headerBytes,
    length,
  });
  if (bytes + size <= config.maxBytes) return;
  const dropped =
    log !== undefined && log.entries.length >= config.history ? log.oldest : undefined;
  if (dropped !== undefined && dropped.size >= size) return;
  const message = `the bucket ${JSON.stringify(bucket)} holds ${bytes} of ${config.maxBytes} bytes, no room for ${size} more`;
  throw KvError.of("BUCKET_FULL", message, { natsCode: 10077 });
}
