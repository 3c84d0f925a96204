import type { FullConfig } from "./config.ts";
import { goDuration } from "./go-duration.ts";
import { withHeaders, type WireHeaders } from "./header-block.ts";
import { subjectPrefix } from "./stream-names.ts";
import type { KvOperation } from "./write.ts";

/** What decides the headers that a write is sent with. */
export interface HeaderFields {
  readonly operation: KvOperation;
  /** The revision that the write demanded, 0 for nothing stored; undefined when it demanded nothing. */
  readonly expectedRevision: number | undefined;
  /** The value of the TTL header; undefined for none. */
  readonly ttl: string | undefined;
}

/** What stands before a key in a subject, but for the name of the bucket. */
const PREFIX_BYTES = subjectPrefix("").length;

/** The headers that a write is sent with, in their order. */
export function writeHeaders(fields: HeaderFields): WireHeaders {
  const headers: [string, string][] = [];
  if (fields.operation !== "PUT") headers.push(["KV-Operation", fields.operation]);
  if (fields.operation === "PURGE") headers.push(["Nats-Rollup", "sub"]);
  if (fields.expectedRevision !== undefined) {
    headers.push(["Nats-Expected-Last-Subject-Sequence", String(fields.expectedRevision)]);
  }
  if (fields.ttl !== undefined) headers.push(["Nats-TTL", fields.ttl]);
  return headers;
}

/** A time to live as a client sends it. */
export function sentTtl(ttlMs: number): string {
  return `${ttlMs / 1_000}s`;
}

/** A time to live as the server rewrites it when it raises one. */
export function raisedTtl(ttlMs: number): string {
  return String(ttlMs / 1_000);
}

/** The headers of a limit marker; its time to live is written as Go writes a duration: 1h0m0s. */
export function limitMarkerHeaders(ttlMs: number): WireHeaders {
  return [
    ["Nats-Marker-Reason", "MaxAge"],
    ["Nats-TTL", goDuration(ttlMs)],
    ["Nats-Rollup", "sub"],
  ];
}

/** A header block as it is sent and stored, one character a byte; empty when there is no header. */
export function headerBlock(headers: WireHeaders): string {
  return withHeaders("", headers);
}

/** Bytes of the subject that an entry of a bucket has. */
export function subjectBytes(bucket: string, keyBytes: number): number {
  return PREFIX_BYTES + bucket.length + keyBytes;
}

/**
 * Bytes that an entry takes in a stream (R12.2), which `maxBytes` and `status().bytes` count.
 *
 * @param headerBytes - The length of its header block, 0 for none.
 */
export function storedBytes(
  storage: FullConfig["storage"],
  entry: {
    readonly subjectBytes: number;
    readonly headerBytes: number;
    readonly length: number;
  },
): number {
  const content = entry.subjectBytes + entry.headerBytes + entry.length;
  if (storage === "memory") return content + 16;
  return content + (entry.headerBytes === 0 ? 30 : 34);
}
