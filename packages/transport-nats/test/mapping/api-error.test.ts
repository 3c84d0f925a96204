import { isKvError, type KvErrorCode, type Write } from "@revkv/core/words";
import { describe, expect, test } from "vitest";
import { conflictRevision, errorOf, isConflict } from "../../src/mapping.ts";

function write(expected: Write["expected"], operation: Write["operation"] = "PUT"): Write {
  return { key: "k", operation, bytes: new Uint8Array(), expected, ttlMs: undefined };
}

describe("a lost compare-and-set", () => {
  const told = { code: 400, err_code: 10071, description: "wrong last sequence: 4" };
  const untold = { code: 400, err_code: 10164, description: "wrong last sequence" };

  test("is 10071 or 10164, with the revision that it met or without", () => {
    expect([isConflict(told), isConflict(untold)]).toEqual([true, true]);
    expect([conflictRevision(told), conflictRevision(untold)]).toEqual([4, undefined]);
    expect(conflictRevision({ err_code: 10071, description: "wrong last sequence: 0" })).toBe(0);
    expect(conflictRevision({ err_code: 10071 })).toBeUndefined();
    for (const err_code of [10070, 10060, 10059, 0, undefined]) {
      expect(isConflict({ code: 400, err_code, description: "wrong last sequence: 4" })).toBe(
        false,
      );
    }
  });

  test.each([
    [told, 4],
    [untold, undefined],
  ])("of a create is KEY_EXISTS: %j", (failure, actual) => {
    const error = errorOf(failure, { bucket: "b", write: write("absent") });
    expect(error).toMatchObject({
      code: "KEY_EXISTS",
      key: "k",
      actual,
      natsCode: failure.err_code,
    });
  });

  test.each([
    [told, 4],
    [untold, undefined],
  ])("of a write at a revision is REVISION_MISMATCH: %j", (failure, actual) => {
    for (const expected of [0, 3, Number.MAX_SAFE_INTEGER]) {
      for (const operation of ["PUT", "DEL", "PURGE"] as const) {
        const error = errorOf(failure, { bucket: "b", write: write(expected, operation) });
        expect(error).toMatchObject({
          code: "REVISION_MISMATCH",
          key: "k",
          expected,
          actual,
          natsCode: failure.err_code,
        });
      }
    }
  });

  test("of no write is what it is: an answer that makes no sense", () => {
    expect(errorOf(told, { bucket: "b" })).toMatchObject({ code: "BACKEND", natsCode: 10071 });
  });
});

describe("an error of the API", () => {
  test.each<[number, KvErrorCode]>([
    [10059, "BUCKET_NOT_FOUND"],
    [10058, "BUCKET_EXISTS"],
    [10054, "VALUE_TOO_LARGE"],
    [10077, "BUCKET_FULL"],
    [10166, "TTL_NOT_ENABLED"],
    [10165, "INVALID_TTL"],
    [10052, "INVALID_CONFIG"],
    [10034, "INVALID_CONFIG"],
    [10074, "FEATURE_UNSUPPORTED"],
    [10076, "FEATURE_UNSUPPORTED"],
    [10039, "FEATURE_UNSUPPORTED"],
    [10008, "UNAVAILABLE"],
    [10009, "UNAVAILABLE"],
    [10118, "UNAVAILABLE"],
    [10003, "BACKEND"],
    [10025, "BACKEND"],
    [10060, "BACKEND"],
    [10138, "BACKEND"],
    [19999, "BACKEND"],
  ])("%d is %s, and keeps its number and its words", (err_code, code) => {
    const error = errorOf({ code: 400, err_code, description: "why not" }, { bucket: "users" });
    expect(isKvError(error, code)).toBe(true);
    expect(error.natsCode).toBe(err_code);
    expect(error.message).toContain("users");
    expect(error.message).toContain("why not");
  });

  test("an answer that is no known failure is BACKEND, and its cause shows it", () => {
    const failure = { code: 500, err_code: 12345, description: "new" };
    expect(errorOf(failure, { bucket: "b" })).toMatchObject({ code: "BACKEND", cause: failure });
    expect(errorOf({}, { bucket: "b" })).toMatchObject({ code: "BACKEND", natsCode: undefined });
    expect(errorOf({}, { bucket: "b" }).message).toContain("no description");
  });

  test("too large tells how large, and the limit where it is known", () => {
    const failure = { err_code: 10054, description: "message size exceeds maximum allowed" };
    expect(errorOf(failure, { bucket: "b", size: 60, limit: 50 })).toMatchObject({
      code: "VALUE_TOO_LARGE",
      size: 60,
      limit: 50,
    });
    expect(errorOf(failure, { bucket: "b", size: 60 })).toMatchObject({
      size: 60,
      limit: undefined,
    });
  });

  test("another bucket of the same name has differences, none where nobody looked", () => {
    expect(errorOf({ err_code: 10058 }, { bucket: "b" })).toMatchObject({ differences: [] });
  });

  test("of a write names the operation and the key", () => {
    const error = errorOf({ err_code: 10077 }, { bucket: "b", write: write("any", "PURGE") });
    expect(error).toMatchObject({ code: "BUCKET_FULL" });
    expect(error.message).toMatch(/^PURGE of k: /);
  });
});
