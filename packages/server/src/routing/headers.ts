/** A line of a header block. */
export type HeaderField = readonly [name: string, value: string | number];

const VERSION = "NATS/1.0";
const LINE_END = "\r\n";
/** What is the same in bytes, as most texts are. */
const ASCII = /^[ -~]*$/;

/** A raw block with fields behind its own; an empty one begins with them. */
export function withFields(block: string, fields: readonly HeaderField[]): string {
  const own = block === "" ? VERSION + LINE_END : block.slice(0, -LINE_END.length);
  return own + linesOf(fields) + LINE_END;
}

/** The block of a message that the server says itself: a status such as `404 No Messages`, and what belongs to it. */
export function statusBlock(status: string, fields: readonly HeaderField[] = []): string {
  return `${VERSION} ${status}${LINE_END}${linesOf(fields)}${LINE_END}`;
}

/** A text with one character for each of its bytes, as header blocks have it. */
export function inBytes(text: string): string {
  return ASCII.test(text) ? text : Buffer.from(text).toString("latin1");
}

function linesOf(fields: readonly HeaderField[]): string {
  return fields.map(([name, value]) => `${name}: ${inBytes(`${value}`)}${LINE_END}`).join("");
}
