import { matchesFilter } from "@revkv/core/subjects";
import {
  hasWildcard,
  isSubject,
  keyFilterOf,
  subjectPrefix,
  subjectsCollide,
} from "@revkv/transport-nats/mapping";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aBucket, aFilter, aKey } from "./arbitraries.ts";

describe("a filter over subjects", () => {
  it.each([
    ["$KV.b.a", "a"],
    ["$KV.b.a.*", "a.*"],
    ["$KV.b.>", ">"],
    ["$KV.>", ">"],
    [">", ">"],
    ["*.*.a", "a"],
    ["$KV.*.>", ">"],
    ["$KV.b", undefined],
    ["$KV.c.a", undefined],
    ["*", undefined],
    ["", undefined],
    [">.b.a", undefined],
  ])("%s asks of a bucket for %s", (filter, expected) => {
    expect(keyFilterOf("$KV.b.", filter)).toBe(expected);
  });

  it("asks for the keys whose subjects it matches, and for no others", () => {
    const aSubjectFilter = fc.oneof(
      aFilter,
      aFilter.map((filter) => `$KV.*.${filter}`),
      fc.tuple(aBucket, aFilter).map(([bucket, filter]) => subjectPrefix(bucket) + filter),
    );
    const property = fc.property(aBucket, aKey, aSubjectFilter, (bucket, key, filter) => {
      const prefix = subjectPrefix(bucket);
      const keyFilter = keyFilterOf(prefix, filter);
      const isAsked = keyFilter !== undefined && matchesFilter(keyFilter, key);
      expect(isAsked).toBe(matchesFilter(filter, prefix + key));
    });
    fc.assert(property);
  });
});

describe("subjects", () => {
  it.each(["a", "a.b", "*", "a.*.b", ">", "a.>", "$KV.b.>", "a*", "é"])("%s is one", (subject) => {
    expect(isSubject(subject)).toBe(true);
  });

  it.each(["", ".", "a.", ".a", "a..b", "a b", "a.\tb", ">.a", "a.>.b"])(
    "%j is none",
    (subject) => {
      expect(isSubject(subject)).toBe(false);
    },
  );

  it("have a wildcard where a whole token is one", () => {
    expect(["a.*", ">", "a", "a*", "a>b"].map(hasWildcard)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it.each([
    ["a.*", "*.b", true],
    ["a.>", "a.b.c", true],
    ["a.>", "a", false],
    ["a.*", "a", false],
    [">", "*", true],
    ["*", "", false],
    ["a.b", "a.b", true],
    ["a.b", "a.c", false],
  ])("%s and %s have one in common: %s", (one, other, expected) => {
    expect(subjectsCollide(one, other)).toBe(expected);
    expect(subjectsCollide(other, one)).toBe(expected);
  });

  it("that both filters match make them collide", () => {
    const property = fc.property(aKey, aFilter, aFilter, (key, one, other) => {
      fc.pre(matchesFilter(one, key) && matchesFilter(other, key));
      expect(subjectsCollide(one, other)).toBe(true);
    });
    fc.assert(property, { numRuns: 50 });
  });
});
