/** Bytes handed out: a plain array over its own buffer, never a Buffer, never a view of the store. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const lenientDecoder = new TextDecoder("utf-8", { ignoreBOM: true });
const strictDecoder = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });
// oxlint-disable-next-line no-control-regex -- all of ASCII is meant
const NOT_ASCII = /[^\u0000-\u007f]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Nothing at all: what a marker holds. */
export const noBytes: Bytes = new Uint8Array(0);

/** True for a Uint8Array of any realm, Buffers included. */
export function isBytes(value: unknown): value is Uint8Array {
  if (value instanceof Uint8Array) return true;
  return (
    ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === "[object Uint8Array]"
  );
}

/** A copy over a buffer of its own, also of a Buffer, whose `slice` would be a view. */
export function copyBytes(bytes: Uint8Array): Bytes {
  return new Uint8Array(bytes);
}

/** UTF-8; half of a surrogate pair becomes U+FFFD, see {@link isWellFormed}. */
export function encodeText(text: string): Bytes {
  return encoder.encode(text);
}

/** Bytes of a text in UTF-8; most texts are ASCII and need no encoding to tell. */
export function textBytes(text: string): number {
  return NOT_ASCII.test(text) ? encoder.encode(text).length : text.length;
}

/** UTF-8; what does not decode becomes U+FFFD, a byte order mark stays. */
export function decodeTextLeniently(bytes: Uint8Array): string {
  return lenientDecoder.decode(bytes);
}

/** UTF-8; throws on bytes that are none, a byte order mark stays. */
export function decodeText(bytes: Uint8Array): string {
  return strictDecoder.decode(bytes);
}

/** False for a text with half of a surrogate pair, which UTF-8 cannot hold. */
export function isWellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}
