import type { FullConfig } from "../words/config.ts";
import { KvError } from "../words/errors.ts";
import { headerIn } from "../words/header-block.ts";
import type { Posting } from "../words/posting.ts";
import { subjectPrefix } from "../words/stream-names.ts";
import { ttlOfHeader } from "../words/ttl-header.ts";
import type { PostingPlace, Rollup } from "./posting-place.ts";
import type { StreamRules } from "./stream-rules.ts";

/** Gives the value of a header, empty for none. */
export type Header = (name: string) => string;

const LARGEST_HEADERS = 65_535;

/** The headers of a message by their names. */
export function headersIn({ headers }: Posting): Header {
  return (name) => headerIn(headers, name) ?? "";
}

/** An answer of the server that no call of revkv's own brings about, in its words. */
export function refusal(natsCode: number, words: string): KvError {
  return KvError.of("BACKEND", words, { natsCode });
}

/** The answer to a demand for a revision; without the one that is there where it is not settled yet. */
export function mismatch(
  { key }: Posting,
  { expected, actual }: { readonly expected: number; readonly actual?: number },
): KvError {
  const isSettled = actual !== undefined;
  const message = isSettled ? `wrong last sequence: ${actual}` : "wrong last sequence";
  const natsCode = isSettled ? 10071 : 10164;
  return KvError.of("REVISION_MISMATCH", message, { key, expected, actual, natsCode });
}

/** R12.1: headers and value count. */
export function checkSize({ key, headers, bytes }: Posting, { maxValueBytes }: FullConfig): void {
  const size = headers.length + bytes.length;
  if (maxValueBytes !== undefined && size > maxValueBytes) {
    const message = `${JSON.stringify(key)} takes ${size} bytes with its headers, at most ${maxValueBytes} are allowed`;
    throw KvError.of("VALUE_TOO_LARGE", message, { size, limit: maxValueBytes, natsCode: 10054 });
  }
  if (headers.length > LARGEST_HEADERS) {
    throw refusal(10097, "header size exceeds maximum allowed of 64k");
  }
}

/** What adds to a counter is refused: a bucket has none. */
export function checkCounter(header: Header): void {
  const increment = header("Nats-Incr");
  if (increment === "") return;
  if (!/^[+-]?\d+$/.test(increment)) {
    throw refusal(10171, "message counter increment is invalid");
  }
  throw refusal(10168, "message counters is disabled");
}

/** The guard on the stream itself. */
export function checkStream(header: Header, { stream }: StreamRules): void {
  const demanded = header("Nats-Expected-Stream");
  if (demanded !== "" && demanded !== stream) {
    throw refusal(10060, "expected stream does not match");
  }
}

/** The time to live that a message asks for, if any; one that is malformed is judged later by some. */
export interface AskedTtl {
  readonly isLegal: boolean;
  readonly ms: number | undefined;
}

/** Reads the time to live of a message. */
export function ttlIn(header: Header): AskedTtl {
  const value = header("Nats-TTL");
  const ms = value === "" ? undefined : ttlOfHeader(value);
  return { isLegal: value === "" || ms !== undefined, ms };
}

/** Where no message may have a time to live. */
export function ttlDisabled(): KvError {
  return KvError.of("TTL_NOT_ENABLED", "per-message TTL is disabled", { natsCode: 10166 });
}

/** Where the time to live is none. */
export function ttlInvalid(): KvError {
  return KvError.of("INVALID_TTL", "invalid per-message TTL", { natsCode: 10165 });
}

/** R4: the revision of the key's last entry, or of another key's where the message names one. */
export function checkKey(
  posting: Posting,
  header: Header,
  place: PostingPlace,
  unsettled?: ReadonlySet<string>,
): void {
  const digits = header("Nats-Expected-Last-Subject-Sequence");
  const subject = header("Nats-Expected-Last-Subject-Sequence-Subject");
  if (digits === "") {
    if (subject === "") return;
    throw refusal(10193, "missing sequence for expected last sequence per subject");
  }
  const prefix = subjectPrefix(place.bucket);
  const isElsewhere = subject !== "" && !subject.startsWith(prefix);
  const key = subject === "" ? posting.key : subject.slice(prefix.length);
  const expected = sequence(digits);
  if (!isElsewhere && unsettled?.has(key) === true) throw mismatch(posting, { expected });
  const actual = isElsewhere ? 0 : (place.last(key)?.revision ?? 0);
  if (expected !== actual) throw mismatch(posting, { expected, actual });
}

/** The revision that the whole bucket is demanded to be at; undefined for none. */
export function lastRevisionIn(header: Header): number | undefined {
  const digits = header("Nats-Expected-Last-Sequence");
  return digits === "" ? undefined : sequence(digits);
}

/** A revision that a header demands; what is no number is met by none. */
function sequence(digits: string): number {
  return /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
}

/** What a stream that sends messages at set times would understand. */
export function checkSchedule(header: Header): void {
  if (header("Nats-Schedule") !== "") throw refusal(10188, "message schedules is disabled");
}

/** What only a server may say of a message that it took from another stream. */
export function checkSource(header: Header): void {
  if (header("Nats-Stream-Source") !== "") {
    throw refusal(10227, "message stream source header is not allowed");
  }
}

/** Which entries a message takes the place of, by its headers. */
export function rollupIn(header: Header, { allowsRollup }: StreamRules): Rollup {
  const value = header("Nats-Rollup").toLowerCase();
  if (value === "") return "none";
  if (!allowsRollup) throw refusal(10111, "rollup not permitted");
  if (value === "sub") return "key";
  if (value === "all") return "all";
  throw refusal(10111, `rollup value invalid: "${value}"`);
}
