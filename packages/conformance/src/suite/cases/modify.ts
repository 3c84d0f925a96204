import { deepEqual, equal } from "node:assert/strict";
import { number, type KvBucket } from "@revkv/core";
import { eventually, failsWith, rejection, stored, textOf, wrong } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";

/** A function for modify, and how often it was called. */
interface Contest {
  calls: number;
  readonly change: () => Promise<string>;
}

/** One that loses so many races: each time another value is written while it works. */
function contested(bucket: KvBucket, losses: number): Contest {
  const contest: Contest = {
    calls: 0,
    change: async () => {
      contest.calls += 1;
      if (contest.calls <= losses) await bucket.put("k", `other ${contest.calls}`);
      return `mine after ${contest.calls} calls`;
    },
  };
  return contest;
}

/** What a modify of a key hands to its function. */
async function seenBy(bucket: KvBucket, key: string): Promise<unknown[]> {
  const seen: unknown[] = [];
  await bucket.modify(key, (value) => {
    seen.push(value);
    return "new";
  });
  return seen;
}

/** R4.8: read, change, write, and again while other writes come first. */
export const modifies: readonly RuleCase[] = [
  {
    rule: "R4.8",
    title: "modify reads, calls with the value, writes and resolves to the revision",
    async run({ kv, bucket }) {
      const counters = await kv.open(bucket.name, { codec: number });
      equal(await counters.modify("k", (n = 10) => n + 1), 1);
      equal(await counters.modify("k", async (n = 10) => n + 1), 2);
      equal((await counters.get("k"))?.value, 12);
    },
  },
  {
    rule: "R4.8",
    title: "modify calls with undefined for missing, deleted and purged keys, and makes a value",
    config: { history: 5 },
    async run({ bucket }) {
      await bucket.put("deleted", "v");
      await bucket.delete("deleted");
      await bucket.put("purged", "v");
      await bucket.purge("purged");
      for (const key of ["missing", "deleted", "purged"]) {
        deepEqual(await seenBy(bucket, key), [undefined]);
        equal(await textOf(bucket, key), "new");
      }
      equal((await bucket.status()).lastRevision, 7);
    },
  },
  {
    rule: "R4.8",
    title: "modify calls with undefined for a key that has expired",
    needs: ["limitMarkers"],
    waits: true,
    config: { limitMarkerTtlMs: 60_000 },
    async run({ bucket, time }) {
      await bucket.create("k", "v", { ttlMs: 1_000 });
      await time.pass(1_000);
      await eventually(async () => (await bucket.get("k")) === null, "a value that expired");
      deepEqual(await seenBy(bucket, "k"), [undefined]);
      equal(await textOf(bucket, "k"), "new");
    },
  },
  {
    rule: "R4.8",
    title: "modify tries again when another write came first",
    async run({ bucket }) {
      await bucket.put("k", "0");
      const contest = contested(bucket, 3);
      equal(await bucket.modify("k", contest.change), 5);
      equal(await textOf(bucket, "k"), "mine after 4 calls");
    },
  },
  {
    rule: "R4.8",
    title:
      "modify tries again when the key was deleted meanwhile, and when it was created meanwhile",
    async run({ bucket }) {
      await bucket.put("k", "0");
      const seen: (string | undefined)[] = [];
      await bucket.modify("k", async (value) => {
        seen.push(value && new TextDecoder().decode(value));
        if (seen.length === 1) await bucket.delete("k");
        if (seen.length === 2) await bucket.put("k", "other");
        return "mine";
      });
      deepEqual(seen, ["0", undefined, "other"]);
      equal(await textOf(bucket, "k"), "mine");
    },
  },
  {
    rule: "R4.8",
    title: "modify gives up after 10 retries with the last REVISION_MISMATCH",
    async run({ bucket }) {
      await bucket.put("k", "0");
      const contest = contested(bucket, Infinity);
      const mismatch = { key: "k", expected: 11, actual: 12 };
      await failsWith(bucket.modify("k", contest.change), "REVISION_MISMATCH", mismatch);
      equal(contest.calls, 11);
      deepEqual(await stored(bucket), ["12 PUT k"]);
      equal(await textOf(bucket, "k"), "other 11");
    },
  },
  {
    rule: "R4.8",
    title: "modify gives up with KEY_EXISTS where the last race was one to create",
    async run({ bucket }) {
      const first = contested(bucket, Infinity).change;
      await failsWith(bucket.modify("k", first, { retries: 0 }), "KEY_EXISTS", { actual: 1 });
      await bucket.purge("k");
      const second = contested(bucket, Infinity).change;
      await failsWith(bucket.modify("k", second, { retries: 0 }), "KEY_EXISTS", { actual: 3 });
    },
  },
  {
    rule: "R4.8",
    title: "retries of modify counts the tries after the first",
    async run({ bucket }) {
      await bucket.put("k", "0");
      for (const retries of [0, 1, 3]) {
        const contest = contested(bucket, Infinity);
        await failsWith(bucket.modify("k", contest.change, { retries }), "REVISION_MISMATCH");
        equal(contest.calls, retries + 1);
      }
    },
  },
  {
    rule: "R4.8",
    title: "what the function of modify throws, or rejects with, is what modify rejects with",
    async run({ bucket }) {
      const mine = new Error("mine");
      const throwing = bucket.modify("k", () => {
        throw mine;
      });
      equal(await rejection(throwing), mine);
      equal(await rejection(bucket.modify("k", () => Promise.reject(mine))), mine);
      equal((await bucket.status()).lastRevision, 0);
    },
  },
  {
    rule: "R4.8",
    title: "modify tries again after lost races alone",
    async run({ kv, bucket }) {
      let calls = 0;
      const none = (): string => {
        calls += 1;
        return wrong(5);
      };
      await failsWith(bucket.modify("k", none), "INVALID_VALUE");
      equal(calls, 1);
      const ending = async (): Promise<string> => {
        calls += 1;
        await kv.delete(bucket.name);
        return "v";
      };
      await failsWith(bucket.modify("k", ending), "BUCKET_NOT_FOUND");
      equal(calls, 2);
    },
  },
  {
    rule: "R4.8",
    title: "modify does not try again with a value that is too large",
    config: { maxValueBytes: 60 },
    async run({ bucket }) {
      let calls = 0;
      const change = (): string => {
        calls += 1;
        return "x".repeat(100);
      };
      await failsWith(bucket.modify("k", change), "VALUE_TOO_LARGE");
      equal(calls, 1);
      equal((await bucket.status()).lastRevision, 0);
    },
  },
  {
    rule: "R4.8",
    title:
      "modify of a value that does not decode is INVALID_VALUE, and nothing is written over it",
    async run({ kv, bucket }) {
      await bucket.put("k", "no number");
      const counters = await kv.open(bucket.name, { codec: number });
      await failsWith(
        counters.modify("k", () => 1),
        "INVALID_VALUE",
      );
      equal((await bucket.status()).lastRevision, 1);
    },
  },
  {
    rule: "R4.8",
    title: "an aborted signal ends a modify with its reason, before its function is called",
    async run({ bucket }) {
      const reason = new Error("enough");
      const contest = contested(bucket, 0);
      const modifying = bucket.modify("k", contest.change, { signal: AbortSignal.abort(reason) });
      equal(await rejection(modifying), reason);
      equal(contest.calls, 0);
    },
  },
  {
    rule: "R4.8",
    title: "an abort while the function of modify works ends it: nothing is written",
    async run({ bucket }) {
      const reason = new Error("enough");
      for (const answer of ["v", new Promise<never>(() => undefined)]) {
        const aborting = new AbortController();
        const change = (): string | Promise<string> => {
          aborting.abort(reason);
          return answer;
        };
        const { signal } = aborting;
        equal(await rejection(bucket.modify("k", change, { signal })), reason);
      }
      equal((await bucket.status()).lastRevision, 0);
    },
  },
];
