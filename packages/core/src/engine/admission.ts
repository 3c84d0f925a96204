import type { Clock } from "../base/clock.ts";
import type { Extras } from "../storage/entry-rows.ts";
import type { FullConfig } from "../words/config.ts";
import { KvError } from "../words/errors.ts";
import { headerBlock, raisedTtl, sentTtl, writeHeaders } from "../words/stored-size.ts";
import { checkTtlEnabled, checkTtlUse, effectiveTtlMs } from "../words/ttl.ts";
import type { Write } from "../words/write.ts";
import { entryKind, kindOf } from "./entry-kinds.ts";
import type { EntrySize, EntrySizes } from "./entry-sizes.ts";
import type { Draft, LogState } from "./log-state.ts";
import type { Stored } from "./stored.ts";

/** The bucket that a write wants to enter. */
export interface Room {
  readonly name: string;
  readonly config: FullConfig;
  readonly state: LogState;
  readonly sizes: EntrySizes;
  readonly clock: Clock;
}

/** What a server takes in one message by default, headers included. */
const LARGEST_PAYLOAD = 1_048_576;

/**
 * Decides whether a write may be stored, in the server's order (R4.6): size,
 * time to live, compare-and-set, room. What a client can tell comes first.
 *
 * @returns What is to be stored.
 * @throws `TTL_NOT_ENABLED`, `INVALID_TTL`, `VALUE_TOO_LARGE`, `KEY_EXISTS`, `REVISION_MISMATCH`,
 * `BUCKET_FULL`.
 */
export function admit(write: Write, room: Room): Draft {
  const { key, bytes, operation } = write;
  const kind = kindOf(operation);
  const extras = isPlain(write) ? undefined : extrasFor(write, room);
  const { headers } = extras ?? entryKind(kind);
  if (extras === undefined) checkSize(write, headers, room.config);
  if (room.config.maxBytes !== undefined) {
    checkRoom(key, { headerBytes: headers.length, length: bytes.length }, room);
  }
  const createdMs = room.clock.nowMs();
  return { key, kind, bytes, extras, createdMs, isRollup: operation === "PURGE" };
}

/** Most writes demand nothing, and are not asked what they demand. */
function isPlain({ expected, ttlMs }: Write): boolean {
  return expected === "any" && ttlMs === undefined;
}

/** What a write that demands something is stored with. */
function extrasFor(write: Write, { config, state }: Room): Extras {
  checkTtlUse(write, config);
  const ttlMs = write.ttlMs === undefined ? undefined : effectiveTtlMs(write.ttlMs, config);
  // On the wire a create first says that nothing is stored, and only then names the marker it found.
  const first = write.expected === "absent" ? 0 : write.expected;
  checkSize(write, headersOf(write, first), config);
  checkTtlEnabled(write, config);
  const last = write.expected === "any" ? undefined : state.last(write.key);
  checkExpected(write, last);
  const marker = write.expected === "absent" ? last?.revision : undefined;
  const demanded = marker ?? first;
  if (marker !== undefined) checkSize(write, headersOf(write, demanded), config);
  const isRaised = ttlMs !== undefined && ttlMs !== write.ttlMs;
  const headers = headersOf(write, demanded, isRaised ? raisedTtl(ttlMs) : undefined);
  return { headers, ttlMs };
}

function headersOf(write: Write, demanded: number | "any", raised?: string): string {
  const expectedRevision = demanded === "any" ? undefined : demanded;
  const ttl = raised ?? (write.ttlMs === undefined ? undefined : sentTtl(write.ttlMs));
  return headerBlock(writeHeaders({ operation: write.operation, expectedRevision, ttl }));
}

/** R12.1: what counts is what is sent, headers and value. */
function checkSize(write: Write, headers: string, config: FullConfig): void {
  const size = headers.length + write.bytes.length;
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
function checkExpected({ key, expected }: Write, last: Stored | undefined): void {
  if (expected === "any") return;
  const actual = last?.revision ?? 0;
  if (expected === "absent") {
    if (last?.operation !== "PUT") return;
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
  key: string,
  entry: EntrySize,
  { config, name, state, sizes }: Room,
): void {
  const { maxBytes = Infinity, history } = config;
  const size = sizes.for(key, entry);
  if (state.bytes + size <= maxBytes) return;
  if (state.sizeOfDropped(key, history) >= size) return;
  throw bucketFull(name, { size, maxBytes, bytes: state.bytes });
}

/** What a bucket says that has no room. */
export function bucketFull(
  bucket: string,
  sizes: { readonly size: number; readonly maxBytes: number; readonly bytes: number },
): KvError {
  const { size, maxBytes, bytes } = sizes;
  const message = `the bucket ${JSON.stringify(bucket)} holds ${bytes} of ${maxBytes} bytes, no room for ${size} more`;
  return KvError.of("BUCKET_FULL", message, { natsCode: 10077 });
}
