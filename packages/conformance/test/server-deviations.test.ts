import { describe, expect, test } from "vitest";
import { natsServer, SERVER_DEVIATIONS, type Place } from "../src/index.ts";
import { newBucket } from "../src/model/model-bucket.ts";
import { write } from "../src/model/writing.ts";

const put = (key: string, size: number) => ({
  key,
  operation: "PUT" as const,
  bytes: new Uint8Array(size),
  expected: "any" as const,
  ttlMs: undefined,
});

/** The ids of what explains that a put of the model's was refused by the store as one too many. */
function explainingFull(maxBytes: number, storage: "memory" | "file"): readonly string[] {
  const bucket = newBucket("kv", { maxBytes, storage }, 0);
  write(bucket, put("b", 50));
  const before = { ...bucket };
  const value = write(bucket, put("b", 50));
  const error = { code: "BUCKET_FULL", natsCode: 10_077 };
  const place = { expected: { value }, found: { error }, buckets: { before, after: bucket } };
  // The one write of a burst is explained as a write by itself is.
  expect(explaining({ ...place, path: ["value", "0"] })).toEqual(explaining(place));
  expect(explaining({ ...place, path: ["value", "1"] })).toEqual([]);
  return explaining(place);
}

function explaining(place: Partial<Place>): readonly string[] {
  const nothing: Place = {
    what: "put",
    path: [],
    expected: undefined,
    found: undefined,
    around: undefined,
    buckets: { before: undefined, after: undefined },
  };
  return SERVER_DEVIATIONS.filter((one) => one.explains({ ...nothing, ...place })).map(
    ({ id }) => id,
  );
}

describe("deviations are as narrow as their rules", () => {
  test("nothing explains that all is the same, or that an answer is missing", () => {
    expect(explaining({})).toEqual([]);
    expect(explaining({ expected: { value: 1 }, found: { error: { reason: "late" } } })).toEqual(
      [],
    );
  });

  test("a refusal for want of room is explained at the limit alone, and by the kind of storage", () => {
    // "$KV.kv.b" has 8 bytes; with 50 of value and 30 in a file that is 88, in memory 74.
    expect(explainingFull(176, "file")).toEqual(["exact-fit"]);
    expect(explainingFull(175, "file")).toEqual(["same-size-in-file"]);
    expect(explainingFull(177, "file")).toEqual([]);
    expect(explainingFull(148, "memory")).toEqual(["exact-fit"]);
    expect(explainingFull(147, "memory")).toEqual([]);
  });

  test("a revision is told in place of a size only where it really is another one", () => {
    const bucket = newBucket("kv", {}, 0);
    write(bucket, put("a", 1));
    const buckets = { before: bucket, after: bucket };
    const expected = { code: "VALUE_TOO_LARGE", natsCode: 10_054, size: 90, limit: 60 };
    const mismatch = (demanded: number, actual: number): readonly string[] => {
      const found = { code: "REVISION_MISMATCH", natsCode: 10_071, key: "a" };
      const place = { path: ["error"], expected, buckets };
      return explaining({ ...place, found: { ...found, expected: demanded, actual } });
    };
    expect(mismatch(9, 1)).toEqual(["revision-before-size"]);
    expect(mismatch(1, 1)).toEqual([]);
    expect(mismatch(9, 2)).toEqual([]);
  });
});

test("a server's profile goes by its version", () => {
  expect(natsServer("2.9.10").features).toMatchObject({ multiFilter: false, ttl: false });
  expect(natsServer("2.10.27").features).toMatchObject({ multiFilter: true, ttl: false });
  expect(natsServer("2.15.1").features).toMatchObject({ multiFilter: true, ttl: true });
  const [old, recent] = ["2.10.27", "2.15.1"].map((version) =>
    natsServer(version).deviations.map(({ id }) => id),
  );
  expect(old).toContain("exact-fit");
  expect(recent).not.toContain("exact-fit");
});
