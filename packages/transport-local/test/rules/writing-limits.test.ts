import { describe, expect, test } from "vitest";
import { brief, codeOf, failure, stateOf, world } from "./support.ts";

/** Header blocks as they are on the wire. */
const CAS = "NATS/1.0\r\nNats-Expected-Last-Subject-Sequence: 0\r\n\r\n".length;
const DEL = "NATS/1.0\r\nKV-Operation: DEL\r\n\r\n".length;
const PURGE = "NATS/1.0\r\nKV-Operation: PURGE\r\nNats-Rollup: sub\r\n\r\n".length;
const MARKER = "NATS/1.0\r\nNats-Marker-Reason: MaxAge\r\nNats-TTL: 1s\r\nNats-Rollup: sub\r\n\r\n"
  .length;
/** `$KV.b.k` */
const SUBJECT = 7;

const bytes = (length: number): Uint8Array => new Uint8Array(length);

describe("rule 13: maxValueBytes limits value plus protocol headers", () => {
  test("a plain put has no headers", async () => {
    const { bucket } = await world({ maxValueBytes: 62 });
    expect(await bucket.put("k", bytes(62))).toBe(1);
    expect(await failure(bucket.put("k", bytes(63)))).toMatchObject({
      code: "VALUE_TOO_LARGE",
      size: 63,
      limit: 62,
      natsCode: 10054,
    });
  });

  test("a compare-and-set has one", async () => {
    expect(CAS).toBe(52);
    const { bucket } = await world({ maxValueBytes: 62 });
    expect(await bucket.put("k", bytes(10), { expected: 0 })).toBe(1);
    const put = bucket.put("n", bytes(11), { expected: 0 });
    expect(await failure(put)).toMatchObject({ code: "VALUE_TOO_LARGE", size: 63, limit: 62 });
    expect(await failure(bucket.create("n", bytes(11)))).toMatchObject({ size: 63 });
    expect(await failure(bucket.update("k", bytes(11), 1))).toMatchObject({ size: 63 });
  });

  test("a create over a marker is judged again with the marker's revision", async () => {
    const { bucket } = await world({ maxValueBytes: CAS + 1 });
    for (let at = 1; at <= 10; at += 1) await bucket.delete("k");
    expect(await failure(bucket.create("k", bytes(1)))).toMatchObject({
      code: "VALUE_TOO_LARGE",
      size: CAS + 2,
    });
    expect(await bucket.create("k", bytes(0))).toBe(11);
  });

  test("a ttl has one", async () => {
    const { bucket } = await world({ maxValueBytes: 100, limitMarkerTtlMs: 1_000 });
    const header = "NATS/1.0\r\nNats-TTL: 10s\r\n\r\n".length;
    expect(await bucket.put("k", bytes(100 - header), { ttlMs: 10_000 })).toBe(1);
    const larger = bucket.put("k", bytes(101 - header), { ttlMs: 10_000 });
    expect(await failure(larger)).toMatchObject({ size: 101 });
  });

  test("markers are headers alone: 31 bytes for a DEL, 51 for a PURGE", async () => {
    expect([DEL, PURGE]).toEqual([31, 51]);
    const { bucket } = await world({ maxValueBytes: 50 });
    expect(await bucket.delete("k")).toBe(1);
    expect(await failure(bucket.purge("k"))).toMatchObject({ size: 51, limit: 50 });
    const small = await world({ maxValueBytes: 30 });
    expect(await codeOf(small.bucket.delete("k"))).toBe("VALUE_TOO_LARGE");
  });

  test("lowering it by update keeps what is stored", async () => {
    const { kv, bucket } = await world();
    await bucket.put("k", bytes(100));
    await kv.update("b", { maxValueBytes: 10 });
    expect((await bucket.get("k"))?.length).toBe(100);
    expect(await codeOf(bucket.put("k", bytes(11)))).toBe("VALUE_TOO_LARGE");
  });

  test("size is judged before compare-and-set, compare-and-set before room", async () => {
    const { bucket } = await world({ maxValueBytes: 100, maxBytes: 200 });
    await bucket.put("k", bytes(100));
    expect(await codeOf(bucket.update("k", bytes(101), 9))).toBe("VALUE_TOO_LARGE");
    expect(await codeOf(bucket.update("n", bytes(40), 9))).toBe("REVISION_MISMATCH");
    expect(await codeOf(bucket.put("n", bytes(100)))).toBe("BUCKET_FULL");
  });

  test("size is judged before the bucket says that it has no ttl for entries", async () => {
    const { bucket } = await world({ maxValueBytes: 10 });
    const put = bucket.put("k", bytes(11), { ttlMs: 1_000 });
    expect(await codeOf(put)).toBe("VALUE_TOO_LARGE");
  });
});

