import type { KvConfig } from "@revkv/core/words";
import * as fc from "fast-check";

/** Keys that collide and that wildcards overlap on; now and then one that an object knows already. */
export const anyKey: fc.Arbitrary<string> = fc.oneof(
  { weight: 24, arbitrary: fc.constantFrom("a", "b", "a.b", "a.b.c") },
  { weight: 3, arbitrary: tokens(1) },
  { weight: 3, arbitrary: tokens(2) },
  { weight: 2, arbitrary: tokens(3) },
  { weight: 1, arbitrary: fc.constantFrom("__proto__", "constructor", "toString", "_kv/=-") },
);

function tokens(depth: number): fc.Arbitrary<string> {
  const token = fc.constantFrom("a", "b", "c");
  return fc.array(token, { minLength: depth, maxLength: depth }).map((parts) => parts.join("."));
}

/** A key by its name, or the nth of those that have something stored, or a marker last, when its turn comes. */
export type KeySpec = string | { readonly stored: number } | { readonly marked: number };

/** A key whose last entry is a marker: where a create succeeds, and covers what is below. */
export const markedKey: fc.Arbitrary<KeySpec> = fc.nat(5).map((marked) => ({ marked }));

/** A key of the pool, or one that is known to be stored. */
export const nearKey: fc.Arbitrary<KeySpec> = fc.oneof(
  { weight: 6, arbitrary: anyKey },
  { weight: 4, arbitrary: fc.nat(5).map((stored) => ({ stored })) },
  { weight: 2, arbitrary: markedKey },
);

/** A key for a report. */
export function showKey(spec: KeySpec): string {
  if (typeof spec === "string") return spec;
  return "stored" in spec ? `stored key ${spec.stored}` : `marked key ${spec.marked}`;
}

const oneFilter: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: anyKey },
  {
    weight: 7,
    arbitrary: fc.constantFrom(
      ">",
      "*",
      "a.>",
      "a.*",
      "*.b",
      "*.*",
      "*.>",
      "a.*.c",
      "*.*.*",
      "b.>",
    ),
  },
);

/** A filter as people give it: a text, a list that may overlap, or nothing for everything. */
export type FilterArgument = string | readonly string[];

/** Filters that overlap, and that overlap with the keys. */
export const anyFilter: fc.Arbitrary<FilterArgument> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(">") },
  { weight: 5, arbitrary: oneFilter },
  { weight: 3, arbitrary: fc.array(oneFilter, { minLength: 1, maxLength: 3 }) },
);

/** The filters that an argument stands for. */
export function filtersOf(argument: FilterArgument | undefined): readonly string[] {
  if (argument === undefined) return [">"];
  return typeof argument === "string" ? [argument] : argument;
}

/** A value to write: few sizes, so that limits are met exactly. */
export interface ValueSpec {
  readonly size: number;
  readonly sign: string;
  readonly form: "text" | "bytes" | "binary";
}

/** Values of few sizes. */
export const anyValue: fc.Arbitrary<ValueSpec> = fc.record({
  size: fc.constantFrom(0, 3, 3, 5, 40, 200),
  sign: fc.constantFrom("x", "y", "z", "é", "😀"),
  form: fc.constantFrom("text", "text", "bytes", "binary"),
});

/** The value itself, made anew at each call. */
export function makeValue(spec: ValueSpec): Uint8Array | string {
  const text = spec.sign.repeat(Math.floor(spec.size / spec.sign.length));
  if (spec.form === "text") return text;
  if (spec.form === "bytes") return new TextEncoder().encode(text);
  // No UTF-8, and a view into a larger buffer.
  return new Uint8Array(spec.size + 2).fill(0xff).subarray(1, spec.size + 1);
}

/** The bytes that a value is stored as. */
export function bytesOfValue(value: Uint8Array | string): Uint8Array {
  return typeof value === "string" ? new TextEncoder().encode(value) : Uint8Array.from(value);
}

