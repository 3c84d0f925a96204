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

/** The last value of a header in a stored block; empty when there is none. */
export function lastHeaderIn(block: string, name: string): string {
  const line = block.lastIndexOf(`\r\n${name}:`);
  if (line < 0) return "";
  const start = line + name.length + 3;
  const end = block.indexOf("\r\n", start);
  return block.slice(start, end < 0 ? block.length : end).trim();
}
