import { equal, fail } from "node:assert/strict";
import { comesTo } from "../contents.ts";
import type { RuleCase } from "../rule-case.ts";
import { headers, subject } from "../sizes.ts";

const CAS = headers("Nats-Expected-Last-Subject-Sequence: 0");
const DEL = headers("KV-Operation: DEL");
const PURGE = headers("KV-Operation: PURGE", "Nats-Rollup: sub");

/** R12.2: what an entry takes of the bytes of its bucket. */
export const entrySizes: readonly RuleCase[] = [
  ...(["memory", "file"] as const).map((storage): RuleCase => {
    const [plain, headed] = storage === "memory" ? [16, 16] : [30, 34];
    return {
      rule: "R12.2",
      title: `subject, headers, value, and ${storage === "memory" ? "16 in memory" : "30 or, with headers, 34 in a file"}`,
      config: { storage },
      async run({ bucket }) {
        const fixed = subject(bucket, "k");
        const sizeOf = async (write: Promise<number>): Promise<number> => {
          await write;
          const { bytes } = await bucket.status();
          await bucket.purge("k");
          await bucket.purgeDeletes({ olderThanMs: 0 });
          return bytes;
        };
        equal(await sizeOf(bucket.put("k", "12345")), fixed + 5 + plain);
        equal(await sizeOf(bucket.put("k", "")), fixed + plain);
        equal(await sizeOf(bucket.create("k", "12345")), fixed + CAS + 5 + headed);
        equal(await sizeOf(bucket.delete("k")), fixed + DEL + headed);
        equal(await sizeOf(bucket.purge("k")), fixed + PURGE + headed);
        equal((await bucket.status()).bytes, 0);
      },
    };
  }),
  {
    rule: "R12.2",
    title: "the bytes of a bucket are those of all its entries, history and markers included",
    config: { storage: "memory", history: 2 },
    async run({ bucket }) {
      await bucket.put("k", "gone");
      await bucket.put("k", "12345");
      await bucket.delete("k");
      await bucket.put("other.key", "1");
      const k = 2 * subject(bucket, "k") + 5 + DEL + 2 * 16;
      equal((await bucket.status()).bytes, k + subject(bucket, "other.key") + 1 + 16);
    },
  },
  {
    rule: "R12.2",
    title: "the revision that was demanded counts by its digits",
    config: { storage: "memory" },
    async run({ bucket }) {
      for (let at = 0; at < 12; at += 1) await bucket.put("k", "");
      await bucket.update("k", "", 12);
      equal((await bucket.status()).bytes, subject(bucket, "k") + CAS + 1 + 16);
      await bucket.delete("k", { expected: 13 });
      const del = headers("KV-Operation: DEL", "Nats-Expected-Last-Subject-Sequence: 13");
      equal((await bucket.status()).bytes, subject(bucket, "k") + del + 16);
    },
  },
  {
    rule: "R12.2",
    title: "a create over a marker demands the marker's revision",
    config: { storage: "memory" },
    async run({ bucket }) {
      for (let at = 0; at < 10; at += 1) await bucket.delete("k");
      await bucket.create("k", "");
      equal((await bucket.status()).bytes, subject(bucket, "k") + CAS + 1 + 16);
    },
  },
  {
    rule: "R12.2",
    title: "a time to live counts with its seconds and their unit",
    needs: ["ttl", "limitMarkers"],
    config: { storage: "memory", limitMarkerTtlMs: 1_000 },
    async run({ bucket }) {
      await bucket.put("k", "v", { ttlMs: 90_000 });
      const ttl = headers("Nats-TTL: 90s");
      equal((await bucket.status()).bytes, subject(bucket, "k") + ttl + 1 + 16);
      await bucket.purge("k", { ttlMs: 3_600_000 });
      const purge = headers("KV-Operation: PURGE", "Nats-Rollup: sub", "Nats-TTL: 3600s");
      equal((await bucket.status()).bytes, subject(bucket, "k") + purge + 16);
    },
  },
  {
    rule: "R12.2",
    title: "a limit marker counts its own headers",
    needs: ["ttl", "limitMarkers"],
    waits: true,
    async run({ create, time }) {
      const times = { 20_000: "20s", 90_000: "1m30s", 3_600_000: "1h0m0s" };
      const buckets = await Promise.all(
        Object.keys(times).map((ms) => create({ storage: "memory", limitMarkerTtlMs: Number(ms) })),
      );
      for (const bucket of buckets) await bucket.put("k", "v", { ttlMs: 1_000 });
      await time.pass(1_000);
      for (const [at, ttl] of Object.values(times).entries()) {
        const bucket = buckets[at] ?? fail("a bucket is missing");
        await comesTo(bucket, ["2 PURGE k MaxAge"]);
        const lines = ["Nats-Marker-Reason: MaxAge", `Nats-TTL: ${ttl}`, "Nats-Rollup: sub"];
        equal((await bucket.status()).bytes, subject(bucket, "k") + headers(...lines) + 16);
      }
    },
  },
];
