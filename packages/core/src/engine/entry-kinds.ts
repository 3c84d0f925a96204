import type { Extras } from "../storage/entry-rows.ts";
import { headerBlock, writeHeaders } from "../words/stored-size.ts";
import type { StoredOperation } from "../words/stored-operation.ts";
import type { KvOperation, MarkerReason } from "../words/write.ts";

/** What an entry may be, which it says by a small number. */
export interface EntryKind extends StoredOperation {
  /** The headers that it has unless it has others. */
  readonly headers: string;
}

function writtenBy(operation: KvOperation): EntryKind {
  const fields = { operation, expectedRevision: undefined, ttl: undefined };
  const headers = headerBlock(writeHeaders(fields));
  return { operation, reason: undefined, headers };
}

/** The kinds of entries by their numbers. A client's come first, in the order of how many there are. */
const KINDS: readonly EntryKind[] = [
  writtenBy("PUT"),
  writtenBy("DEL"),
  writtenBy("PURGE"),
  { operation: "PURGE", reason: "MaxAge", headers: "" },
  { operation: "PURGE", reason: "Purge", headers: "" },
  { operation: "DEL", reason: "Remove", headers: "" },
];
/** The kind of a value. */
export const PUT = 0;
/** The kind of what the server puts in place of a key's last entry when that expires. */
export const LIMIT_MARKER = 3;

/** The number of a kind. */
export function kindOf(operation: KvOperation, reason?: MarkerReason): number {
  if (operation === "PUT") return PUT;
  return KINDS.findIndex((kind) => kind.operation === operation && kind.reason === reason);
}

/** The kind of a number. */
export function entryKind(kind: number): EntryKind {
  return KINDS[kind] as EntryKind;
}

/** What an entry of a kind has that others have not; undefined where it is like most. */
export function extrasOf(
  kind: number,
  headers: string,
  ttlMs: number | undefined,
): Extras | undefined {
  const isUsual = ttlMs === undefined && headers === entryKind(kind).headers;
  return isUsual ? undefined : { headers, ttlMs };
}
