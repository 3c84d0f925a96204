import { configDifferences, fillConfig, parseConfig, type KvConfig } from "@revkv/core/words";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codeOf, failure, wrong } from "../support.ts";

const config: fc.Arbitrary<KvConfig> = fc.record(
  {
    description: fc.string({ maxLength: 10 }),
    history: fc.integer({ min: 1, max: 64 }),
    ttlMs: fc.integer({ min: 100, max: 10_000 }),
    limitMarkerTtlMs: fc.integer({ min: 1, max: 10 }).map((seconds) => seconds * 1_000),
    maxBytes: fc.integer({ min: 1 }),
    maxValueBytes: fc.integer({ min: 1 }),
    metadata: fc.dictionary(fc.string({ maxLength: 3 }), fc.string({ maxLength: 3 })),
    storage: fc.constantFrom("memory", "file"),
    replicas: fc.integer({ min: 1, max: 5 }),
    compression: fc.boolean(),
    placement: fc.record({ tags: fc.array(fc.string({ minLength: 1, maxLength: 3 })) }),
  },
  { requiredKeys: [] },
);

describe("rule 2: configs are compared with defaults filled in", () => {
  test("a config differs from itself in nothing, however its parts are ordered", () => {
    fc.assert(
      fc.property(config, (given) => {
        const one = fillConfig(parseConfig(given));
        const reversed = Object.fromEntries(Object.entries(given).toReversed());
        expect(configDifferences(one, fillConfig(parseConfig(reversed)))).toEqual([]);
        expect(configDifferences(one, fillConfig(parseConfig(one)))).toEqual([]);
      }),
    );
  });

  test("a republish of everything is the same with its source and without", () => {
    const [said, unsaid] = [{ source: ">" }, {}].map((source) =>
      fillConfig(parseConfig({ republish: { ...source, destination: "d.>" } })),
    );
    expect(said).toEqual(unsaid);
  });

  test("every setting that differs is told in words, no other", () => {
    fc.assert(
      fc.property(config, config, (a, b) => {
        const one = fillConfig(parseConfig(a));
        const other = fillConfig(parseConfig(b));
        const names = configDifferences(one, other).map((words) => words.split(" ")[0]);
        const all = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof KvConfig>;
        for (const name of all) {
          expect(names.includes(name)).toBe(!isEqual(one[name], other[name]));
        }
      }),
    );
  });

  test("empty texts, lists and maps are as good as absent", () => {
    const empty = { description: "", metadata: {}, sources: [], placement: { tags: [] } };
    const judged = parseConfig({ ...empty, placement: undefined });
    expect(judged).toEqual({});
    expect(configDifferences(fillConfig(judged), fillConfig({}))).toEqual([]);
  });

  test("words name the setting and both values", () => {
    const asked = fillConfig(parseConfig({ history: 3, metadata: { b: "2", a: "1" } }));
    expect(configDifferences(fillConfig({}), asked)).toEqual([
      "history is 1, asked for 3",
      'metadata is not set, asked for {"a":"1","b":"2"}',
    ]);
  });
});

function isEqual(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}

describe("rule 6: a config is judged whole", () => {
  test("unknown settings are INVALID_ARGUMENT, at every depth, those of Object too", () => {
    const strangers = [
      { stray: 1 },
      { stray: undefined },
      { toString: 1 },
      { constructor: 1 },
      JSON.parse('{"__proto__": 1}'),
      { placement: { stray: 1 } },
      { republish: { destination: "d", stray: 1 } },
      { mirror: { bucket: "b", stray: 1 } },
      { sources: [{ bucket: "b", stray: 1 }] },
    ];
    for (const stranger of strangers) {
      expect(codeOf(() => parseConfig(stranger))).toBe("INVALID_ARGUMENT");
    }
  });

  test("names beside the settings are let pass, and are not part of the result", () => {
    expect(parseConfig({ history: 2, codec: {} }, ["codec"])).toEqual({ history: 2 });
  });

  test("the result is frozen through and through, and shares nothing with what was given", () => {
    const given = {
      metadata: { a: "b" },
      placement: { cluster: "c", tags: ["t"] },
      republish: { destination: "d" },
      sources: [{ bucket: "b" }],
    };
    const judged = parseConfig(given);
    expect(judged).toEqual(given);
    const parts: unknown[] = [judged];
    while (parts.length > 0) {
      const part = parts.pop();
      if (typeof part !== "object" || part === null) continue;
      expect(Object.isFrozen(part)).toBe(true);
      parts.push(...Object.values(part));
    }
  });

  test("metadata keeps odd names as they are", () => {
    const metadata = JSON.parse('{"__proto__": "p", "constructor": "c", "": "empty"}');
    const judged = parseConfig({ metadata });
    expect(Object.entries(judged.metadata ?? {})).toEqual([
      ["__proto__", "p"],
      ["constructor", "c"],
      ["", "empty"],
    ]);
  });

  test("sources and mirrors name legal buckets", () => {
    expect(codeOf(() => parseConfig({ mirror: { bucket: "a.b" } }))).toBe("INVALID_BUCKET");
    expect(codeOf(() => parseConfig({ sources: [{ bucket: "" }] }))).toBe("INVALID_BUCKET");
  });

  test("messages name the setting and what was wrong", () => {
    expect(failure(() => parseConfig({ history: 65 })).message).toBe(
      "history is a whole number from 1 to 64, not 65",
    );
    expect(failure(() => parseConfig({ limitMarkerTtlMs: 1_500 })).message).toContain(
      "multiple of 1000, not 1500",
    );
    expect(failure(() => parseConfig({ placement: wrong({ tags: "x" }) })).message).toContain(
      "placement.tags",
    );
  });

  test("numbers out of their range, fractional, unsafe or none are INVALID_CONFIG", () => {
    const numbers = [0, -1, 1.5, Number.NaN, Infinity, -Infinity, 2 ** 53];
    for (const name of [
      "history",
      "ttlMs",
      "limitMarkerTtlMs",
      "maxBytes",
      "maxValueBytes",
      "replicas",
    ]) {
      for (const value of numbers) {
        expect(codeOf(() => parseConfig({ [name]: value }))).toBe("INVALID_CONFIG");
      }
      for (const value of ["1", null, true, {}, 1n]) {
        expect(codeOf(() => parseConfig({ [name]: value }))).toBe("INVALID_ARGUMENT");
      }
    }
  });

  test("the ends of the ranges are fine", () => {
    for (const ends of [
      {
        history: 1,
        ttlMs: 100,
        limitMarkerTtlMs: 1_000,
        maxBytes: 1,
        maxValueBytes: 1,
        replicas: 1,
      },
      { history: 64, maxBytes: 2 ** 53 - 1, maxValueBytes: 2 ** 31 - 1, replicas: 5 },
    ])
      expect(parseConfig(ends)).toEqual(ends);
  });
});
