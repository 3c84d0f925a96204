import { isWellFormed } from "../base/bytes.ts";
import { KvError } from "./errors.ts";
import { kindOf, parseBucket } from "./key.ts";
import { invalidArgument, isPlainObject, kindText, namesIn } from "./options.ts";

/**
 * The settings of a bucket. Everything may be left out; undefined means left out.
 *
 * @example
 * const config: KvConfig = { history: 5, ttlMs: 60_000, storage: "memory" };
 */
export interface KvConfig {
  /** For people; at most 4,096 bytes. */
  readonly description?: string | undefined;
  /** Entries kept for each key, markers included: 1 (the default) to 64 (R3). */
  readonly history?: number | undefined;
  /** Age in ms at which every entry goes, at least 100; unset: never (R11.1). */
  readonly ttlMs?: number | undefined;
  /**
   * When the last entry of a key goes by its age, a PURGE entry takes its place for this long, so that
   * watchers see it; also what allows a `ttlMs` for a single entry. A multiple of 1,000 (R11.6).
   */
  readonly limitMarkerTtlMs?: number | undefined;
  /** Most bytes stored, counted as the server counts them (R12); unset: no limit. */
  readonly maxBytes?: number | undefined;
  /** Most bytes of a value together with its protocol headers (R12.1); unset: no limit of its own. */
  readonly maxValueBytes?: number | undefined;
  /** Words of the user's own. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Where a server keeps the bucket, "file" by default; decides how bytes are counted everywhere (R12.2). */
  readonly storage?: "memory" | "file" | undefined;
  /** Servers that hold a copy: 1 (the default) to 5. */
  readonly replicas?: number | undefined;
  /** Whether the server compresses what it stores in files. */
  readonly compression?: boolean | undefined;
  /** Which cluster and which servers may hold the bucket. */
  readonly placement?:
    | { readonly cluster?: string | undefined; readonly tags?: readonly string[] | undefined }
    | undefined;
  /** Sends every stored entry to another subject as well. */
  readonly republish?:
    | {
        readonly source?: string | undefined;
        readonly destination: string;
        readonly headersOnly?: boolean | undefined;
      }
    | undefined;
  /** Makes the bucket a read-only copy of another. */
  readonly mirror?: { readonly bucket: string; readonly domain?: string | undefined } | undefined;
  /** Buckets whose entries are copied into this one. */
  readonly sources?:
    | readonly {
        readonly bucket: string;
        readonly domain?: string | undefined;
        readonly filter?: string | undefined;
      }[]
    | undefined;
}

/** Settings with the defaults filled in. */
export type FullConfig = KvConfig & {
  readonly history: number;
  readonly storage: "memory" | "file";
  readonly replicas: number;
  readonly compression: boolean;
};

/** The longest time a server can count in nanoseconds. */
export const LONGEST_MS = 9_223_372_036_854;
/** The server reads `max_msg_size` as a 32-bit number. */
const LARGEST_VALUE = 2_147_483_647;
const LONGEST_DESCRIPTION = 4_096;
/** The server allows 131,072 and adds 16 bytes of its own. */
const LARGEST_METADATA = 131_056;

type Judge<T> = (name: string, value: unknown) => T | undefined;

const JUDGES: { readonly [Name in keyof KvConfig]-?: Judge<NonNullable<KvConfig[Name]>> } = {
  description: (name, value) => shortText(name, value, LONGEST_DESCRIPTION),
  history: (name, value) => integer(name, value, { least: 1, most: 64 }),
  ttlMs: (name, value) => integer(name, value, { least: 100, most: LONGEST_MS }),
  limitMarkerTtlMs: (name, value) => wholeSeconds(name, value),
  maxBytes: (name, value) => integer(name, value, { least: 1, most: Number.MAX_SAFE_INTEGER }),
  maxValueBytes: (name, value) => integer(name, value, { least: 1, most: LARGEST_VALUE }),
  metadata: metadata,
  storage: (name, value) => {
    if (value === "memory" || value === "file") return value;
    throw invalidArgument(`${name} is "memory" or "file", not ${kindText(value)}`);
  },
  replicas: (name, value) => integer(name, value, { least: 1, most: 5 }),
  compression: flag,
  placement: (name, value) => {
    const parts = fields(name, value, { cluster: text, tags: texts });
    return Object.keys(parts).length === 0 ? undefined : parts;
  },
  republish: (name, value) => {
    const parts = fields(name, value, { source, destination: text, headersOnly: flag });
    if (parts.destination === undefined) throw invalidArgument(`${name} needs a destination`);
    return Object.freeze({ ...parts, destination: parts.destination });
  },
  mirror: (name, value) => origin(name, fields(name, value, { bucket: text, domain: text })),
  sources: (name, value) => {
    if (!Array.isArray(value)) throw invalidArgument(`${name} is a list, not ${kindOf(value)}`);
    const parts = value.map((one) =>
      origin(name, fields(name, one, { bucket: text, domain: text, filter: text })),
    );
    return parts.length === 0 ? undefined : Object.freeze(parts);
  },
};

/**
 * Judges the settings of a bucket once, at the edge.
 *
 * @param beside - Names that stand in the same object and are no settings.
 * @returns A frozen copy that holds only what was given; empty texts and lists count as left out.
 * @throws `INVALID_CONFIG` for a value out of its range, `INVALID_ARGUMENT` for an unknown setting
 * and for a value of a wrong type.
 */
