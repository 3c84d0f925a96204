import { sentTtl, writeHeaders, type Write } from "@revkv/core/words";

export { operationOf, type StoredOperation } from "@revkv/core/words";

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
