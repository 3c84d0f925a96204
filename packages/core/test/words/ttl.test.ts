import {
  checkTtlEnabled,
  checkTtlUse,
  effectiveTtlMs,
  fillConfig,
  parseTtl,
  type Write,
} from "@revkv/core/words";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codeOf, failure, outcomeOf } from "../support.ts";

const BASE: Write = {
  key: "k",
  operation: "PUT",
  bytes: new Uint8Array(),
  expected: "any",
  ttlMs: 1_000,
};

describe("rule 12: a ttl of an entry", () => {
  test("is a multiple of 1,000 from 1,000 on, else INVALID_TTL as the server says 10165", () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer(), fc.double()), (value) => {
        const isLegal = Number.isSafeInteger(value) && value >= 1_000 && value % 1_000 === 0;
        expect(outcomeOf(() => parseTtl(value))).toBe(isLegal ? value : "INVALID_TTL");
      }),
    );
    expect(failure(() => parseTtl(500)).natsCode).toBe(10165);
    expect(parseTtl(undefined)).toBeUndefined();
  });

  test.each(["1000", null, {}, true, 1_000n])("%s is INVALID_ARGUMENT", (value) => {
    expect(codeOf(() => parseTtl(value))).toBe("INVALID_ARGUMENT");
  });

  test("is allowed with limitMarkerTtlMs, for create and purge, and for put where history is 1", () => {
    const one = fillConfig({ limitMarkerTtlMs: 1_000 });
    const several = fillConfig({ limitMarkerTtlMs: 1_000, history: 2 });
    const purge: Write = { ...BASE, operation: "PURGE" };
    const create: Write = { ...BASE, expected: "absent" };
    for (const write of [BASE, purge, create]) {
      expect(codeOf(() => checkTtlEnabled(write, fillConfig({})))).toBe("TTL_NOT_ENABLED");
      checkTtlEnabled({ ...write, ttlMs: undefined }, fillConfig({}));
      checkTtlEnabled(write, one);
      checkTtlUse(write, one);
    }
    for (const write of [purge, create]) checkTtlUse(write, several);
    for (const write of [BASE, { ...BASE, expected: 7 }, { ...BASE, operation: "DEL" as const }]) {
      expect(codeOf(() => checkTtlUse(write, several))).toBe("INVALID_TTL");
      checkTtlUse({ ...write, ttlMs: undefined }, several);
    }
  });

  test("is raised to the marker's where history is more than 1", () => {
    const marker = { limitMarkerTtlMs: 5_000 };
    expect(effectiveTtlMs(1_000, fillConfig(marker))).toBe(1_000);
    expect(effectiveTtlMs(1_000, fillConfig({ ...marker, history: 2 }))).toBe(5_000);
    expect(effectiveTtlMs(9_000, fillConfig({ ...marker, history: 2 }))).toBe(9_000);
  });
});
