import { withHeaders } from "@revkv/core/words";

/** A line of a header block. */
export type HeaderField = readonly [name: string, value: string | number];

/** What is the same in bytes, as most texts are. */
const ASCII = /^[ -~]*$/;

/** A raw block with fields behind its own; an empty one begins with them. */
export function withFields(block: string, fields: readonly HeaderField[]): string {
  return withHeaders(
    block,
    fields.map(([name, value]) => [name, inBytes(`${value}`)]),
  );
}

/** The block of a message that the server says itself: a status such as `404 No Messages`, and what belongs to it. */
export function statusBlock(status: string, fields: readonly HeaderField[] = []): string {
  return withFields(`NATS/1.0 ${status}\r\n\r\n`, fields);
}

/** A text with one character for each of its bytes, as header blocks have it. */
export function inBytes(text: string): string {
  return ASCII.test(text) ? text : Buffer.from(text).toString("latin1");
}