/** What a write demands: the revision of the key's last entry and so many more, or a word. */
export type ExpectedSpec =
  | { readonly kind: "any" }
  | { readonly kind: "absent" }
  | { readonly kind: "zero" }
  | { readonly kind: "last"; readonly drift: number };

/** A drift of 0 wins, every other loses. */
export const anyDrift: fc.Arbitrary<ExpectedSpec> = fc
  .constantFrom(0, 0, 0, 0, 0, 0, 1, -1, 2)
  .map((drift) => ({ kind: "last", drift }));

/** Every kind of expectation of a put. */
export const anyExpected: fc.Arbitrary<ExpectedSpec> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<ExpectedSpec>({ kind: "any" }) },
  { weight: 2, arbitrary: fc.constant<ExpectedSpec>({ kind: "absent" }) },
  { weight: 1, arbitrary: fc.constant<ExpectedSpec>({ kind: "zero" }) },
  { weight: 2, arbitrary: anyDrift },
);

/** A time to live in so many of ten cases. */
export function ttlIn(tenths: number): fc.Arbitrary<number | undefined> {
  return sometimes(tenths, fc.constantFrom(1_000, 1_000, 2_000, 3_000, 5_000));
}

/** One of the two clients. */
export const anyClient: fc.Arbitrary<number> = fc.constantFrom(0, 1);

/** Whether a call gets a signal; it is never aborted. */
export const anySignal: fc.Arbitrary<boolean> = fc.constantFrom(true, false, false, false);

function sometimes<T>(weight: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof(
    { weight: 10 - weight, arbitrary: fc.constant(undefined) },
    { weight, arbitrary },
  );
}

/** Settings that mean nothing in one process, or only to people. */
const ornaments: fc.Arbitrary<KvConfig> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<KvConfig[]>(
      { description: "a bucket", metadata: { team: "core", "": "odd" } },
      { replicas: 3, compression: true },
      { placement: { cluster: "c", tags: ["x", "y"] } },
      { republish: { source: ">", destination: "copy.>", headersOnly: true } },
    ),
  },
);

const anyStorage = fc.constantFrom(
  undefined,
  "memory" as const,
  "memory" as const,
  "file" as const,
);

/** Exactly what some writes take: DEL, PURGE, a create of 0, 3 and 40 bytes, one with a time to live. */
const headerSizes = fc.constantFrom(31, 51, 52, 55, 92, 69);

/** Everything at random: limits are small, times short. */
const mixed: fc.Arbitrary<KvConfig> = fc
  .tuple(
    fc.record({
      history: fc.constantFrom(undefined, 1, 1, 2, 3, 5, 5, 64),
      storage: anyStorage,
      maxBytes: sometimes(2, fc.integer({ min: 150, max: 2_000 })),
      maxValueBytes: sometimes(2, fc.oneof(headerSizes, fc.integer({ min: 30, max: 300 }))),
      ttlMs: sometimes(3, fc.integer({ min: 100, max: 3_000 })),
      limitMarkerTtlMs: sometimes(6, fc.constantFrom(1_000, 2_000, 4_000)),
    }),
    ornaments,
  )
  .map(([settings, others]) => ({ ...settings, ...others }));

/** Time alone: what expires may uncover what is below. */
const timed: fc.Arbitrary<KvConfig> = fc.record({
  history: fc.constantFrom(1, 2, 3, 5),
  storage: anyStorage,
  ttlMs: sometimes(3, fc.integer({ min: 1_000, max: 8_000 })),
  limitMarkerTtlMs: fc.constantFrom(1_000, 2_000),
});

/** Settings of a bucket. */
export const anyConfig: fc.Arbitrary<KvConfig> = fc.oneof(
  { weight: 1, arbitrary: mixed },
  { weight: 1, arbitrary: timed },
);

/** The settings that a config names, without those that are undefined. */
export function givenOf(config: KvConfig): KvConfig {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
}