describe("rule 13: local limits are the server's by default", () => {
  test("1 MiB of payload, headers included", async () => {
    const { bucket } = await world();
    expect(await bucket.put("k", bytes(1_048_576))).toBe(1);
    expect(await failure(bucket.put("k", bytes(1_048_577)))).toMatchObject({
      code: "VALUE_TOO_LARGE",
      size: 1_048_577,
      limit: 1_048_576,
    });
    expect(await bucket.create("c", bytes(1_048_576 - CAS))).toBe(2);
    expect(await codeOf(bucket.create("d", bytes(1_048_577 - CAS)))).toBe("VALUE_TOO_LARGE");
  });

  test("a larger maxValueBytes does not lift it", async () => {
    const { bucket } = await world({ maxValueBytes: 2_000_000 });
    const put = bucket.put("k", bytes(1_048_577));
    expect(await failure(put)).toMatchObject({ code: "VALUE_TOO_LARGE", limit: 1_048_576 });
  });
});

describe("rule 13: bytes as the server counts them", () => {
  test("subject, headers, value, and 16 in memory, 30 or 34 in a file", async () => {
    for (const [storage, plain, headed] of [
      ["memory", 16, 16],
      ["file", 30, 34],
    ] as const) {
      const { bucket } = await world({ storage });
      const sizeOf = async (write: Promise<number>): Promise<number> => {
        await write;
        const { bytes } = await bucket.status();
        await bucket.purge("k");
        await bucket.purgeDeletes({ olderThanMs: 0 });
        return bytes;
      };
      expect(await sizeOf(bucket.put("k", "12345"))).toBe(SUBJECT + 5 + plain);
      expect(await sizeOf(bucket.create("k", "12345"))).toBe(SUBJECT + CAS + 5 + headed);
      expect(await sizeOf(bucket.delete("k"))).toBe(SUBJECT + DEL + headed);
      expect(await sizeOf(bucket.purge("k"))).toBe(SUBJECT + PURGE + headed);
    }
  });

  test("the revision that was demanded counts by its digits", async () => {
    const { bucket } = await world({ storage: "memory" });
    for (let at = 0; at < 12; at += 1) await bucket.put("k", "");
    await bucket.update("k", "", 12);
    expect((await bucket.status()).bytes).toBe(SUBJECT + CAS + 1 + 16);
  });

  test("a create over a marker demands the marker's revision", async () => {
    const { bucket } = await world({ storage: "memory" });
    for (let at = 0; at < 10; at += 1) await bucket.delete("k");
    await bucket.create("k", "");
    expect((await bucket.status()).bytes).toBe(SUBJECT + CAS + 1 + 16);
  });

  test("a limit marker counts its own headers", async () => {
    const { bucket, clock } = await world({ storage: "memory", limitMarkerTtlMs: 1_000 });
    await bucket.put("k", "v", { ttlMs: 1_000 });
    clock.advance(1_000);
    expect((await bucket.status()).bytes).toBe(SUBJECT + MARKER + 16);
  });

  test("a raised ttl counts as the server rewrites it, without its unit", async () => {
    const { bucket } = await world({ storage: "memory", history: 2, limitMarkerTtlMs: 120_000 });
    await bucket.create("k", "", { ttlMs: 1_000 });
    const block = "NATS/1.0\r\nNats-Expected-Last-Subject-Sequence: 0\r\nNats-TTL: 120\r\n\r\n"
      .length;
    expect((await bucket.status()).bytes).toBe(SUBJECT + block + 16);
  });
});

