import { deepEqual, equal } from "node:assert/strict";
import { failsWith, stateOf, wrong } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";

/** R4.6: of several faults of a write, which one is told. */
export const orderOfChecks: readonly RuleCase[] = [
  {
    rule: "R4.6",
    title: "size is judged before compare-and-set",
    config: { maxValueBytes: 100 },
    async run({ bucket }) {
      await bucket.put("k", "v");
      const before = await stateOf(bucket);
      const large = "x".repeat(101);
      await failsWith(bucket.update("k", large, 9), "VALUE_TOO_LARGE");
      await failsWith(bucket.put("k", large, { expected: 0 }), "VALUE_TOO_LARGE");
      await failsWith(bucket.create("k", large), "VALUE_TOO_LARGE");
      deepEqual(await stateOf(bucket), before);
    },
  },
  {
    rule: "R4.6",
    title: "size is judged before the use of a time to live",
    needs: ["ttl"],
    config: { maxValueBytes: 10 },
    async run({ bucket }) {
      const put = bucket.put("k", "x".repeat(11), { ttlMs: 1_000 });
      await failsWith(put, "VALUE_TOO_LARGE");
      equal((await bucket.status()).lastRevision, 0);
    },
  },
  {
    rule: "R4.6",
    title: "the use of a time to live is judged before compare-and-set",
    needs: ["ttl"],
    async run({ bucket }) {
      await bucket.put("k", "v");
      const before = await stateOf(bucket);
      const ttlMs = 1_000;
      await failsWith(bucket.create("k", "x", { ttlMs }), "TTL_NOT_ENABLED");
      await failsWith(bucket.put("k", "x", { ttlMs, expected: 9 }), "TTL_NOT_ENABLED");
      await failsWith(bucket.purge("k", { ttlMs, expected: 9 }), "TTL_NOT_ENABLED");
      deepEqual(await stateOf(bucket), before);
    },
  },
  {
    rule: "R4.6",
    title: "compare-and-set is judged before room",
    config: { history: 2, maxBytes: 300 },
    async run({ bucket }) {
      await bucket.put("k", "v");
      const before = await stateOf(bucket);
      const large = "x".repeat(400);
      const mismatch = { expected: 9, actual: 1 };
      await failsWith(bucket.update("k", large, 9), "REVISION_MISMATCH", mismatch);
      await failsWith(bucket.create("k", large), "KEY_EXISTS", { actual: 1 });
      await failsWith(bucket.update("k", large, 1), "BUCKET_FULL");
      deepEqual(await stateOf(bucket), before);
    },
  },
  {
    rule: "R4.6",
    title: "what a client can judge comes before compare-and-set",
    async run({ bucket }) {
      await bucket.put("k", "v");
      const before = await stateOf(bucket);
      await failsWith(bucket.put("a b", "x", { expected: 9 }), "INVALID_KEY");
      await failsWith(bucket.update("k", "\ud800", 9), "INVALID_VALUE");
      await failsWith(bucket.create("k", "\ud800"), "INVALID_VALUE");
      await failsWith(bucket.create("k", "x", { ttlMs: 1_500 }), "INVALID_TTL");
      await failsWith(bucket.purge("k", { ttlMs: 1_500, expected: 9 }), "INVALID_TTL");
      await failsWith(bucket.delete("k", wrong({ expected: 9, other: 1 })), "INVALID_ARGUMENT");
      deepEqual(await stateOf(bucket), before);
    },
  },
  {
    rule: "R4.6",
    title: "what a client can judge comes before size",
    config: { maxValueBytes: 100 },
    async run({ bucket }) {
      const large = "x".repeat(101);
      await failsWith(bucket.put("a b", large), "INVALID_KEY");
      await failsWith(bucket.put("k", `${large}\ud800`), "INVALID_VALUE");
      await failsWith(bucket.create("k", large, { ttlMs: 1_500 }), "INVALID_TTL");
      await failsWith(bucket.put("k", large, { expected: -1 }), "INVALID_ARGUMENT");
      equal((await bucket.status()).lastRevision, 0);
    },
  },
];
