import { deepEqual, equal } from "node:assert/strict";
import type { KvBucket } from "@revkv/core";
import { eventually, failsWith, stateOf, stored, textOf } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";

/** The two ways to say it. */
const CREATES: readonly ((bucket: KvBucket, key: string) => Promise<number>)[] = [
  (bucket, key) => bucket.create(key, "new"),
  (bucket, key) => bucket.put(key, "new", { expected: "absent" }),
];

/** R4: create, which is a put that expects no live value. */
export const creates: readonly RuleCase[] = [
  {
    rule: "R4.2",
    title: "create stores where nothing is stored, and over markers of any kind",
    async run(world) {
      for (const create of CREATES) {
        const bucket = await world.create({ history: 5 });
        await bucket.put("deleted", "v");
        await bucket.delete("deleted");
        await bucket.put("purged", "v");
        await bucket.purge("purged");
        await bucket.delete("never.there");
        for (const [at, key] of ["missing", "deleted", "purged", "never.there"].entries()) {
          equal(await bucket.get(key), null);
          equal(await create(bucket, key), 6 + at);
          equal(await textOf(bucket, key), "new");
        }
      }
    },
  },
  {
    rule: "R4.2",
    title: "create leaves the history below its value as it is",
    config: { history: 3 },
    async run({ bucket }) {
      await bucket.create("k", "1");
      await bucket.delete("k");
      equal(await bucket.create("k", "3"), 3);
      deepEqual(await stored(bucket), ["1 PUT k", "2 DEL k", "3 PUT k"]);
      await bucket.purge("k");
      equal(await bucket.create("k", "5"), 5);
      deepEqual(await stored(bucket), ["4 PURGE k", "5 PUT k"]);
    },
  },
  {
    rule: "R4.2",
    title: "create over a live value is KEY_EXISTS, which names its revision, and changes nothing",
    config: { history: 3 },
    async run({ bucket }) {
      await bucket.put("other", "v");
      await bucket.put("k", "v");
      await bucket.put("empty", "");
      await bucket.put("k", "w");
      const before = await stateOf(bucket);
      for (const create of CREATES) {
        for (const [key, actual] of [
          ["k", 4],
          ["empty", 3],
        ] as const) {
          await failsWith(create(bucket, key), "KEY_EXISTS", { key, actual, natsCode: 10071 });
        }
      }
      deepEqual(await stateOf(bucket), before);
    },
  },
  {
    rule: "R4.2",
    title: "create stores where a value expired without a marker",
    waits: true,
    config: { ttlMs: 3_000 },
    async run({ bucket, time }) {
      await bucket.put("k", "v");
      await time.pass(3_000);
      await eventually(async () => (await bucket.get("k")) === null, "a value that expired");
      equal(await bucket.create("k", "w"), 2);
      deepEqual(await stored(bucket), ["2 PUT k"]);
    },
  },
  {
    rule: "R4.2",
    title: "create stores over a limit marker, which stays in the history",
    needs: ["limitMarkers"],
    waits: true,
    config: { history: 5, limitMarkerTtlMs: 3_000 },
    async run({ bucket, time }) {
      await bucket.create("k", "v", { ttlMs: 3_000 });
      await time.pass(3_000);
      await eventually(async () => (await bucket.get("k")) === null, "a value that expired");
      equal(await bucket.create("k", "w"), 3);
      deepEqual(await stored(bucket), ["2 PURGE k", "3 PUT k"]);
    },
  },
];