describe("rule 13: maxBytes", () => {
  const one = SUBJECT + 50 + 16;

  test("takes what fits exactly, refuses one byte more with BUCKET_FULL", async () => {
    const { bucket } = await world({ storage: "memory", maxBytes: one });
    expect(await failure(bucket.put("k", bytes(51)))).toMatchObject({
      code: "BUCKET_FULL",
      natsCode: 10077,
    });
    expect(await bucket.put("k", bytes(50))).toBe(1);
    expect(await codeOf(bucket.put("n", bytes(0)))).toBe("BUCKET_FULL");
  });

  test("a full bucket takes what is no larger than the entry that its key drops", async () => {
    const { bucket } = await world({ storage: "memory", maxBytes: one });
    await bucket.put("k", bytes(50));
    expect(await bucket.put("k", bytes(50))).toBe(2);
    expect(await codeOf(bucket.put("k", bytes(51)))).toBe("BUCKET_FULL");
    expect(await bucket.put("k", bytes(49))).toBe(3);
    expect(await codeOf(bucket.put("k", bytes(50)))).toBe("BUCKET_FULL");
  });

  test("with history only the oldest entry counts, and only where the history is full", async () => {
    const { bucket } = await world({ storage: "memory", history: 2, maxBytes: 2 * SUBJECT + 92 });
    await bucket.put("k", bytes(50));
    expect(await codeOf(bucket.put("k", bytes(11)))).toBe("BUCKET_FULL");
    await bucket.put("k", bytes(10));
    expect(await bucket.put("k", bytes(30))).toBe(3);
    expect((await bucket.history("k").toArray()).map((entry) => entry.length)).toEqual([10, 30]);
    expect(await codeOf(bucket.put("k", bytes(40)))).toBe("BUCKET_FULL");
  });

  test("a full bucket may refuse deletes and purges, and then changes nothing", async () => {
    const { bucket } = await world({ storage: "memory", history: 5, maxBytes: 3 * one });
    for (let at = 0; at < 3; at += 1) await bucket.put("k", bytes(50));
    const before = await stateOf(bucket);
    expect(await codeOf(bucket.delete("k"))).toBe("BUCKET_FULL");
    expect(await codeOf(bucket.purge("k"))).toBe("BUCKET_FULL");
    expect(await stateOf(bucket)).toEqual(before);
  });

  test("with history 1 a marker replaces a value that is no smaller", async () => {
    const { bucket } = await world({ storage: "memory", maxBytes: SUBJECT + 31 + 16 });
    await bucket.put("k", bytes(31));
    expect(await codeOf(bucket.purge("k"))).toBe("BUCKET_FULL");
    expect(await bucket.delete("k")).toBe(2);
    expect((await bucket.history("k").toArray()).map(brief)).toEqual(["2 DEL k"]);
  });

  test("lowering it by update removes nothing", async () => {
    const { kv, bucket } = await world({ storage: "memory" });
    await bucket.put("k", bytes(50));
    await bucket.put("l", bytes(50));
    await kv.update("b", { storage: "memory", maxBytes: one });
    expect(await stateOf(bucket)).toMatchObject({ values: 2 });
    expect(await bucket.put("k", bytes(50))).toBe(3);
    expect(await codeOf(bucket.put("k", bytes(51)))).toBe("BUCKET_FULL");
    expect(await bucket.delete("l")).toBe(4);
  });

  test("what expires or is purged makes room", async () => {
    const { bucket, clock } = await world({ storage: "memory", maxBytes: one, ttlMs: 1_000 });
    await bucket.put("k", bytes(50));
    clock.advance(1_000);
    expect(await bucket.put("l", bytes(50))).toBe(2);
  });
});

describe("rule 13: settings out of their range", () => {
  test.each([
    { history: 0 },
    { history: 65 },
    { history: -1 },
    { history: 1.5 },
    { history: Number.NaN },
    { maxBytes: 0 },
    { maxBytes: -1 },
    { maxBytes: 2 ** 53 },
    { maxValueBytes: 0 },
    { maxValueBytes: -1 },
    { maxValueBytes: 2 ** 31 },
    { replicas: 0 },
    { replicas: 6 },
    { description: "é".repeat(2_049) },
    { description: "\ud800" },
    { metadata: { a: "x".repeat(131_056) } },
  ])("%j is INVALID_CONFIG on create and on update", async (config) => {
    const { kv, bucket } = await world();
    const before = await bucket.status();
    expect(await codeOf(kv.create("c", config))).toBe("INVALID_CONFIG");
    expect(await codeOf(kv.update("b", config))).toBe("INVALID_CONFIG");
    expect(await kv.names().toArray()).toEqual(["b"]);
    expect(await bucket.status()).toEqual(before);
  });

  test("the ends of the ranges are fine", async () => {
    const { kv } = await world();
    const history = await kv.create("h", { history: 64 });
    for (let at = 0; at < 70; at += 1) await history.put("k", "v");
    expect(await history.history("k").toArray()).toHaveLength(64);
    await kv.create("d", { description: "é".repeat(2_048) });
    await kv.create("m", { metadata: { a: "x".repeat(131_055) } });
    await kv.create("l", { maxValueBytes: 2 ** 31 - 1, maxBytes: 2 ** 53 - 1, replicas: 5 });
    expect(await kv.names().toArray()).toEqual(["b", "d", "h", "l", "m"]);
  });
});
