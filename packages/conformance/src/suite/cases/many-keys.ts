import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { failsWith, includes, wrong } from "../expecting.ts";
import { fill, numbered } from "../fill.ts";
import type { RuleCase } from "../rule-case.ts";
import { whileWriting } from "../while-writing.ts";

/** R7.5: getMany. */
export const manyKeys: readonly RuleCase[] = [
  {
    rule: "R7.5",
    title:
      "getMany gives values in the order asked, duplicates once, missing and deleted ones left out",
    config: { history: 3 },
    async run({ bucket }) {
      for (const key of ["a", "b", "c", "d", "a.b"]) await bucket.put(key, key);
      await bucket.delete("b");
      await bucket.purge("d");
      await bucket.put("c", "newer");
      const found = await bucket.getMany(["c", "missing", "a.b", "b", "a", "c", "d", "a"]);
      deepEqual([...found.keys()], ["c", "a.b", "a"]);
      deepEqual(
        [...found.values()].map((entry) => entry.text()),
        ["newer", "a.b", "a"],
      );
      const backwards = await bucket.getMany(["a", "a.b", "c"]);
      deepEqual([...backwards.keys()], ["a", "a.b", "c"]);
    },
  },
  {
    rule: "R7.5",
    title: "getMany takes a set, and nothing",
    async run({ bucket }) {
      await bucket.put("a", "v");
      await bucket.put("c", "v");
      deepEqual([...(await bucket.getMany(new Set(["x", "c", "a"]))).keys()], ["c", "a"]);
      equal((await bucket.getMany([])).size, 0);
      equal((await bucket.getMany(new Set())).size, 0);
      equal((await bucket.getMany(["missing", "x"])).size, 0);
    },
  },
  {
    rule: "R7.5",
    title: "getMany gives whole entries, as get does",
    async run({ bucket }) {
      await bucket.put("other", "v");
      await bucket.put("k", "value");
      await bucket.put("empty", "");
      const found = await bucket.getMany(["empty", "k"]);
      for (const key of ["k", "empty"]) {
        const { created, revision, length, value } = (await bucket.get(key)) ?? {};
        const same = { created, revision, length, value };
        includes(found.get(key), { ...same, bucket: bucket.name, key, operation: "PUT" });
        includes(found.get(key), { delta: 0, isUpdate: false });
      }
    },
  },
  {
    rule: "R7.5",
    title: "a wrong key or option rejects the whole getMany",
    async run({ bucket }) {
      await bucket.put("a", "v");
      for (const key of ["", "a b", "a..b", "*", ">", 5, undefined])
        await failsWith(bucket.getMany(["a", wrong(key)]), "INVALID_KEY");
      for (const keys of ["a", undefined, null, new Map([["a", 1]]), { 0: "a", length: 1 }])
        await failsWith(bucket.getMany(wrong(keys)), "INVALID_ARGUMENT");
      const options = wrong<{ readonly signal?: AbortSignal }>({ consistency: "leader" });
      await failsWith(bucket.getMany(["a"], options), "INVALID_ARGUMENT");
    },
  },
  {
    rule: "R7.5",
    title: "keys of another bucket, and those below the asked ones, are no answer of getMany",
    async run(world) {
      const { bucket } = world;
      const other = await world.create();
      await other.put("k", "of the other");
      await bucket.put("k.below", "v");
      await bucket.put("kk", "v");
      equal((await bucket.getMany(["k"])).size, 0);
      deepEqual([...(await bucket.getMany(["k", "k.below"])).keys()], ["k.below"]);
    },
  },
  {
    rule: "R7.5",
    title: "a map from getMany is the reader's own",
    async run({ bucket }) {
      await bucket.put("k", "v");
      (await bucket.getMany(["k"])).clear();
      equal((await bucket.getMany(["k"])).size, 1);
    },
  },
  {
    rule: "R7.5",
    title: "each value of getMany is of some moment during the call, while others write",
    async run(world) {
      const { bucket } = world;
      const writer = await (await world.anotherManager()).open(bucket.name);
      const keys = await fill(bucket, 20);
      const last = new Map<string, number>();
      const write = async (at: number): Promise<void> => {
        const key = `k${at % keys.length}`;
        last.set(key, await writer.put(key, "v"));
      };
      await whileWriting(write, async () => {
        for (let round = 0; round < 100; round += 1) {
          const before = new Map(last);
          const found = await bucket.getMany(keys);
          deepEqual([...found.keys()], keys);
          for (const [key, { revision }] of found)
            ok(revision >= (before.get(key) ?? 1), `${key} has been at ${before.get(key)}`);
        }
      });
    },
  },
];

