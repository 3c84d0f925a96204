import { isKvError, KvError } from "@revkv/core/words";
import { describe, expect, test } from "vitest";

describe("rule 6: KvError", () => {
  test("carries code, natsCode, cause and the fields of its code", () => {
    const cause = new Error("cause");
    const error = KvError.of("REVISION_MISMATCH", "message", {
      key: "k",
      expected: 1,
      actual: 2,
      natsCode: 10071,
      cause,
    });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: "KvError",
      message: "message",
      code: "REVISION_MISMATCH",
      natsCode: 10071,
      key: "k",
      expected: 1,
      actual: 2,
    });
    expect(error.cause).toBe(cause);
    expect(String(error)).toBe("KvError: message");
  });

  test("has no cause where none was given, and natsCode undefined", () => {
    const error = KvError.of("INVALID_KEY", "message");
    expect("cause" in error).toBe(false);
    expect(error.natsCode).toBeUndefined();
  });

  test("is known by its brand and code, not by instanceof", () => {
    const error = KvError.of("CLOSED", "message", { outcomeUnknown: false });
    expect([isKvError(error), isKvError(error, "CLOSED"), isKvError(error, "TIMEOUT")]).toEqual([
      true,
      true,
      false,
    ]);
    // What another copy of the package would have made.
    class Twin extends Error {
      readonly code = "CLOSED";
    }
    Object.defineProperty(Twin.prototype, Symbol.for("revkv.KvError"), { value: true });
    expect(isKvError(new Twin(), "CLOSED")).toBe(true);
  });

  test.each([undefined, null, "CLOSED", 5, {}, { code: "CLOSED" }, new Error("x"), () => 1])(
    "%s is none",
    (value) => {
      expect(isKvError(value)).toBe(false);
      expect(isKvError(value, "CLOSED")).toBe(false);
    },
  );
});
