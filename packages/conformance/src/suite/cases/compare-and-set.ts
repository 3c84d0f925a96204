import { deepEqual, equal } from "node:assert/strict";
import type { KvBucket } from "@revkv/core";
import {
  astray,
  eventually,
  failsWith,
  stateOf,
  stored,
  textOf,
  wrong,
  type Calls,
} from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";

/** Numbers and words that are no revision, nor anything else that can be expected. */
const NO_REVISIONS: readonly unknown[] = [
  -1,
  0.5,
  Number.NaN,
  Infinity,
  2 ** 53,
  "1",
  "any",
  true,
  {},
  undefined,
  null,
];

/** Every call that takes `expected`. */
function callsExpecting(bucket: KvBucket, expected: number): Calls {
  return {
    put: () => bucket.put("k", "x", { expected }),
    delete: () => bucket.delete("k", { expected }),
    purge: () => bucket.purge("k", { expected }),
  };
}

/** Demands that each call that expects a revision is told that the key is at another. */
async function demandMismatch(bucket: KvBucket, expected: number, actual: number): Promise<void> {
  const fields = { key: "k", expected, actual, natsCode: 10071 };
  for (const call of Object.values(callsExpecting(bucket, expected))) {
    await failsWith(call(), "REVISION_MISMATCH", fields);
  }
}

/** R4: writes that depend on what is stored. */
export const compareAndSet: readonly RuleCase[] = [
  {
    rule: "R4.1",
    title: "n >= 1: the key's last entry has revision n, marker or not",
    config: { history: 5 },
    async run({ bucket }) {
      equal(await bucket.put("k", "1"), 1);
      equal(await bucket.put("k", "2", { expected: 1 }), 2);
      equal(await bucket.delete("k", { expected: 2 }), 3);
      equal(await bucket.put("k", "4", { expected: 3 }), 4);
      equal(await bucket.purge("k", { expected: 4 }), 5);
      equal(await bucket.update("k", "6", 5), 6);
      deepEqual(await stored(bucket), ["5 PURGE k", "6 PUT k"]);
      equal(await textOf(bucket, "k"), "6");
    },
  },
  {
    rule: "R4.1",
    title: "n of a limit marker is the key's last revision too",
    needs: ["limitMarkers"],
    waits: true,
    config: { limitMarkerTtlMs: 60_000 },
    async run({ bucket, time }) {
      await bucket.create("k", "v", { ttlMs: 1_000 });
      await time.pass(1_000);
      await eventually(
        async () => (await stored(bucket)).join(", ") === "2 PURGE k",
        "a limit marker",
      );
      await failsWith(bucket.update("k", "w", 1), "REVISION_MISMATCH", { expected: 1, actual: 2 });
      await failsWith(bucket.put("k", "w", { expected: 0 }), "REVISION_MISMATCH", { actual: 2 });
      equal(await bucket.update("k", "w", 2), 3);
    },
  },
  {
    rule: "R4.1",
    title: "a conflict is REVISION_MISMATCH with expected and actual, and changes nothing",
    config: { history: 3 },
    async run({ bucket }) {
      await bucket.put("other", "v");
      await bucket.put("k", "1");
      await bucket.put("k", "2");
      await bucket.put("other", "v");
      const before = await stateOf(bucket);
      for (const expected of [0, 1, 2, 4, 5, Number.MAX_SAFE_INTEGER]) {
        await demandMismatch(bucket, expected, 3);
      }
      for (const expected of [1, 2, 4, Number.MAX_SAFE_INTEGER]) {
        const fields = { key: "k", expected, actual: 3, natsCode: 10071 };
        await failsWith(bucket.update("k", "x", expected), "REVISION_MISMATCH", fields);
      }
      const none = { key: "none", expected: 1, actual: 0, natsCode: 10071 };
      await failsWith(bucket.update("none", "x", 1), "REVISION_MISMATCH", none);
      deepEqual(await stateOf(bucket), before);
      equal(await bucket.put("k", "3"), 5);
    },
  },
  {
    rule: "R4.1",
    title: "0: nothing at all is stored for the key, not even a marker",
    async run({ bucket }) {
      equal(await bucket.put("k", "v", { expected: 0 }), 1);
      await demandMismatch(bucket, 0, 1);
      await bucket.delete("k");
      await demandMismatch(bucket, 0, 2);
      await bucket.purge("k");
      await demandMismatch(bucket, 0, 3);
      await bucket.purgeDeletes({ olderThanMs: 0 });
      equal(await bucket.delete("k", { expected: 0 }), 4);
      equal(await bucket.purge("new", { expected: 0 }), 5);
    },
  },
  {
    rule: "R4.1",
    title: "0: an entry that expired without a marker is nothing",
    waits: true,
    config: { ttlMs: 1_000 },
    async run({ bucket, time }) {
      await bucket.put("k", "v");
      await time.pass(1_000);
      await eventually(async () => (await stored(bucket)).length === 0, "an entry that expired");
      equal(await bucket.put("k", "v", { expected: 0 }), 2);
    },
  },
  {
    rule: "R4.1",
    title:
      "expected: undefined, null or what is no revision, given explicitly, is INVALID_ARGUMENT",
    async run({ bucket }) {
      await bucket.put("k", "v");
      const before = await stateOf(bucket);
      for (const value of NO_REVISIONS) {
        const calls = callsExpecting(bucket, wrong(value));
        deepEqual(await astray(calls, "INVALID_ARGUMENT"), [], String(value));
      }
      deepEqual(await stateOf(bucket), before);
    },
  },
  {
    rule: "R4.1",
    title: "expected: seen?.revision can never overwrite blindly",
    async run({ bucket }) {
      const seen = await bucket.get("k");
      await bucket.put("k", "of another");
      const options = { expected: wrong<number>(seen?.revision) };
      await failsWith(bucket.put("k", "mine", options), "INVALID_ARGUMENT");
      equal(await textOf(bucket, "k"), "of another");
    },
  },
  {
    rule: "R4.1",
    title: "'absent' is for put alone",
    async run({ bucket }) {
      const options = { expected: wrong<number>("absent") };
      await failsWith(bucket.delete("k", options), "INVALID_ARGUMENT");
      await failsWith(bucket.purge("k", options), "INVALID_ARGUMENT");
      await failsWith(bucket.update("k", "v", wrong("absent")), "INVALID_ARGUMENT");
      equal((await bucket.status()).lastRevision, 0);
    },
  },
  {
    rule: "R4.4",
    title: "update takes n >= 1 only",
    async run({ bucket }) {
      for (const value of [0, "absent", ...NO_REVISIONS]) {
        await failsWith(bucket.update("k", "x", wrong(value)), "INVALID_ARGUMENT");
      }
      equal((await bucket.status()).lastRevision, 0);
      equal(await bucket.put("k", "1"), 1);
      await failsWith(bucket.update("k", "x", 0), "INVALID_ARGUMENT");
      equal(await bucket.update("k", "2", 1), 2);
      equal(await textOf(bucket, "k"), "2");
    },
  },
];
