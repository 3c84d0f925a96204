import type { KvOperation, MarkerReason } from "@revkv/core/words";

/** One write that is still stored. */
export interface ModelEntry {
  readonly key: string;
  readonly revision: number;
  readonly operation: KvOperation;
  readonly reason: MarkerReason;
  /** Empty for markers. */
  readonly value: Uint8Array;
  /** The header block as it is stored; empty for none. */
  readonly headers: string;
  readonly createdMs: number;
  /** Its own time to live; undefined: only the bucket's. */
  readonly ttlMs: number | undefined;
}

/** What a reader sees of an entry, in values that print and compare. */
export interface Seen {
  readonly bucket: string;
  readonly key: string;
  readonly revision: number;
  readonly operation: KvOperation;
  readonly reason: MarkerReason;
  readonly createdMs: number;
  readonly length: number;
  readonly delta: number;
  readonly isUpdate: boolean;
  /** One character a byte; undefined for a marker and where only heads were asked for. */
  readonly value: string | undefined;
}

/** How an entry was read. */
export interface Reading {
  readonly delta: number;
  readonly isUpdate: boolean;
  readonly metaOnly: boolean;
}

/** The entry as a reader sees it. */
export function seenEntry(bucket: string, entry: ModelEntry, reading: Reading): Seen {
  const hasValue = entry.operation === "PUT" && !reading.metaOnly;
  return {
    bucket,
    key: entry.key,
    revision: entry.revision,
    operation: entry.operation,
    reason: entry.reason,
    createdMs: entry.createdMs,
    length: entry.value.length,
    delta: reading.delta,
    isUpdate: reading.isUpdate,
    value: hasValue ? characters(entry.value) : undefined,
  };
}

/** Bytes as text that prints: one character a byte. */
export function characters(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
