import { deepEqual, equal } from "node:assert/strict";
import { json, text, type KvBucket, type KvPut } from "@revkv/core";
import { astray, failsWith, includes, stateOf, textOf, wrong, type Calls } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";

const EVERY_BYTE: Uint8Array = Uint8Array.from({ length: 256 }, (_, at) => at);
const TEXTS: readonly string[] = [
  "",
  "grün\u0000\r\n",
  "ä€\u{1F600}",
  "\uFEFFbom",
  "NATS/1.0\r\n\r\n",
];

/** What has no UTF-8. */
const LONE_SURROGATES: readonly string[] = [
  "\ud800",
  "\udc00",
  "a\ud83d",
  "\ude00\ud83d",
  "ok\ud800ok",
];

/** What is neither bytes nor a string. */
const NO_VALUES: readonly unknown[] = [
  undefined,
  null,
  5,
  true,
  {},
  [1, 2],
  new ArrayBuffer(2),
  new Uint16Array(1),
];

/** Every call that takes a value. */
function callsWithValue(bucket: KvBucket, value: string): Calls {
  return {
    put: () => bucket.put("k", value),
    create: () => bucket.create("k", value),
    update: () => bucket.update("k", value, 1),
    modify: () => bucket.modify("k", () => value),
  };
}

/** The entry of a key in each way to read it. */
async function readings(bucket: KvBucket, key: string): Promise<(KvPut | null | undefined)[]> {
  const watcher = await bucket.watch(key);
  const told = [...(await watcher.snapshot()), ...(await bucket.history(key).toArray())];
  await watcher.stop();
  return [
    await bucket.get(key, { consistency: "leader" }),
    await bucket.get(key, { consistency: "direct" }),
    (await bucket.getMany([key])).get(key),
    ...told.map((entry) => (entry.operation === "PUT" ? entry : null)),
  ];
}

/** R3: what a value may be. */
export const values: readonly RuleCase[] = [
  {
    rule: "R3.1",
    title: "an empty value is a value",
    async run({ bucket }) {
      await bucket.put("text", "");
      await bucket.put("bytes", new Uint8Array());
      for (const key of ["text", "bytes"]) {
        for (const entry of await readings(bucket, key)) {
          includes(entry, { operation: "PUT", length: 0, value: new Uint8Array() });
        }
        await failsWith(bucket.create(key, "v"), "KEY_EXISTS");
      }
      deepEqual(await bucket.keys().toArray(), ["text", "bytes"]);
      let seen: unknown;
      await bucket.modify("text", (value) => {
        seen = value;
        return "";
      });
      deepEqual(seen, new Uint8Array());
    },
  },
  {
    rule: "R3.1",
    title: "any bytes come back as they were",
    async run({ bucket }) {
      for (const value of [EVERY_BYTE, EVERY_BYTE.slice(10, 20), new Uint8Array(70_000).fill(7)]) {
        await bucket.put("k", value);
        const read = await readings(bucket, "k");
        equal(read.length, 5);
        for (const entry of read) includes(entry, { length: value.length, value });
      }
    },
  },
  {
    rule: "R3.1",
    title: "a string is stored as its UTF-8 and comes back as it was",
    async run({ bucket }) {
      for (const value of TEXTS) {
        await bucket.put("k", value);
        const entry = await bucket.get("k", { consistency: "leader" });
        const utf8 = new TextEncoder().encode(value);
        includes(entry, { length: utf8.length, value: utf8 });
        equal(entry?.text(), value);
      }
    },
  },
  {
    rule: "R3.1",
    title: "a lone surrogate is INVALID_VALUE, and nothing is stored",
    async run({ kv, bucket }) {
      const texts = await kv.open(bucket.name, { codec: text });
      const before = await stateOf(bucket);
      for (const value of LONE_SURROGATES) {
        for (const call of Object.values(callsWithValue(bucket, value))) {
          await failsWith(call(), "INVALID_VALUE", { key: "k", revision: undefined });
        }
        await failsWith(texts.put("k", value), "INVALID_VALUE", { key: "k", revision: undefined });
      }
      deepEqual(await stateOf(bucket), before);
    },
  },
  {
    rule: "R3.1",
    title: "what is neither bytes nor a string is INVALID_VALUE without a codec",
    async run({ bucket }) {
      const before = await stateOf(bucket);
      for (const value of NO_VALUES) {
        const calls = callsWithValue(bucket, wrong(value));
        deepEqual(await astray(calls, "INVALID_VALUE"), [], String(value));
      }
      deepEqual(await stateOf(bucket), before);
    },
  },
  {
    rule: "R3.1",
    title: "with a codec only its input is accepted, and nothing is stored of anything else",
    async run({ kv, bucket }) {
      const texts = await kv.open(bucket.name, { codec: text });
      const people = await kv.open(bucket.name, { codec: json<{ age: number }>() });
      await failsWith(texts.put("k", wrong(new Uint8Array([1]))), "INVALID_VALUE");
      await failsWith(people.put("k", wrong(undefined)), "INVALID_VALUE");
      equal(await people.put("k", { age: 36 }), 1);
      deepEqual((await people.get("k"))?.value, { age: 36 });
      equal(await textOf(bucket, "k"), '{"age":36}');
    },
  },
];
