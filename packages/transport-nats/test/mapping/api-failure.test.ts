import { KvError, type Write } from "@revkv/core/words";
import { errorOf, failureOf, failures } from "@revkv/transport-nats/mapping";
import { describe, expect, it } from "vitest";

const write: Write = {
  key: "a",
  operation: "PUT",
  bytes: new Uint8Array(0),
  expected: 1,
  ttlMs: undefined,
};

/** Errors of the engine, as it makes them. */
const ERRORS: readonly KvError[] = [
  KvError.of("REVISION_MISMATCH", "x", { key: "a", expected: 1, actual: 3, natsCode: 10071 }),
  KvError.of("REVISION_MISMATCH", "x", { key: "a", expected: 1, actual: undefined }),
  KvError.of("VALUE_TOO_LARGE", "x", { size: 2, limit: 1, natsCode: 10054 }),
  KvError.of("BUCKET_FULL", "x", { natsCode: 10077 }),
  KvError.of("TTL_NOT_ENABLED", "x", { natsCode: 10166 }),
  KvError.of("INVALID_TTL", "x", { natsCode: 10165 }),
  KvError.of("BUCKET_NOT_FOUND", "x", { natsCode: 10059 }),
  KvError.of("BUCKET_EXISTS", "x", { differences: [], natsCode: 10058 }),
  KvError.of("INVALID_CONFIG", "x", { natsCode: 10052 }),
  KvError.of("BACKEND", "expected stream does not match", { natsCode: 10060 }),
];

describe("the failure that an error is on the wire", () => {
  it.each(ERRORS.map((error) => [error.code, error] as const))(
    "%s is read back as the error that it was",
    (code, error) => {
      const back = errorOf(failureOf(error), { bucket: "b", write });
      expect(back.code).toBe(code);
      expect(back.natsCode).toBe(failureOf(error).err_code);
    },
  );

  it("a lost compare-and-set tells the revision that it met, where that is known", () => {
    expect(ERRORS.slice(0, 2).map(failureOf)).toEqual([
      { code: 400, err_code: 10071, description: "wrong last sequence: 3" },
      { code: 400, err_code: 10164, description: "wrong last sequence" },
    ]);
  });

  it("a taken key is a lost compare-and-set", () => {
    const taken = KvError.of("KEY_EXISTS", "x", { key: "a", actual: 2, natsCode: 10071 });
    expect(failureOf(taken).description).toBe("wrong last sequence: 2");
  });

  it("an answer that no call of revkv's brings about keeps its code and its words", () => {
    const error = KvError.of("BACKEND", 'rollup value invalid: "x"', { natsCode: 10111 });
    const description = 'rollup value invalid: "x"';
    expect(failureOf(error)).toEqual({ code: 500, err_code: 10111, description });
  });

  it("an error that no server has is a general one", () => {
    const failure = failureOf(KvError.of("BACKEND", "something else"));
    expect(failure).toEqual({ code: 500, err_code: 10051, description: "something else" });
  });

  it("has a code of its own for each name", () => {
    const codes = Object.values(failures).map(({ err_code }) => err_code);
    expect(new Set(codes).size).toBe(codes.length);
  });
});
