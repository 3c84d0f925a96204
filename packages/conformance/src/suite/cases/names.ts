import { deepEqual, equal } from "node:assert/strict";
import type { KvBucket, KvManager } from "@revkv/core";
import { astray, stateOf, stored, textOf, wrong, type Calls } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";

/** What is no bucket name, and what an error about it says. */
const BAD_BUCKETS: readonly (readonly [unknown, string])[] = [
  ["", "not empty"],
  ["a.b", '"." at position 1'],
  ["ab c", '" " at position 2'],
  ["a/b", '"/" at position 1'],
  ["a=b", '"=" at position 1'],
  ["a\\b", String.raw`"\\" at position 1`],
  ["*", '"*" at position 0'],
  [">", '">" at position 0'],
  ["bücket", '"ü" at position 1'],
  ["a\n", String.raw`"\n" at position 1`],
  ["ab\u{1F600}", '"\u{1F600}" at position 2'],
  ["x".repeat(253), "253 bytes"],
  [undefined, "not undefined"],
  [null, "not null"],
  [5, "not a number"],
  [{}, "not an object"],
  [["b"], "not an array"],
];

/** What is no key, and what an error about it says. */
const BAD_KEYS: readonly (readonly [unknown, string])[] = [
  ["", "not empty"],
  [".", '"." at position 0'],
  [".a", '"." at position 0'],
  ["a.", '"." at position 1'],
  ["a..b", '"." at position 2'],
  ["a.b..", '"." at position 4'],
  ["a b", '" " at position 1'],
  ["a*", '"*" at position 1'],
  ["a.*", '"*" at position 2'],
  [">", '">" at position 0'],
  ["a:b", '":" at position 1'],
  ["a$b", '"$" at position 1'],
  ["ab\\", String.raw`"\\" at position 2`],
  ["käse", '"ä" at position 1'],
  ["k\u0000", String.raw`"\u0000" at position 1`],
  ["k\n", String.raw`"\n" at position 1`],
  ["ab\ud800", String.raw`"\ud800" at position 2`],
  ["k".repeat(3_001), "3001 bytes"],
  [undefined, "not undefined"],
  [null, "not null"],
  [5, "not a number"],
  [["k"], "not an array"],
];

const LEGAL = "ABCXYZabcxyz0189-/_=";

/** Every call that takes the name of a bucket. */
function callsWithBucket(kv: KvManager, name: string): Calls {
  return {
    create: () => kv.create(name),
    open: () => kv.open(name),
    update: () => kv.update(name, {}),
    createOrUpdate: () => kv.createOrUpdate(name),
    delete: () => kv.delete(name),
  };
}

/** Every call that takes a key. */
function callsWithKey(bucket: KvBucket, key: string): Calls {
  return {
    put: () => bucket.put(key, "v"),
    create: () => bucket.create(key, "v"),
    update: () => bucket.update(key, "v", 1),
    modify: () => bucket.modify(key, () => "v"),
    delete: () => bucket.delete(key),
    purge: () => bucket.purge(key),
    get: () => bucket.get(key),
    getMany: () => bucket.getMany(["fine", key]),
  };
}

