import { deepEqual, equal, ok } from "node:assert/strict";
import { failsWith, failure, rejection } from "../expecting.ts";
import { fill } from "../fill.ts";
import type { RuleCase } from "../rule-case.ts";
import { whileWriting } from "../while-writing.ts";

/** More than waits for a reader. */
const MANY = 2_000;

/** R8 and R9: when listings are read, and what cuts them. */
export const finiteReads: readonly RuleCase[] = [
  {
    rule: "R8.1",
    title: "keys reads nothing before the first pull, and anew at each iteration",
    async run({ bucket }) {
      const keys = bucket.keys();
      await bucket.put("a", "v");
      deepEqual(await keys.toArray(), ["a"]);
      await bucket.put("b", "v");
      const seen: string[] = [];
      for await (const key of keys) seen.push(key);
      deepEqual(seen, ["a", "b"]);
      await bucket.delete("a");
      deepEqual(await Promise.all([keys.toArray(), keys.toArray()]), [["b"], ["b"]]);
    },
  },
  {
    rule: "R9.1",
    title: "history reads nothing before the first pull, and anew at each iteration",
    config: { history: 2 },
    async run({ bucket }) {
      const history = bucket.history(">");
      const malformed = bucket.history("a..b");
      await bucket.put("k", "v");
      equal((await history.toArray()).length, 1);
      await bucket.put("k", "w");
      equal((await history.toArray()).length, 2);
      await failsWith(malformed.toArray(), "INVALID_FILTER");
    },
  },
  {
    rule: "R8.1",
    title: "keys may be left, and taken up anew",
    async run({ bucket }) {
      const all = await fill(bucket, 1_000);
      const keys = bucket.keys();
      const first: string[] = [];
      for (let round = 0; round < 2; round += 1)
        for await (const key of keys) {
          first.push(key);
          break;
        }
      equal(first.length, 2);
      ok(first.every((key) => all.includes(key)));
      deepEqual((await keys.toArray()).toSorted(), all.toSorted());
    },
  },
  {
    rule: "R8.1",
    title: "all keys that are there come, read slowly or at once, while others write",
    config: { history: 2 },
    async run(world) {
      const { bucket } = world;
      const writer = await (await world.anotherManager()).open(bucket.name);
      const keys = await fill(bucket, MANY);
      const write = (at: number): Promise<number> => writer.put(`late${at % 50}`, "v");
      const [slow, fast] = await whileWriting(write, async () => {
        const seen: string[] = [];
        for await (const key of bucket.keys()) {
          seen.push(key);
          if (seen.length % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
        }
        return [seen, await bucket.keys().toArray()] as const;
      });
      for (const seen of [slow, fast]) {
        equal(new Set(seen).size, seen.length, "each once");
        deepEqual(seen.filter((key) => key.startsWith("k")).toSorted(), keys.toSorted());
      }
    },
  },
  {
    rule: "R9.1",
    title: "all entries that are there come in their order while others write",
    config: { history: 2 },
    async run(world) {
      const { bucket } = world;
      const writer = await (await world.anotherManager()).open(bucket.name);
      const keys = await fill(bucket, MANY, 100);
      const write = (at: number): Promise<number> => writer.put(`late${at % 50}`, "v");
      const entries = await whileWriting(write, () => bucket.history("*").toArray());
      const revisions = entries.map(({ revision }) => revision);
      deepEqual(
        revisions,
        [...new Set(revisions)].toSorted((a, b) => a - b),
      );
      const there = entries.map(({ key }) => key).filter((key) => key.startsWith("k"));
      deepEqual(there.toSorted(), keys.toSorted());
    },
  },
  {
    rule: "R17.3",
    title:
      "toArray() under way, too, rejects with what cuts it, and the iterator of a cut read is done",
    async run({ kv, bucket }) {
      await fill(bucket, MANY);
      const aborting = new AbortController();
      const { signal } = aborting;
      const reason = { why: "enough" };
      const aborted = rejection(bucket.keys(">", { signal }).toArray());
      aborting.abort(reason);
      equal(await aborted, reason);
      const entries = bucket.history(">")[Symbol.asyncIterator]();
      await entries.next();
      const closed = failure(bucket.history(">").toArray());
      await kv.close();
      equal((await closed).code, "CLOSED");
      await failsWith(entries.next(), "CLOSED");
      deepEqual(await entries.next(), { done: true, value: undefined });
    },
  },
];