/** An order in which nobody writes: reads that follow a writer key by key might show no more than a moment does. */
function everyOtherFirst(keys: readonly string[]): string[] {
  const [even, odd] = [0, 1].map((rest) => keys.filter((_, at) => at % 2 === rest));
  return [...(even ?? []), ...(odd ?? [])];
}

/** R19: many keys, read as of one moment. */
export const oneMoment: readonly RuleCase[] = [
  {
    rule: "R19.1",
    title: "up to 1,024 keys are of one moment while others write",
    needs: ["snapshotRead"],
    async run(world) {
      const { bucket } = world;
      const writer = await (await world.anotherManager()).open(bucket.name);
      const keys = numbered(1_024);
      await Promise.all(keys.map((key) => bucket.put(key, "0")));
      // Round after round, key after key: at any moment some keys are in this round, and the others, all behind, in the one before.
      const write = (at: number): Promise<number> =>
        writer.put(`k${at % keys.length}`, `${Math.floor(at / keys.length) + 1}`);
      const asked = everyOtherFirst(keys);
      const moments = await whileWriting(write, async () => {
        const reads: string[][] = [];
        while (reads.length < 40) {
          const found = await bucket.getMany(asked);
          reads.push(keys.map((key) => found.get(key)?.text() ?? "missing"));
        }
        return reads;
      });
      for (const rounds of moments) {
        const [first = ""] = rounds;
        const behind = rounds.filter((round) => round !== first);
        deepEqual([...new Set(behind)], behind.length === 0 ? [] : [`${Number(first) - 1}`]);
        deepEqual(rounds.slice(keys.length - behind.length), behind);
      }
      notEqual(new Set(moments.map((rounds) => rounds.join())).size, 1, "nobody wrote");
    },
  },
  {
    rule: "R19.1",
    title: "a value that goes from key to key is found at every moment",
    needs: ["snapshotRead"],
    async run(world) {
      const { bucket } = world;
      const writer = await (await world.anotherManager()).open(bucket.name);
      const keys = numbered(8);
      const asked = everyOtherFirst(keys);
      await bucket.put("k0", "v");
      const write = async (at: number): Promise<void> => {
        await writer.put(`k${(at + 1) % keys.length}`, "v");
        await writer.delete(`k${at % keys.length}`);
      };
      const sizes = await whileWriting(write, async () => {
        const seen: number[] = [];
        while (seen.length < 200) seen.push((await bucket.getMany(asked)).size);
        return seen;
      });
      deepEqual(
        sizes.filter((size) => size !== 1 && size !== 2),
        [],
      );
    },
  },
  {
    rule: "R19.1",
    title: "more keys than are read at once all come, in the order asked",
    async run({ bucket }) {
      const keys = await fill(bucket, 2_500);
      await bucket.delete("k7");
      const asked = keys.toReversed();
      const found = await bucket.getMany(asked);
      deepEqual(
        [...found.keys()],
        asked.filter((key) => key !== "k7"),
      );
      // One more than a server takes.
      equal((await bucket.getMany(asked.slice(0, 1_025))).size, 1_025);
    },
  },
  {
    rule: "R19.1",
    title: "long keys, so many that fewer of them are read at once, all come",
    async run({ bucket }) {
      const keys = Array.from({ length: 800 }, (_, at) => `${at}.${"x".repeat(2_900)}`);
      const there = keys.slice(0, 400);
      await Promise.all(there.map((key) => bucket.put(key, "v")));
      deepEqual([...(await bucket.getMany(keys)).keys()], there);
    },
  },
  {
    rule: "R19.1",
    title: "large values come whole, so many that they are answered in pages",
    async run({ bucket }) {
      const keys = numbered(60);
      const values = keys.map((_, at) => new Uint8Array(400_000 + at).fill(at));
      await Promise.all(values.map((value, at) => bucket.put(`k${at}`, value)));
      const found = await bucket.getMany(keys);
      deepEqual([...found.keys()], keys);
      for (const [at, key] of keys.entries()) deepEqual(found.get(key)?.value, values[at]);
    },
  },
  {
    rule: "R19.1",
    title: "no key that lives is missing from a later page, while others write",
    needs: ["snapshotRead"],
    async run(world) {
      const { bucket } = world;
      const writer = await (await world.anotherManager()).open(bucket.name);
      const keys = numbered(40);
      const large = new Uint8Array(500_000);
      await Promise.all(keys.map((key) => bucket.put(key, large)));
      // From the last to the first, and all of them large again from time to time.
      const write = async (at: number): Promise<void> => {
        await writer.put(`k${keys.length - 1 - (at % keys.length)}`, "small");
        if ((at + 1) % keys.length === 0)
          await Promise.all(keys.map((key) => writer.put(key, large)));
      };
      await whileWriting(write, async () => {
        for (let round = 0; round < 5; round += 1)
          deepEqual([...(await bucket.getMany(keys)).keys()], keys);
      });
    },
  },
];
