import type { StandardSchemaV1 } from "@standard-schema/spec";
import { decodeText, encodeText, isWellFormed } from "../base/bytes.ts";
import type { Codec } from "../words/codec.ts";
import { invalidArgument } from "../words/options.ts";

/**
 * Strings as UTF-8. A lone surrogate does not encode; bytes that are no UTF-8 do not decode.
 *
 * @example
 * const notes = await kv.create("notes", { codec: text });
 * await notes.put("today", "rain");
 */
export const text: Codec<string> = {
  name: "text",
  encode(value) {
    if (typeof value !== "string") throw new TypeError("a value is a string");
    if (!isWellFormed(value)) throw new TypeError("a lone surrogate has no UTF-8");
    return encodeText(value);
  },
  decode: decodeText,
};

const DECIMAL = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/**
 * Decimal text of a finite number.
 *
 * @example
 * const counters = await kv.create("counters", { codec: number });
 * await counters.modify("visits", (visits = 0) => visits + 1);
 */
export const number: Codec<number> = {
  name: "number",
  encode(value) {
    if (!Number.isFinite(value)) throw new TypeError("a value is a finite number");
    return encodeText(String(value));
  },
  decode(bytes) {
    const digits = decodeText(bytes);
    const value = Number(digits);
    if (DECIMAL.test(digits) && Number.isFinite(value)) return value;
    throw new TypeError(`${JSON.stringify(digits.slice(0, 40))} is no decimal number`);
  },
};

/**
 * JSON. Without a schema the type is an unchecked claim; with one (any Standard Schema) values are
 * validated on write and on read, and what is stored is the schema's input: a schema whose input is no
 * JSON, such as a date, writes what it cannot read. Throws `INVALID_ARGUMENT` for what is no schema.
 *
 * @example
 * interface User { readonly name: string }
 * const users = await kv.create("users", { codec: json<User>() });
 * await users.put("ada", { name: "Ada" });
 */
export function json<T = unknown>(): Codec<T>;
export function json<S extends StandardSchemaV1>(
  schema: S,
): Codec<StandardSchemaV1.InferOutput<S>, StandardSchemaV1.InferInput<S>>;
export function json(schema?: StandardSchemaV1): Codec<unknown> {
  if (schema !== undefined && typeof schema?.["~standard"]?.validate !== "function") {
    throw invalidArgument("json takes a Standard Schema, or nothing");
  }
  return {
    name: "json",
    encode(value) {
      validate(schema, value);
      const written: unknown = JSON.stringify(value);
      if (typeof written !== "string") throw new TypeError("the value has no JSON");
      return encodeText(written);
    },
    decode: (bytes) => validate(schema, JSON.parse(decodeText(bytes))),
  };
}

function validate(schema: StandardSchemaV1 | undefined, value: unknown): unknown {
  if (schema === undefined) return value;
  const result = schema["~standard"].validate(value);
  if ("then" in result) {
    result.then(undefined, () => undefined);
    throw new TypeError("the schema answers later, and a codec is synchronous");
  }
  if (result.issues === undefined) return result.value;
  throw new TypeError(result.issues.map(inWords).join("; "));
}

function inWords({ message, path = [] }: StandardSchemaV1.Issue): string {
  const names = path.map((part) => String(typeof part === "object" ? part.key : part));
  return names.length === 0 ? message : `${names.join(".")}: ${message}`;
}
