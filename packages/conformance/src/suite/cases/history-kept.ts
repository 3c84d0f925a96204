import { deepEqual, equal } from "node:assert/strict";
import type { KvBucket } from "@revkv/core";
import { astray, brief, failsWith, stateOf, stored, take, wrong } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";

const BAD_HISTORIES: readonly unknown[] = [0, -1, 65, 1_000, 1.5, Number.NaN, Infinity];

/** Puts so many values at a key, one after the other. */
async function putTimes(bucket: KvBucket, key: string, times: number): Promise<void> {
  for (let at = 1; at <= times; at += 1) await bucket.put(key, `${key} ${at}`);
}

/** R3: how many entries a key keeps. */
export const historyKept: readonly RuleCase[] = [
  {
    rule: "R3.2",
    title: "markers count: of five values, a DEL and a value, a history of 3 keeps 5, 6 and 7",
    config: { history: 3 },
    async run({ bucket }) {
      await putTimes(bucket, "k", 5);
      await bucket.delete("k");
      await bucket.put("k", "7");
      deepEqual(await stored(bucket), ["5 PUT k", "6 DEL k", "7 PUT k"]);
    },
  },
  {
    rule: "R3.2",
    title: "each key keeps its own newest entries, whatever is written to others",
    config: { history: 2 },
    async run({ bucket }) {
      await bucket.put("quiet", "v");
      for (const key of ["a", "b", "a.b"]) await putTimes(bucket, key, 3);
      const kept = ["1 PUT quiet", "3 PUT a", "4 PUT a", "6 PUT b", "7 PUT b"];
      deepEqual(await stored(bucket), [...kept, "9 PUT a.b", "10 PUT a.b"]);
      equal((await bucket.status()).values, 7);
      equal((await bucket.get("a", { revision: 3 }))?.text(), "a 2");
    },
  },
  {
    rule: "R3.2",
    title:
      "older entries are gone: not to be read, not counted, and not in a watch's initial values",
    config: { history: 2 },
    async run({ bucket }) {
      await bucket.put("k", "v");
      await bucket.put("k", "v");
      const before = await bucket.status();
      await bucket.put("k", "v");
      equal(await bucket.get("k", { revision: 1 }), null);
      const { values, bytes } = await bucket.status();
      deepEqual([values, bytes], [2, before.bytes]);
      const watcher = await bucket.watch(">", { include: "history" });
      deepEqual((await watcher.snapshot()).map(brief), ["2 PUT k", "3 PUT k"]);
      await watcher.stop();
    },
  },
  {
    rule: "R3.2",
    title: "older entries go without an event",
    async run({ bucket }) {
      const watcher = await bucket.watch(">", { include: "updates" });
      const told = watcher[Symbol.asyncIterator]();
      // Over a wire what is trimmed may not have been delivered yet.
      for (const revision of [1, 2, 3]) {
        await bucket.put("k", "v");
        deepEqual((await take(told, 1)).map(brief), [`${revision} PUT k`]);
      }
      await bucket.put("fence", "v");
      deepEqual((await take(told, 1)).map(brief), ["4 PUT fence"]);
      await watcher.stop();
    },
  },
  {
    rule: "R3.3",
    title: "history is 1 unless given",
    async run({ bucket }) {
      equal((await bucket.status()).config.history, 1);
      await putTimes(bucket, "k", 2);
      deepEqual(await stored(bucket), ["2 PUT k"]);
      await bucket.delete("k");
      deepEqual(await stored(bucket), ["3 DEL k"]);
    },
  },
  {
    rule: "R3.3",
    title: "a history of 64 keeps 64 entries of a key",
    config: { history: 64 },
    async run({ bucket }) {
      equal((await bucket.status()).config.history, 64);
      await putTimes(bucket, "k", 64);
      equal((await bucket.status()).values, 64);
      equal((await bucket.get("k", { revision: 1 }))?.text(), "k 1");
      await bucket.put("k", "one more");
      const revisions = (await bucket.history("k").toArray()).map(({ revision }) => revision);
      deepEqual(
        revisions,
        revisions.map((_, at) => at + 2),
      );
      equal(revisions.length, 64);
    },
  },
  {
    rule: "R3.3",
    title: "a history that is no whole number from 1 to 64 is INVALID_CONFIG, and changes nothing",
    config: { history: 2 },
    async run(world) {
      const { kv, bucket } = world;
      await putTimes(bucket, "k", 3);
      const before = await stateOf(bucket);
      const { config } = await bucket.status();
      for (const history of BAD_HISTORIES) {
        const name = world.newName();
        const bad = { ...config, history: wrong<number>(history) };
        const calls = {
          create: () => kv.create(name, bad),
          update: () => kv.update(bucket.name, bad),
          "createOrUpdate of none": () => kv.createOrUpdate(name, bad),
          createOrUpdate: () => kv.createOrUpdate(bucket.name, bad),
        };
        deepEqual(await astray(calls, "INVALID_CONFIG"), [], String(history));
        await failsWith(kv.open(name), "BUCKET_NOT_FOUND");
      }
      deepEqual(await stateOf(bucket), before);
      equal((await bucket.status()).config.history, 2);
    },
  },
  {
    rule: "R3.4",
    title: "a lower history trims each key at once to its newest entries",
    config: { history: 5 },
    async run({ kv, bucket }) {
      await putTimes(bucket, "a", 3);
      await bucket.put("b", "v");
      await bucket.delete("a");
      const { config, bytes } = await bucket.status();
      await kv.update(bucket.name, { ...config, history: 2 });
      deepEqual(await stored(bucket), ["3 PUT a", "4 PUT b", "5 DEL a"]);
      const lower = await bucket.status();
      deepEqual([lower.values, lower.lastRevision], [3, 5]);
      equal(lower.bytes < bytes, true);
      await kv.update(bucket.name, { ...config, history: 1 });
      deepEqual(await stored(bucket), ["4 PUT b", "5 DEL a"]);
      equal(await bucket.put("a", "v"), 6);
    },
  },
  {
    rule: "R3.4",
    title: "a lower history trims without an event",
    config: { history: 5 },
    async run({ kv, bucket }) {
      await putTimes(bucket, "k", 3);
      const watcher = await bucket.watch(">", { include: "updates" });
      const { config } = await bucket.status();
      await kv.update(bucket.name, { ...config, history: 1 });
      await bucket.put("fence", "v");
      const told = await take(watcher[Symbol.asyncIterator](), 1);
      deepEqual(told.map(brief), ["4 PUT fence"]);
      await watcher.stop();
    },
  },
  {
    rule: "R3.4",
    title: "a higher history brings nothing back, and keeps more from then on",
    config: { history: 2 },
    async run({ kv, bucket }) {
      await putTimes(bucket, "k", 3);
      const before = await stateOf(bucket);
      const { config } = await bucket.status();
      await kv.update(bucket.name, { ...config, history: 4 });
      deepEqual(await stateOf(bucket), before);
      await putTimes(bucket, "k", 3);
      deepEqual(await stored(bucket), ["3 PUT k", "4 PUT k", "5 PUT k", "6 PUT k"]);
    },
  },
];