export function parseConfig(config: unknown = {}, beside: readonly string[] = []): KvConfig {
  return fields("config", config, JUDGES, beside);
}

/** The settings in force: what was given, and defaults for the rest. */
export function fillConfig(given: KvConfig): FullConfig {
  const { history, storage, replicas, compression } = given;
  return Object.freeze({
    ...given,
    history: history ?? 1,
    storage: storage ?? "file",
    replicas: replicas ?? 1,
    compression: compression ?? false,
  });
}

/**
 * Says in words where the settings that were asked for differ from those in force.
 *
 * @returns Nothing when both are the same; otherwise sentences such as `history is 5, asked for 3`.
 */
export function configDifferences(inForce: FullConfig, asked: FullConfig): readonly string[] {
  const names = Object.keys(JUDGES) as (keyof KvConfig)[];
  const different = names.filter((name) => canonical(inForce[name]) !== canonical(asked[name]));
  return different.map(
    (name) => `${name} is ${canonical(inForce[name])}, asked for ${canonical(asked[name])}`,
  );
}

function canonical(value: unknown): string {
  if (value === undefined) return "not set";
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Judges the properties of an object by a table; what is undefined is left out, what is unknown refused. */
function fields<T extends object>(
  name: string,
  value: unknown,
  judges: { readonly [Name in keyof T]-?: Judge<NonNullable<T[Name]>> },
  beside: readonly string[] = [],
): T {
  if (!isPlainObject(value)) throw invalidArgument(`${name} is an object, not ${kindOf(value)}`);
  const judged: [string, unknown][] = [];
  for (const part of namesIn(value)) {
    if (beside.includes(part)) continue;
    if (!Object.hasOwn(judges, part)) {
      const known = Object.keys(judges).join(", ");
      throw invalidArgument(`${name} has no setting ${JSON.stringify(part)}; it knows ${known}`);
    }
    const given = value[part];
    if (given === undefined) continue;
    const label = name === "config" ? part : `${name}.${part}`;
    const result: unknown = judges[part as keyof T](label, given);
    if (result !== undefined) judged.push([part, result]);
  }
  return Object.freeze(Object.fromEntries(judged)) as T;
}

function integer(name: string, value: unknown, range: { least: number; most: number }): number {
  if (typeof value !== "number") throw invalidArgument(`${name} is a number, not ${kindOf(value)}`);
  if (Number.isSafeInteger(value) && value >= range.least && value <= range.most) return value;
  throw KvError.of(
    "INVALID_CONFIG",
    `${name} is a whole number from ${range.least} to ${range.most}, not ${value}`,
  );
}

function wholeSeconds(name: string, value: unknown): number {
  const ms = integer(name, value, { least: 1_000, most: LONGEST_MS });
  if (ms % 1_000 === 0) return ms;
  throw KvError.of(
    "INVALID_CONFIG",
    `${name} is a multiple of 1000, not ${ms}: servers count whole seconds`,
  );
}

function flag(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw invalidArgument(`${name} is true or false, not ${kindOf(value)}`);
}

function text(name: string, value: unknown): string | undefined {
  if (typeof value !== "string") throw invalidArgument(`${name} is a string, not ${kindOf(value)}`);
  if (!isWellFormed(value)) throw KvError.of("INVALID_CONFIG", `${name} has a lone surrogate`);
  return value === "" ? undefined : value;
}

/** Everything is what a republish takes unless it says otherwise. */
function source(name: string, value: unknown): string | undefined {
  const judged = text(name, value);
  return judged === ">" ? undefined : judged;
}

function shortText(name: string, value: unknown, longest: number): string | undefined {
  const judged = text(name, value);
  const size = new TextEncoder().encode(judged).length;
  if (size <= longest) return judged;
  throw KvError.of("INVALID_CONFIG", `${name} has ${size} bytes, at most ${longest} are allowed`);
}

function texts(name: string, value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) throw invalidArgument(`${name} is a list, not ${kindOf(value)}`);
  const judged = value.map((one) => text(name, one)).filter((one) => one !== undefined);
  return judged.length === 0 ? undefined : Object.freeze(judged);
}

function metadata(name: string, value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isPlainObject(value)) throw invalidArgument(`${name} is an object, not ${kindOf(value)}`);
  const pairs = Object.entries(value).map(([key, one]): [string, string] => {
    text(`a name in ${name}`, key);
    text(`${name}.${key}`, one);
    return [key, one as string];
  });
  const size = pairs.reduce((sum, pair) => sum + new TextEncoder().encode(pair.join("")).length, 0);
  if (size > LARGEST_METADATA) {
    throw KvError.of(
      "INVALID_CONFIG",
      `${name} has ${size} bytes, at most ${LARGEST_METADATA} are allowed`,
    );
  }
  return pairs.length === 0 ? undefined : Object.freeze(Object.fromEntries(pairs));
}

function origin<T extends { readonly bucket?: string | undefined }>(
  name: string,
  parts: T,
): T & { readonly bucket: string } {
  return Object.freeze({ ...parts, bucket: parseBucket(parts.bucket ?? "") });
}
