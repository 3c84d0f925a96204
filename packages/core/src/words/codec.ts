import { copyBytes, encodeText, isBytes, isWellFormed, type Bytes } from "../base/bytes.ts";
import { KvError } from "./errors.ts";
import { invalidArgument } from "./options.ts";

/**
 * How values become bytes and come back. Synchronous: the order of a watch depends on it.
 *
 * @example
 * const upper: Codec<string> = {
 *   name: "upper",
 *   encode: (value) => new TextEncoder().encode(value.toUpperCase()),
 *   decode: (bytes) => new TextDecoder().decode(bytes),
 * };
 */
export interface Codec<Out, In = Out> {
  /** For messages. */
  readonly name: string;
  /** Throws for what it cannot encode; the call rejects with `INVALID_VALUE`. */
  encode(value: In): Uint8Array;
  /** Gets a copy of its own; throws for what it cannot decode, and `.value` throws `INVALID_VALUE`. */
  decode(bytes: Bytes): Out;
}

/** The default: bytes as they are; a string is its UTF-8. */
export const bytes: Codec<Bytes, Uint8Array | string> = {
  name: "bytes",
  encode(value) {
    if (typeof value === "string") {
      if (!isWellFormed(value)) throw new TypeError("a lone surrogate has no UTF-8");
      return encodeText(value);
    }
    if (isBytes(value)) return value;
    throw new TypeError(
      "a value is a Uint8Array or a string; for others give the bucket a codec, such as json()",
    );
  },
  decode: (stored) => stored,
};

/** Judges a codec argument; undefined is the default, `bytes`. */
export function parseCodec<Out, In>(codec: Codec<Out, In> | undefined): Codec<Out, In> {
  if (codec === undefined) return bytes as Codec<unknown, never> as Codec<Out, In>;
  const complete =
    typeof codec === "object" &&
    codec !== null &&
    typeof codec.name === "string" &&
    typeof codec.encode === "function" &&
    typeof codec.decode === "function";
  if (complete) return codec;
  throw invalidArgument(
    "a codec has a name, encode and decode, as json() or json(schema) gives it",
  );
}

/**
 * The bytes of a value, which belong to the caller or the codec: whoever stores them copies them.
 *
 * @throws `INVALID_VALUE` when the codec throws or gives anything but a Uint8Array.
 */
export function encodeValue<In>(codec: Codec<unknown, In>, key: string, value: In): Uint8Array {
  const origin = { key, revision: undefined };
  let encoded: unknown;
  try {
    encoded = codec.encode(value);
  } catch (cause) {
    const message = `the value for ${JSON.stringify(key)} does not encode as ${codec.name}: ${reasonOf(cause)}`;
    throw KvError.of("INVALID_VALUE", message, { ...origin, cause });
  }
  if (isBytes(encoded)) return encoded;
  throw KvError.of("INVALID_VALUE", `the codec ${codec.name} gave no Uint8Array`, origin);
}

/**
 * The value that stored bytes stand for.
 *
 * @throws `INVALID_VALUE` when the codec throws.
 */
export function decodeValue<Out>(
  codec: Pick<Codec<Out>, "name" | "decode">,
  stored: { readonly key: string; readonly revision: number; readonly bytes: Uint8Array },
): Out {
  const { key, revision } = stored;
  try {
    return codec.decode(copyBytes(stored.bytes));
  } catch (cause) {
    const where = `revision ${revision} of ${JSON.stringify(key)}`;
    const message = `${where} does not decode as ${codec.name}: ${reasonOf(cause)}`;
    throw KvError.of("INVALID_VALUE", message, { key, revision, cause });
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