/** R1: names of buckets and keys, and how names are compared. */
export const names: readonly RuleCase[] = [
  {
    rule: "R1.1",
    title: "a bucket name has letters, digits, _ and -, from one byte to 252",
    async run(world) {
      const { kv } = world;
      const long = world.newName().padEnd(252, "x");
      for (const name of ["-", "_", `${world.newName()}_AZaz09`, long]) {
        const bucket = await kv.create(name, { storage: "memory" });
        equal(bucket.name, name);
        await bucket.put("k", "v");
        const entry = await (await kv.open(name)).get("k", { consistency: "leader" });
        equal(entry?.bucket, name);
        equal((await bucket.status()).bucket, name);
        equal(await kv.delete(name), true);
      }
    },
  },
  {
    rule: "R1.1",
    title: "another bucket name is INVALID_BUCKET, with the character and its position",
    async run({ kv }) {
      for (const [name, words] of BAD_BUCKETS) {
        const calls = callsWithBucket(kv, wrong(name));
        deepEqual(await astray(calls, "INVALID_BUCKET", words), [], JSON.stringify(name));
      }
      const made = await kv.names().toArray();
      deepEqual(
        BAD_BUCKETS.filter(([name]) => made.includes(wrong(name))),
        [],
      );
    },
  },
  {
    rule: "R1.2",
    title: "a key has tokens of letters, digits and - / _ =, joined by dots",
    async run({ bucket }) {
      const keys = ["a", "a.b.c", LEGAL, "=", "/", "-.-", "_kv.x", `a.${LEGAL}`, "0"];
      for (const key of keys) await bucket.put(key, key);
      for (const key of keys) equal(await textOf(bucket, key), key);
      deepEqual(await bucket.keys().toArray(), keys);
    },
  },
  {
    rule: "R1.2",
    title: "a key has up to 3,000 bytes, in one token or in 1,500",
    async run({ bucket }) {
      const keys = ["a".repeat(3_000), `${"a.".repeat(1_499)}aa`];
      for (const key of keys) {
        await bucket.put(key, "v");
        equal(await textOf(bucket, key), "v");
        deepEqual(await bucket.keys(key).toArray(), [key]);
        await bucket.delete(key);
        equal(await bucket.get(key, { consistency: "leader" }), null);
      }
    },
  },
  {
    rule: "R1.2",
    title: "another key is INVALID_KEY, with the character and its position, and nothing changes",
    async run({ bucket }) {
      const before = await stateOf(bucket);
      for (const [key, words] of BAD_KEYS) {
        const calls = callsWithKey(bucket, wrong(key));
        deepEqual(await astray(calls, "INVALID_KEY", words), [], JSON.stringify(key));
      }
      deepEqual(await stateOf(bucket), before);
    },
  },
  {
    rule: "R1.4",
    title: "names of Object's own members are keys like others",
    async run({ bucket }) {
      const keys = ["__proto__", "constructor", "toString", "hasOwnProperty", "a.__proto__.b"];
      for (const key of keys) equal(await textOf(bucket, key), null);
      for (const key of keys) await bucket.create(key, key);
      deepEqual(await bucket.keys().toArray(), keys);
      deepEqual([...(await bucket.getMany(keys)).keys()], keys);
      for (const key of keys)
        deepEqual(await stored(bucket, key), [`${keys.indexOf(key) + 1} PUT ${key}`]);
      deepEqual(await bucket.keys("*.__proto__.*").toArray(), ["a.__proto__.b"]);
      equal(await bucket.get("valueOf"), null);
    },
  },
  {
    rule: "R1.4",
    title: "names of Object's own members are buckets like others",
    async run({ kv }) {
      for (const name of ["__proto__", "constructor"]) {
        equal(await kv.delete(name), false);
        const bucket = await kv.create(name, { storage: "memory" });
        equal(await bucket.put("k", name), 1);
        equal(await textOf(bucket, "k"), name);
        equal(await kv.delete(name), true);
      }
    },
  },
  {
    rule: "R1.4",
    title: "keys that differ in a single byte are different, upper and lower case too",
    async run({ bucket }) {
      const keys = ["Key", "key", "KEY", "key.a", "key/a", "key=a", "key_a", "key-a", "keya", "ke"];
      for (const key of keys) equal(await bucket.create(key, key), keys.indexOf(key) + 1);
      for (const key of keys) {
        equal(await textOf(bucket, key), key);
        deepEqual(await bucket.keys(key).toArray(), [key]);
      }
      equal(await bucket.get("kEy"), null);
      await bucket.purge("key");
      deepEqual(
        await bucket.keys().toArray(),
        keys.filter((key) => key !== "key"),
      );
    },
  },
  {
    rule: "R1.4",
    title: "bucket names that differ in case are different buckets",
    async run({ kv, bucket }) {
      const other = await kv.create(bucket.name.toUpperCase(), { storage: "memory" });
      await bucket.put("k", "lower");
      equal(await textOf(other, "k"), null);
      equal(await kv.delete(other.name), true);
      equal(await textOf(bucket, "k"), "lower");
    },
  },
];
