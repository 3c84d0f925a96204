import { KvError } from "./errors.ts";

/** A key that has been judged: dot-separated tokens, no wildcard. */
export type Key = string & { readonly __brand: "Key" };

/** A longer subject would cut a NATS connection. */
const LONGEST_KEY = 3_000;
/** NATS allows a stream name of 255 bytes, and `KV_` is three of them. */
const LONGEST_BUCKET = 252;

const BUCKET = /^[A-Za-z0-9_-]+$/;
const BUCKET_CHARACTER = /[A-Za-z0-9_-]/;
const KEY = /^[-/_=A-Za-z0-9]+(?:\.[-/_=A-Za-z0-9]+)*$/;
const KEY_CHARACTER = /[-/_=A-Za-z0-9]/;

/**
 * Judges the name of a bucket (R1.1): letters, digits, `_` and `-`, at most 252 bytes.
 *
 * @throws `INVALID_BUCKET` naming the offending character and its position, counted from 0.
 */
export function parseBucket(name: unknown): string {
  if (typeof name === "string" && BUCKET.test(name) && name.length <= LONGEST_BUCKET) return name;
  throw KvError.of(
    "INVALID_BUCKET",
    faultOf("bucket name", name, BUCKET_CHARACTER, LONGEST_BUCKET),
  );
}

/**
 * Judges a key (R1.2): tokens of letters, digits and `- / _ =`, joined by dots, at most 3,000 bytes.
 *
 * @throws `INVALID_KEY` naming the offending character and its position, counted from 0.
 */
export function parseKey(key: unknown): Key {
  if (isKey(key)) return key;
  throw KvError.of("INVALID_KEY", faultOf("key", key, KEY_CHARACTER, LONGEST_KEY));
}

/** True for what {@link parseKey} accepts; foreign writers may have stored other keys. */
export function isKey(key: unknown): key is Key {
  return typeof key === "string" && key.length <= LONGEST_KEY && KEY.test(key);
}

const ALLOWED = {
  "bucket name": "letters, digits, _ and -",
  key: "letters, digits and - / _ = in tokens joined by dots",
  filter: "letters, digits and - / _ = in tokens joined by dots, * and a last >",
} as const;

/** Why `text` is no bucket name, key or filter, in words. `.` separates tokens where `character` leaves it out. */
export function faultOf(
  noun: keyof typeof ALLOWED,
  text: unknown,
  character: RegExp,
  longest: number = LONGEST_KEY,
): string {
  if (typeof text !== "string") return `a ${noun} is a string, not ${kindOf(text)}`;
  if (text === "") return `a ${noun} is not empty`;
  if (text.length > longest)
    return `the ${noun} has ${text.length} bytes, at most ${longest} are allowed`;
  let position = 0;
  for (const sign of text) {
    if (!character.test(sign)) {
      const where = `the ${noun} ${quote(text)} has ${JSON.stringify(sign)} at position ${position}`;
      if (sign !== "." || noun === "bucket name") return `${where}; it may have ${ALLOWED[noun]}`;
      if (position === 0 || position === text.length - 1 || text[position - 1] === ".") {
        return `${where}, which leaves an empty token`;
      }
    }
    position += sign.length;
  }
  return `the ${noun} ${quote(text)} is malformed`;
}

/** What a wrong argument was, for a message. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
