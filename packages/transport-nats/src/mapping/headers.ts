import { headerIn, sentTtl, writeHeaders, type WireHeaders, type Write } from "@revkv/core/words";

export { operationOf, type StoredOperation, type WireHeaders } from "@revkv/core/words";

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

/** The headers of a stored block by their names, which keep their case; the first of several values counts. */
export function parseHeaderBlock(block: string): (name: string) => string {
  return (name) => (headerIn(block, name) ?? "").trim();
}
