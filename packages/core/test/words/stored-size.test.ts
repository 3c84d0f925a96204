import {
  headerBlock,
  limitMarkerHeaders,
  raisedTtl,
  sentTtl,
  storedBytes,
  subjectBytes,
  writeHeaders,
} from "@revkv/core/words";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { world } from "../support.ts";

/** Blocks as they were seen on the wire. */
const BLOCKS = {
  del: "NATS/1.0\r\nKV-Operation: DEL\r\n\r\n",
  purge: "NATS/1.0\r\nKV-Operation: PURGE\r\nNats-Rollup: sub\r\n\r\n",
  cas: "NATS/1.0\r\nNats-Expected-Last-Subject-Sequence: 17\r\n\r\n",
  ttl: "NATS/1.0\r\nNats-TTL: 90s\r\n\r\n",
  marker: "NATS/1.0\r\nNats-Marker-Reason: MaxAge\r\nNats-TTL: 1m30s\r\nNats-Rollup: sub\r\n\r\n",
};

describe("rule 13: header blocks", () => {
  const none = { expectedRevision: undefined, ttl: undefined };

  test("are those of the wire, byte for byte", () => {
    expect(headerBlock(writeHeaders({ operation: "PUT", ...none }))).toBe("");
    expect(headerBlock(writeHeaders({ operation: "DEL", ...none }))).toBe(BLOCKS.del);
    expect(headerBlock(writeHeaders({ operation: "PURGE", ...none }))).toBe(BLOCKS.purge);
    const cas = writeHeaders({ operation: "PUT", ...none, expectedRevision: 17 });
    expect(headerBlock(cas)).toBe(BLOCKS.cas);
    const ttl = writeHeaders({ operation: "PUT", ...none, ttl: sentTtl(90_000) });
    expect(headerBlock(ttl)).toBe(BLOCKS.ttl);
    expect(headerBlock(limitMarkerHeaders(90_000))).toBe(BLOCKS.marker);
    expect(Object.values(BLOCKS).map(({ length }) => length)).toEqual([31, 51, 53, 27, 75]);
  });

  test("have all headers of a write, the ttl last", () => {
    const all = writeHeaders({ operation: "PURGE", expectedRevision: 0, ttl: "1s" });
    expect(headerBlock(all)).toBe(
      "NATS/1.0\r\nKV-Operation: PURGE\r\nNats-Rollup: sub\r\nNats-Expected-Last-Subject-Sequence: 0\r\nNats-TTL: 1s\r\n\r\n",
    );
  });

  test.each([
    [1_000, "1s"],
    [2_000, "2s"],
    [10_000, "10s"],
    [60_000, "1m0s"],
    [90_000, "1m30s"],
    [120_000, "2m0s"],
    [3_600_000, "1h0m0s"],
    [3_661_000, "1h1m1s"],
    [86_400_000, "24h0m0s"],
  ])("a limit marker of %i ms says %s, as Go writes a duration", (ttlMs, text) => {
    const [, ttl] = limitMarkerHeaders(ttlMs);
    expect(ttl).toEqual(["Nats-TTL", text]);
    expect(headerBlock(limitMarkerHeaders(ttlMs))).toHaveLength(70 + text.length);
  });

  test("a ttl is sent in seconds and rewritten as a bare number", () => {
    expect([sentTtl(1_000), sentTtl(5_400_000)]).toEqual(["1s", "5400s"]);
    expect([raisedTtl(2_000), raisedTtl(120_000)]).toEqual(["2", "120"]);
  });
});

describe("rule 13: stored bytes", () => {
  test("are subject, headers, value and the storage's own", () => {
    fc.assert(
      fc.property(
        fc.nat(3_000),
        fc.nat(200),
        fc.nat(1_000_000),
        (keyLength, headerBytes, length) => {
          const key = "k".repeat(keyLength);
          const subject = `$KV.bucket.${key}`.length;
          expect(subjectBytes("bucket", key.length)).toBe(subject);
          const entry = { subjectBytes: subject, headerBytes, length };
          expect(storedBytes("memory", entry)).toBe(subject + headerBytes + length + 16);
          const header = headerBytes === 0 ? 0 : 4 + headerBytes;
          expect(storedBytes("file", entry)).toBe(22 + subject + header + length + 8);
        },
      ),
    );
  });

  test("were measured as 28 and 42 for `$KV.S.k` with 5 bytes", () => {
    const entry = { subjectBytes: "$KV.S.k".length, headerBytes: 0, length: 5 };
    expect([storedBytes("memory", entry), storedBytes("file", entry)]).toEqual([28, 42]);
  });

  test("of a bucket are the sum of its entries, whatever was written", () => {
    const operation = fc.record({
      kind: fc.constantFrom("put", "cas", "create", "delete", "purge"),
      key: fc.constantFrom("a", "bb", "c.c"),
      value: fc.string({ maxLength: 20 }),
    });
    fc.assert(
      fc.property(
        fc.constantFrom("memory", "file"),
        fc.integer({ min: 1, max: 4 }),
        fc.array(operation, { maxLength: 40 }),
        (storage, history, operations) => {
          const { bucket } = world({ storage, history });
          const blocks = new Map<number, string>();
          const cas = (revision: number): string =>
            `NATS/1.0\r\nNats-Expected-Last-Subject-Sequence: ${revision}\r\n\r\n`;
          for (const { kind, key, value } of operations) {
            const last = bucket.get(key, { includeDeleted: true });
            const revision = last?.revision ?? 0;
            if (kind === "put") blocks.set(bucket.put(key, value), "");
            if (kind === "cas") {
              blocks.set(bucket.put(key, value, { expected: revision }), cas(revision));
            }
            if (kind === "create" && last?.operation !== "PUT") {
              blocks.set(bucket.create(key, value), cas(revision));
            }
            if (kind === "delete") blocks.set(bucket.delete(key), BLOCKS.del);
            if (kind === "purge") blocks.set(bucket.purge(key), BLOCKS.purge);
          }
          const sizes = bucket.history(">").map((entry) =>
            storedBytes(storage, {
              subjectBytes: subjectBytes("b", entry.key.length),
              headerBytes: blocks.get(entry.revision)?.length ?? Number.NaN,
              length: entry.length,
            }),
          );
          expect(bucket.status().bytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
        },
      ),
    );
  });
});
