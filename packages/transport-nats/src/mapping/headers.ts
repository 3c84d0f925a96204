import {
  sentTtl,
  writeHeaders,
  type KvOperation,
  type MarkerReason,
  type Write,
} from "@revkv/core/words";

/** Names and values, in the order in which they are sent. */
export type WireHeaders = readonly (readonly [name: string, value: string])[];

/**
 * The headers of a write; none for a plain put.
 *
 * @param demanded - The revision that the key must be at, 0 for nothing stored; undefined demands nothing.
 */
export function headersOf(write: Write, demanded: number | undefined): WireHeaders {
  return writeHeaders({
    operation: write.operation,
    expectedRevision: demanded,
    ttl: write.ttlMs === undefined ? undefined : sentTtl(write.ttlMs),
  });
}

/** What the headers of a stored message say of its key. */
export interface StoredOperation {
  readonly operation: KvOperation;
  readonly reason: MarkerReason;
}

const PUT: StoredOperation = { operation: "PUT", reason: undefined };
const DEL: StoredOperation = { operation: "DEL", reason: undefined };
const PURGE: StoredOperation = { operation: "PURGE", reason: undefined };
const REASONS: Readonly<Record<string, StoredOperation>> = {
  MaxAge: { operation: "PURGE", reason: "MaxAge" },
  Purge: { operation: "PURGE", reason: "Purge" },
  Remove: { operation: "DEL", reason: "Remove" },
};

/**
 * The operation of a stored message (R3.5): a marker of a client, a marker of the server, otherwise a value.
 *
 * @param get - Gives the value of a header, empty when there is none.
 */
export function operationOf(get: (name: string) => string): StoredOperation {
  const operation = get("KV-Operation");
  if (operation === "DEL") return DEL;
  if (operation === "PURGE") return PURGE;
  // Any other word of a client's is a value, as for the official clients.
  if (operation !== "") return PUT;
  const reason = get("Nats-Marker-Reason");
  return Object.hasOwn(REASONS, reason) ? (REASONS[reason] ?? PUT) : PUT;
}

/** Splits a stored header block; names keep their case, the first of several values counts. */
export function parseHeaderBlock(block: string): (name: string) => string {
  const fields = new Map<string, string>();
  for (const line of block.split("\r\n").slice(1)) {
    const colon = line.indexOf(":");
    if (colon < 0) continue;
    const name = line.slice(0, colon);
    if (!fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return (name) => fields.get(name) ?? "";
}
