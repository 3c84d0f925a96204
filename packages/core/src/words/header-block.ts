/** Names and values of headers, in the order in which they are sent. */
export type WireHeaders = readonly (readonly [name: string, value: string])[];

const VERSION = "NATS/1.0";

/**
 * The value of a header in a raw block of one character a byte; undefined where it has none. Names keep their
 * case, the first of several counts.
 *
 * @example
 * console.log(headerIn("NATS/1.0\r\nKV-Operation: DEL\r\n\r\n", "KV-Operation")); // DEL
 */
export function headerIn(block: string, name: string): string | undefined {
  const line = lineOf(block, name);
  if (line < 0) return undefined;
  let start = line + name.length + 1;
  while (block[start] === " ") start += 1;
  const end = block.indexOf("\r\n", start);
  return block.slice(start, end < 0 ? block.length : end);
}

/** The block with headers behind its own; an empty one begins with them. */
export function withHeaders(block: string, headers: WireHeaders): string {
  if (headers.length === 0) return block;
  let longer = block === "" ? `${VERSION}\r\n` : block.slice(0, -2);
  for (const [name, value] of headers) longer += `${name}: ${value}\r\n`;
  return `${longer}\r\n`;
}

/** The block with a header of its own, behind the others and in place of one that has its name. */
export function withHeader(block: string, name: string, value: string): string {
  const line = lineOf(block, name);
  const bare =
    line < 0 ? block : block.slice(0, line) + block.slice(block.indexOf("\r\n", line) + 2);
  return withHeaders(bare, [[name, value]]);
}

/** The block without the headers whose names begin so. */
export function withoutHeaders(block: string, starts: readonly string[]): string {
  const [version = "", ...lines] = block.split("\r\n");
  const kept = lines.filter((line) => !starts.some((start) => line.startsWith(start)));
  return kept.some((line) => line !== "") ? [version, ...kept].join("\r\n") : "";
}

/** Where the line of a header begins; -1 where there is none. */
function lineOf(block: string, name: string): number {
  const found = block.indexOf(`\r\n${name}:`);
  return found < 0 ? -1 : found + 2;
}
