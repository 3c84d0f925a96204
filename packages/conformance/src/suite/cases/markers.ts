import { deepEqual, equal } from "node:assert/strict";
import { brief, includes, stored, take } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";

/** R5: what delete and purge leave. */
export const markers: readonly RuleCase[] = [
  {
    rule: "R5.1",
    title: "a delete adds a DEL marker, and what is below stays readable by revision",
    config: { history: 3 },
    async run({ bucket }) {
      for (const value of ["1", "2", "3"]) await bucket.put("k", value);
      await bucket.delete("k");
      deepEqual(await stored(bucket), ["2 PUT k", "3 PUT k", "4 DEL k"]);
      equal((await bucket.get("k", { revision: 2 }))?.text(), "2");
      equal((await bucket.get("k", { revision: 3 }))?.text(), "3");
      equal(await bucket.get("k", { revision: 1 }), null);
      const marker = await bucket.get("k", { includeDeleted: true });
      includes(marker, { operation: "DEL", revision: 4, length: 0, reason: undefined });
      equal(await bucket.get("k"), null);
      deepEqual(await bucket.keys().toArray(), []);
    },
  },
  {
    rule: "R5.1",
    title: "with a history of 1 a delete leaves its marker alone",
    async run({ bucket }) {
      await bucket.put("k", "v");
      await bucket.delete("k");
      deepEqual(await stored(bucket), ["2 DEL k"]);
      equal(await bucket.get("k", { revision: 1 }), null);
    },
  },
  {
    rule: "R5.2",
    title: "a purge adds a PURGE marker and removes every other entry of its key, markers too",
    config: { history: 5 },
    async run({ bucket }) {
      await bucket.put("k", "1");
      await bucket.delete("k");
      await bucket.put("k", "3");
      await bucket.purge("k");
      deepEqual(await stored(bucket), ["4 PURGE k"]);
      for (const revision of [1, 2, 3]) {
        equal(await bucket.get("k", { revision, includeDeleted: true }), null);
      }
      const marker = await bucket.get("k", { includeDeleted: true });
      includes(marker, { operation: "PURGE", revision: 4, length: 0, reason: undefined });
      equal(await bucket.get("k"), null);
      equal((await bucket.status()).values, 1);
      await bucket.put("k", "5");
      deepEqual(await stored(bucket), ["4 PURGE k", "5 PUT k"]);
    },
  },
  {
    rule: "R5.2",
    title: "delete and purge leave other keys alone, those below theirs as well",
    config: { history: 2 },
    async run({ bucket }) {
      for (const key of ["a", "a.b", "a.b.c", "ab"]) {
        await bucket.put(key, "1");
        await bucket.put(key, "2");
      }
      await bucket.purge("a");
      await bucket.delete("a.b");
      const untouched = ["5 PUT a.b.c", "6 PUT a.b.c", "7 PUT ab", "8 PUT ab"];
      deepEqual(await stored(bucket), ["4 PUT a.b", ...untouched, "9 PURGE a", "10 DEL a.b"]);
      deepEqual(await bucket.keys().toArray(), ["a.b.c", "ab"]);
    },
  },
  {
    rule: "R5.3",
    title: "both work on missing and on deleted keys and add a marker each time",
    config: { history: 10 },
    async run({ bucket }) {
      equal(await bucket.delete("k"), 1);
      equal(await bucket.delete("k"), 2);
      deepEqual(await stored(bucket), ["1 DEL k", "2 DEL k"]);
      equal(await bucket.purge("k"), 3);
      equal(await bucket.purge("k"), 4);
      equal(await bucket.delete("k"), 5);
      equal(await bucket.purge("new"), 6);
      deepEqual(await stored(bucket), ["4 PURGE k", "5 DEL k", "6 PURGE new"]);
    },
  },
  {
    rule: "R5.3",
    title: "a watch is told each marker, of missing and of deleted keys too",
    config: { history: 10 },
    async run({ bucket }) {
      const watcher = await bucket.watch();
      const told = watcher[Symbol.asyncIterator]();
      const purge = (key: string): Promise<number> => bucket.purge(key);
      const remove = (key: string): Promise<number> => bucket.delete(key);
      for (const [write, event] of [
        [remove, "1 DEL k"],
        [remove, "2 DEL k"],
        [purge, "3 PURGE k"],
        [purge, "4 PURGE k"],
        [remove, "5 DEL k"],
      ] as const) {
        await write("k");
        // Over a wire a purge may take away what has not been delivered yet.
        deepEqual((await take(told, 1)).map(brief), [event]);
      }
      await watcher.stop();
    },
  },
  {
    rule: "R5.4",
    title: "delete and purge resolve to the marker's revision",
    config: { history: 5 },
    async run({ bucket }) {
      await bucket.put("k", "v");
      await bucket.put("other", "v");
      const deleted = await bucket.delete("k");
      includes(await bucket.get("k", { includeDeleted: true }), { revision: deleted });
      await bucket.put("other", "v");
      const purged = await bucket.purge("k");
      includes(await bucket.get("k", { includeDeleted: true }), { revision: purged });
      const again = await bucket.delete("k", { expected: purged });
      includes(await bucket.get("k", { includeDeleted: true }), { revision: again });
      deepEqual([deleted, purged, again], [3, 5, 6]);
    },
  },
];
