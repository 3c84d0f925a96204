import type { KvConfig } from "@revkv/core/words";
import * as fc from "fast-check";

const LETTERS = "abcXYZ019".split("");
const aToken = fc.string({
  unit: fc.constantFrom(...LETTERS, "-", "/", "_", "="),
  minLength: 1,
  maxLength: 8,
});

/** A name of a bucket. */
export const aBucket = fc.string({
  unit: fc.constantFrom(...LETTERS, "-", "_"),
  minLength: 1,
  maxLength: 20,
});

/** A key: tokens joined by dots. */
export const aKey = fc
  .array(aToken, { minLength: 1, maxLength: 5 })
  .map((tokens) => tokens.join("."));

/** A filter: a key in which tokens may be `*` and the last may be `>`. */
export const aFilter = fc
  .tuple(
    fc.array(fc.oneof(aToken, fc.constant("*")), { minLength: 1, maxLength: 4 }),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([tokens, isOpen, isWide]) =>
    isWide ? ">" : [...tokens, ...(isOpen ? [">"] : [])].join("."),
  );

const aWord = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
const aSubjectToken = fc.string({
  unit: fc.constantFrom(...LETTERS),
  minLength: 1,
  maxLength: 6,
});

/** A value, or the setting left out. */
function maybe<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined });
}

/** An object without the names whose value is undefined. */
function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
}

const anOrigin = fc
  .record({ bucket: aBucket, domain: maybe(aSubjectToken) })
  .map((origin) => compact(origin));
const aSource = fc
  .record({
    bucket: aBucket,
    domain: maybe(aSubjectToken),
    filter: maybe(aFilter.filter((filter) => filter !== ">")),
  })
  .map((source) => compact(source));

const someSettings = {
  description: maybe(aWord),
  history: maybe(fc.integer({ min: 1, max: 64 })),
  ttlMs: maybe(fc.integer({ min: 100, max: 9_223_372_036_854 })),
  limitMarkerTtlMs: maybe(fc.integer({ min: 1, max: 9_223_372_036 }).map((s) => s * 1_000)),
  maxBytes: maybe(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })),
  maxValueBytes: maybe(fc.integer({ min: 1, max: 2_147_483_647 })),
  metadata: maybe(
    fc.dictionary(
      aWord.filter((name) => !name.startsWith("_nats.") && name !== "__proto__"),
      fc.string({ maxLength: 6 }),
      { minKeys: 1, maxKeys: 4, noNullPrototype: true },
    ),
  ),
  storage: maybe(fc.constantFrom("memory" as const, "file" as const)),
  replicas: maybe(fc.integer({ min: 1, max: 5 })),
  compression: maybe(fc.boolean()),
  placement: maybe(
    fc
      .record({
        cluster: maybe(aWord),
        tags: maybe(fc.array(aWord, { minLength: 1, maxLength: 3 })),
      })
      .map((placement) => compact(placement))
      .filter((placement) => Object.keys(placement).length > 0),
  ),
  republish: maybe(
    fc
      .record({
        source: maybe(aFilter.map((filter) => `$KV.${filter}`)),
        destination: aSubjectToken.map((token) => `out.${token}.>`),
        headersOnly: maybe(fc.constant(true)),
      })
      .map((republish) => compact(republish)),
  ),
};

/** Settings that a bucket can have, as they stand after they were judged. */
export const aConfig: fc.Arbitrary<KvConfig> = fc
  .oneof(
    fc.record(someSettings),
    fc.record({ ...someSettings, mirror: anOrigin }),
    fc.record({
      ...someSettings,
      sources: fc.array(aSource, { minLength: 1, maxLength: 3 }),
    }),
  )
  .map((config): KvConfig => compact(config));
