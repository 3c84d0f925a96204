const VERSION = "NATS/1.0";
const LINE_END = "\r\n";
const BLOCK_END = LINE_END + LINE_END;
const SLASH = 47;
const SLASH_AT = VERSION.indexOf("/");
const DIGIT_0 = 48;
const decoder = new TextDecoder();

/**
 * The header block that came right before the data of a message; undefined where anything else stands there.
 *
 * @param wire - The whole buffer that the data lies in.
 *
 * @example
 * const wire = new TextEncoder().encode("NATS/1.0 404 Message Not Found\r\n\r\n");
 * console.log(blockBefore(wire, wire.subarray(wire.length))?.slice(9, 12)); // 404
 */
export function blockBefore(wire: Uint8Array, data: Uint8Array): string | undefined {
  const end = data.byteOffset;
  if (!hasAt(wire, end - BLOCK_END.length, BLOCK_END)) return undefined;
  const start = lastVersion(wire, end);
  // A message that came in parts has a buffer of its own, without the line of the protocol.
  const isWhole = start === 0 || sizeBefore(wire, start) === end - start + data.length;
  if (start < 0 || !isWhole) return undefined;
  const block = decoder.decode(wire.subarray(start, end));
  return block.indexOf(BLOCK_END) === block.length - BLOCK_END.length ? block : undefined;
}

/** Looked for by its slash, which hardly anything else has. */
function lastVersion(wire: Uint8Array, end: number): number {
  let at = end - BLOCK_END.length;
  while (at >= 0 && (wire[at] !== SLASH || !hasAt(wire, at - SLASH_AT, VERSION))) at -= 1;
  return at - SLASH_AT;
}

/** The last number of the protocol's line for a message: how many bytes follow it. */
function sizeBefore(wire: Uint8Array, start: number): number {
  let at = start - LINE_END.length;
  if (!hasAt(wire, at, LINE_END)) return 0;
  let size = 0;
  for (let unit = 1; ; unit *= 10) {
    at -= 1;
    const digit = (wire[at] ?? 0) - DIGIT_0;
    if (digit < 0 || digit > 9) return size;
    size += digit * unit;
  }
}

function hasAt(wire: Uint8Array, start: number, text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    if (wire[start + at] !== text.charCodeAt(at)) return false;
  }
  return true;
}
