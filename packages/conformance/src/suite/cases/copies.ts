import { Buffer } from "node:buffer";
import { deepEqual, equal } from "node:assert/strict";
import type { Codec, KvBucket } from "@revkv/core";
import { includes, textOf } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";

/** Writes of the same bytes by all kinds of writes, each to a key of its own. */
function writesOf(bucket: KvBucket, bytes: Uint8Array): readonly Promise<number>[] {
  return [
    bucket.put("put", bytes),
    bucket.create("create", bytes),
    bucket.create("over", bytes),
    bucket.update("update", bytes, 2),
    bucket.put("at", bytes, { expected: 0 }),
    bucket.put("absent", bytes, { expected: "absent" }),
  ];
}

const WRITTEN = ["put", "create", "over", "update", "at", "absent"];

/** What {@link writesOf} builds on: a marker and a value. */
async function prepare(bucket: KvBucket): Promise<void> {
  await bucket.delete("over");
  await bucket.put("update", "v");
}

async function demandText(bucket: KvBucket, keys: readonly string[], text: string): Promise<void> {
  for (const key of keys) equal(await textOf(bucket, key), text, key);
}

/** R3: bytes are copied in. How they come out is a matter of reading: `readingValues`. */
export const copies: readonly RuleCase[] = [
  {
    rule: "R3.5",
    title: "bytes are copied before the call returns",
    async run({ bucket }) {
      await prepare(bucket);
      const bytes = new TextEncoder().encode("before");
      const writing = writesOf(bucket, bytes);
      bytes.fill(120);
      await Promise.all(writing);
      await demandText(bucket, WRITTEN, "before");
    },
  },
  {
    rule: "R3.5",
    title: "what a writer does to its bytes after the write reaches nothing that is stored",
    async run({ bucket }) {
      await prepare(bucket);
      const bytes = new TextEncoder().encode("before");
      await Promise.all(writesOf(bucket, bytes));
      await bucket.modify("modify", () => bytes);
      bytes.fill(120);
      await demandText(bucket, [...WRITTEN, "modify"], "before");
    },
  },
  {
    rule: "R3.5",
    title: "bytes are those of a view, not of the buffer below it",
    async run({ bucket }) {
      const all = new Uint8Array([1, 2, 3, 4, 5]);
      await bucket.put("view", all.subarray(1, 3));
      await bucket.put("buffer", Buffer.from([7, 8]));
      await bucket.put("empty", all.subarray(2, 2));
      const view = (await bucket.get("view"))?.value;
      deepEqual(view, new Uint8Array([2, 3]));
      equal(view?.buffer.byteLength, 2);
      deepEqual((await bucket.get("buffer"))?.value, new Uint8Array([7, 8]));
      includes(await bucket.get("empty"), { length: 0, value: new Uint8Array() });
    },
  },
  {
    rule: "R3.5",
    title: "bytes of a codec that uses one buffer for all values are copied too",
    async run({ kv, bucket }) {
      const scratch = new Uint8Array(1);
      const reusing: Codec<number> = {
        name: "reusing",
        encode: (value) => scratch.fill(value),
        decode: (bytes) => bytes[0] ?? 0,
      };
      const numbers = await kv.open(bucket.name, { codec: reusing });
      await Promise.all([numbers.put("a", 1), numbers.put("b", 2)]);
      equal((await numbers.get("a"))?.value, 1);
      equal((await numbers.get("b"))?.value, 2);
    },
  },
];
