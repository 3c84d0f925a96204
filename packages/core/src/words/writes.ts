import { noBytes } from "../base/bytes.ts";
import { encodeValue, type Codec } from "./codec.ts";
import { invalidArgument, kindText, parseOptions } from "./options.ts";
import { parseKey } from "./key.ts";
import { parseTtl } from "./ttl.ts";
import type { Write } from "./write.ts";

/** Options of a put. */
export interface PutOptions {
  /** n >= 1: the key's last entry, marker or not, has revision n; 0: nothing is stored; 'absent': no live value. */
  readonly expected?: number | "absent";
  /** When the value goes, in ms from now: a multiple of 1,000. */
  readonly ttlMs?: number | undefined;
}
/** Options of a create. */
export type CreateOptions = Pick<PutOptions, "ttlMs">;
/** Options of a delete. */
export interface DeleteOptions {
  /** The revision of the key's last entry, 0 for none. */
  readonly expected?: number;
}
/** Options of a purge. */
export type PurgeOptions = DeleteOptions & CreateOptions;

/**
 * Makes writes out of what people call with, judging it once: the same for the engine and the facade.
 * Every method throws `INVALID_KEY`, `INVALID_VALUE`, `INVALID_TTL` or `INVALID_ARGUMENT`.
 */
export class Writes<In> {
  readonly #codec: Codec<unknown, In>;
  readonly #common: readonly string[];

  /** @param common - Names of options that every call has besides its own. */
  constructor(codec: Codec<unknown, In>, common: readonly string[] = []) {
    this.#codec = codec;
    this.#common = common;
  }

  /** A value, with or without a compare-and-set. */
  put(key: string, value: In, options: PutOptions | undefined): Write {
    // Most puts have none; to judge an empty object would cost as much as all the rest here.
    if (options === undefined) return this.#value(key, value, "any", undefined);
    const given = this.#options("put", options, ["expected", "ttlMs"]);
    return this.#value(key, value, expectedOf(given, "absent"), given.ttlMs);
  }

  /** A value where there is no live one. */
  create(key: string, value: In, options: CreateOptions | undefined): Write {
    const given = this.#options("create", options, ["ttlMs"]);
    return this.#value(key, value, "absent", given.ttlMs);
  }

  /** A value in place of a known entry. */
  update(key: string, value: In, expected: number, options?: object): Write {
    this.#options("update", options, []);
    if (!Number.isSafeInteger(expected) || expected < 1) {
      throw invalidArgument(`update expects a revision of at least 1, not ${kindText(expected)}`);
    }
    return this.#value(key, value, expected, undefined);
  }

  /** A DEL marker. */
  delete(key: string, options: DeleteOptions | undefined): Write {
    const given = this.#options("delete", options, ["expected"]);
    return marker(key, "DEL", given, undefined);
  }

  /** A PURGE marker. */
  purge(key: string, options: PurgeOptions | undefined): Write {
    const given = this.#options("purge", options, ["expected", "ttlMs"]);
    return marker(key, "PURGE", given, given.ttlMs);
  }

  #value(key: string, value: In, expected: Write["expected"], ttlMs: number | undefined): Write {
    return {
      key: parseKey(key),
      operation: "PUT",
      bytes: encodeValue(this.#codec, key, value),
      expected,
      ttlMs: parseTtl(ttlMs),
    };
  }

  #options<T extends object>(
    call: string,
    options: T | undefined,
    own: readonly (keyof T & string)[],
  ): Partial<T> {
    if (options === undefined) return {};
    return parseOptions<T>(call, options, [...own, ...(this.#common as typeof own)]);
  }
}

function marker(
  key: string,
  operation: "DEL" | "PURGE",
  options: DeleteOptions,
  ttlMs: number | undefined,
): Write {
  return {
    key: parseKey(key),
    operation,
    bytes: noBytes,
    expected: expectedOf(options),
    ttlMs: parseTtl(ttlMs),
  };
}

/** An expectation that is given is one: `expected: seen?.revision` must never overwrite blindly (R4.1). */
function expectedOf(options: PutOptions, word?: "absent"): Write["expected"] {
  if (!("expected" in options)) return "any";
  const { expected } = options;
  if (word !== undefined && expected === word) return word;
  if (typeof expected === "number" && Number.isSafeInteger(expected) && expected >= 0)
    return expected;
  const known = word === undefined ? "" : `"${word}" or `;
  throw invalidArgument(`expected is ${known}a revision, or left out, not ${kindText(expected)}`);
}
