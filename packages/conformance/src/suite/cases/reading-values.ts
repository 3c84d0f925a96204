import { deepEqual, equal, notEqual, ok, throws } from "node:assert/strict";
import { json, number, text, type Codec, type KvPut } from "@revkv/core";
import { includes, take, textOf } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";

const ABC: Uint8Array = new TextEncoder().encode("abc");

/** What every entry has. */
const FIELDS = ["bucket", "key", "operation", "revision", "created", "delta", "length", "isUpdate"];

/** Changes what it is given. */
const SPOILING: Codec<string> = {
  name: "spoiling",
  encode: (value) => new TextEncoder().encode(value),
  decode: (bytes) => new TextDecoder().decode(bytes.fill(65)),
};

/** The value, or `broken` where it does not decode. */
function read(entry: KvPut<number>): number | "broken" {
  try {
    return entry.value;
  } catch {
    return "broken";
  }
}

/** R3.5 and R7.1: the values that readers are given. */
export const readingValues: readonly RuleCase[] = [
  {
    rule: "R7.1",
    title:
      "a value that does not decode throws INVALID_VALUE at .value, each time, and nowhere else",
    async run({ kv, bucket }) {
      await bucket.put("k", new Uint8Array([0xff, 65]));
      const entry = await (await kv.open(bucket.name, { codec: text })).get("k");
      if (entry === null) throw new Error("it is there");
      const invalid = { code: "INVALID_VALUE", key: "k", revision: 1 };
      for (let time = 0; time < 3; time += 1) throws(() => entry.value, invalid);
      includes(entry, { key: "k", revision: 1, length: 2, operation: "PUT" });
      deepEqual(entry.bytes(), new Uint8Array([0xff, 65]));
      equal(entry.text(), "\ufffdA");
      throws(() => entry.json(), invalid);
    },
  },
  {
    rule: "R7.1",
    title: "a value that does not decode ends no listing and no watch",
    config: { history: 5 },
    async run({ kv, bucket }) {
      const numbers = await kv.open(bucket.name, { codec: number });
      await numbers.put("a", 1);
      await bucket.put("k", "foreign");
      await numbers.put("z", 3);
      deepEqual(await numbers.keys().toArray(), ["a", "k", "z"]);
      const history = await numbers.history(">").toArray();
      deepEqual(
        history.map((entry) => entry.operation === "PUT" && read(entry)),
        [1, "broken", 3],
      );
      const watcher = await numbers.watch(">", { ignoreDeletes: true });
      deepEqual((await watcher.snapshot()).map(read), [1, "broken", 3]);
      await bucket.put("k", "again");
      await numbers.put("k", 5);
      const live = await take(watcher[Symbol.asyncIterator](), 2);
      deepEqual(live.map(read), ["broken", 5]);
      deepEqual([...(await numbers.getMany(["a", "k"])).values()].map(read), [1, 5]);
    },
  },
  {
    rule: "R7.1",
    title: "entries are read-only",
    config: { history: 2 },
    async run({ bucket }) {
      await bucket.put("k", "v");
      await bucket.delete("k");
      const entries = await bucket.history("k").toArray();
      const heads = await bucket.history("k", { metaOnly: true }).toArray();
      equal(entries.length + heads.length, 4);
      for (const entry of [...entries, ...heads])
        for (const name of [...FIELDS, "extra"])
          throws(() => Object.assign(entry, { [name]: 9 }), TypeError, name);
    },
  },
  {
    rule: "R7.1",
    title: "a date that a reader turns changes no other reading",
    async run({ bucket }) {
      await bucket.put("k", "v");
      const entry = await bucket.get("k");
      const createdMs = entry?.created.getTime();
      entry?.created.setTime(5);
      equal((await bucket.get("k"))?.created.getTime(), createdMs);
    },
  },
  {
    rule: "R3.5",
    title: "bytes are plain arrays over a buffer of their own",
    async run({ bucket }) {
      await bucket.put("k", "abc");
      await bucket.put("l", "abc");
      const watcher = await bucket.watch("k");
      const entries = [
        await bucket.get("k"),
        ...(await bucket.getMany(["k", "l"])).values(),
        ...(await bucket.history(">").toArray()),
        ...(await watcher.snapshot()),
      ];
      equal(entries.length, 6);
      for (const entry of entries) {
        if (entry?.operation !== "PUT") throw new Error("it is a value");
        for (const bytes of [entry.value, entry.bytes()]) {
          equal(bytes.constructor, Uint8Array);
          equal(bytes.byteOffset, 0);
          equal(bytes.buffer.byteLength, 3);
        }
      }
    },
  },
  {
    rule: "R3.5",
    title: "every read gives a copy of its own",
    async run({ bucket }) {
      await bucket.put("k", "abc");
      await bucket.put("beside", "abc");
      const many = await bucket.getMany(["k", "beside"]);
      const [listed, next] = await bucket.history(">").toArray();
      const watcher = await bucket.watch("k");
      const reads = [
        await bucket.get("k"),
        await bucket.get("k", { revision: 1 }),
        many.get("k"),
        listed,
        (await watcher.snapshot())[0],
      ];
      for (const entry of reads) {
        if (entry?.operation !== "PUT") throw new Error("it is a value");
        entry.value.fill(0);
        entry.bytes().fill(0);
        equal(await textOf(bucket, "k"), "abc");
        equal((await bucket.get("k", { revision: 1 }))?.text(), "abc");
        equal(entry.text(), "abc");
      }
      equal(many.get("beside")?.text(), "abc");
      ok(next?.operation === "PUT" && next.text() === "abc");
    },
  },
  {
    rule: "R3.5",
    title: "what one watcher does to an entry, no other sees",
    async run({ bucket }) {
      const watchers = [await bucket.watch(), await bucket.watch()];
      await bucket.put("k", "abc");
      const [one, other] = await Promise.all(
        watchers.map((watcher) => take(watcher[Symbol.asyncIterator](), 1)),
      );
      one?.[0]?.value?.fill(0);
      deepEqual(other?.[0]?.value, ABC);
      equal(await textOf(bucket, "k"), "abc");
    },
  },
  {
    rule: "R3.5",
    title: "bytes() is a new copy at each call, value stays the same",
    async run({ bucket }) {
      await bucket.put("k", "abc");
      const entry = await bucket.get("k");
      if (entry === null) throw new Error("it is there");
      notEqual(entry.bytes(), entry.bytes());
      equal(entry.value, entry.value);
      entry.value.fill(0);
      deepEqual(entry.bytes(), ABC);
    },
  },
  {
    rule: "R3.5",
    title: "a decoded object belongs to its entry alone",
    async run({ kv, bucket }) {
      const users = await kv.open(bucket.name, { codec: json<{ name: string }>() });
      const ada = { name: "Ada" };
      await users.put("k", ada);
      ada.name = "x";
      const entry = await users.get("k");
      if (entry) entry.value.name = "y";
      deepEqual((await users.get("k"))?.value, { name: "Ada" });
    },
  },
  {
    rule: "R3.5",
    title: "a codec that spoils the bytes it decodes spoils nothing else",
    async run({ kv, bucket }) {
      const spoiled = await kv.open(bucket.name, { codec: SPOILING });
      await spoiled.put("k", "abc");
      const entry = await spoiled.get("k");
      equal(entry?.value, "AAA");
      equal(entry?.text(), "abc");
      equal(await textOf(bucket, "k"), "abc");
    },
  },
];
