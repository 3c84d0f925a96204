import { deepEqual, equal, match } from "node:assert/strict";
import { comesTo, holdsNow } from "../contents.ts";
import { brief, failure } from "../expecting.ts";
import type { Need, RuleCase } from "../rule-case.ts";
import { headers, subject } from "../sizes.ts";
import { WatchLog } from "../watch-log.ts";

/** What an entry needs to have a time of its own. */
const OWN_TIMES: readonly Need[] = ["ttl", "limitMarkers"];
/** What a raised time to live of two minutes is stored with: bare seconds. */
const RAISED = headers("Nats-Expected-Last-Subject-Sequence: 0", "Nats-TTL: 120");

/** R11.4, R11.5: times of single entries beside a history. */
export const entryTtlHistory: readonly RuleCase[] = [
  {
    rule: "R11.4",
    title: "with history > 1 a ttlMs below that of limit markers is raised to it, to the ms",
    needs: ["clock", ...OWN_TIMES],
    async run({ create, time }) {
      for (const [history, dueMs] of [
        [1, 1_000],
        [2, 5_000],
      ] as const) {
        const bucket = await create({ history, limitMarkerTtlMs: 5_000 });
        await bucket.create("k", "v", { ttlMs: 1_000 });
        await bucket.purge("p", { ttlMs: 1_000 });
        await bucket.create("longer", "v", { ttlMs: 6_000 });
        await time.pass(dueMs - 1);
        await holdsNow(bucket, ["1 PUT k", "2 PURGE p", "3 PUT longer"]);
        await time.pass(1);
        await holdsNow(bucket, ["3 PUT longer", "4 PURGE k MaxAge"]);
        await time.pass(6_000 - dueMs);
        equal(await bucket.get("longer"), null);
      }
    },
  },
  {
    rule: "R11.4",
    title: "with history > 1 a short ttlMs is kept as long as a limit marker",
    needs: OWN_TIMES,
    waits: true,
    config: { history: 2, limitMarkerTtlMs: 4_000 },
    async run({ bucket, time }) {
      await bucket.create("k", "v", { ttlMs: 1_000 });
      await bucket.purge("p", { ttlMs: 1_000 });
      await time.passSurely(1_000);
      await holdsNow(bucket, ["1 PUT k", "2 PURGE p"]);
      await time.pass(3_000);
      await comesTo(bucket, ["3 PURGE k MaxAge"]);
    },
  },
  {
    rule: "R11.4",
    title: "with a history of 1 a short ttlMs is not raised",
    needs: OWN_TIMES,
    waits: true,
    config: { limitMarkerTtlMs: 60_000 },
    async run({ bucket, time }) {
      await bucket.create("k", "v", { ttlMs: 1_000 });
      await bucket.purge("p", { ttlMs: 1_000 });
      await time.pass(1_000);
      await comesTo(bucket, ["3 PURGE k MaxAge"]);
    },
  },
  {
    rule: "R11.4",
    title: "a raised ttl counts as the server rewrites it, without its unit",
    needs: OWN_TIMES,
    config: { storage: "memory", history: 2, limitMarkerTtlMs: 120_000 },
    async run({ bucket }) {
      await bucket.create("k", "", { ttlMs: 1_000 });
      equal((await bucket.status()).bytes, subject(bucket, "k") + RAISED + 16);
    },
  },
  {
    rule: "R11.5",
    title:
      "with history > 1 a put with ttlMs is INVALID_TTL that says so; create and purge take it",
    needs: OWN_TIMES,
    config: { history: 2, limitMarkerTtlMs: 60_000 },
    async run({ bucket }) {
      await bucket.put("k", "v");
      for (const options of [{}, { expected: 1 }, { expected: 3 }]) {
        const error = await failure(bucket.put("k", "w", { ttlMs: 60_000, ...options }));
        equal(error.code, "INVALID_TTL");
        match(error.message, /older value/);
        match(error.message, /history/);
      }
      equal((await bucket.status()).lastRevision, 1);
      equal(await bucket.put("zero", "w", { ttlMs: 60_000, expected: 0 }), 2);
      equal(await bucket.put("absent", "w", { ttlMs: 60_000, expected: "absent" }), 3);
      equal(await bucket.create("created", "w", { ttlMs: 60_000 }), 4);
      equal(await bucket.purge("k", { ttlMs: 60_000 }), 5);
    },
  },
  {
    rule: "R11.5",
    title: "with a history of 1 a put takes a ttlMs, over a value too",
    needs: OWN_TIMES,
    waits: true,
    config: { limitMarkerTtlMs: 60_000 },
    async run({ bucket, time }) {
      await bucket.put("k", "1");
      await bucket.put("k", "2", { ttlMs: 3_000 });
      await time.pass(1_000);
      await holdsNow(bucket, ["2 PUT k"]);
      await time.pass(2_000);
      await comesTo(bucket, ["3 PURGE k MaxAge"]);
    },
  },
  {
    rule: "R11.5",
    title: "an older marker comes back where the newer entry goes first, without a new marker",
    needs: OWN_TIMES,
    waits: true,
    config: { history: 5, limitMarkerTtlMs: 1_000 },
    async run({ bucket, time }) {
      const log = new WatchLog(await bucket.watch());
      await bucket.put("k", "1");
      await bucket.delete("k");
      await bucket.create("k", "3", { ttlMs: 3_000 });
      await time.pass(1_000);
      await holdsNow(bucket, ["1 PUT k", "2 DEL k", "3 PUT k"]);
      await time.pass(2_000);
      await comesTo(bucket, ["1 PUT k", "2 DEL k"]);
      equal((await bucket.status()).lastRevision, 3);
      equal(await bucket.create("k", "4"), 4);
      await log.has("4 PUT k");
      deepEqual(log.entries.map(brief), ["1 PUT k", "2 DEL k", "3 PUT k", "4 PUT k"]);
    },
  },
];
