import { deepEqual, equal, ok } from "node:assert/strict";
import type { KvBucket } from "@revkv/core";
import { eventually, failsWith, includes, stored, textOf, wrong } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";

/** The clock of a server may go before ours or after it. */
const CLOCK_SKEW_MS = 1_000;

/** No revision can be one of these. */
const NO_REVISIONS: readonly unknown[] = [0, -1, 1.5, Number.NaN, Infinity, 2 ** 53, "1", null];

/** R7: single reads. */
export const get: readonly RuleCase[] = [
  {
    rule: "R7.1",
    title: "get gives null for a missing, deleted or purged key",
    config: { history: 3 },
    async run({ bucket }) {
      await bucket.put("deleted", "v");
      await bucket.delete("deleted");
      await bucket.put("purged", "v");
      await bucket.purge("purged");
      await bucket.delete("never");
      for (const key of ["missing", "deleted", "purged", "never"])
        for (const includeDeleted of [undefined, false] as const)
          equal(await bucket.get(key, { includeDeleted }), null);
      await bucket.put("deleted", "back");
      equal(await textOf(bucket, "deleted"), "back");
    },
  },
  {
    rule: "R11.1",
    title: "an expired key is in no read: get, getMany, keys and history",
    waits: true,
    config: { ttlMs: 2_000 },
    async run({ bucket, time }) {
      await bucket.put("k", "v");
      await bucket.delete("deleted");
      await time.passSurely(2_000);
      for (const key of ["k", "deleted"]) {
        equal(await bucket.get(key), null);
        equal(await bucket.get(key, { includeDeleted: true }), null);
      }
      equal(await bucket.get("k", { revision: 1 }), null);
      equal((await bucket.getMany(["k", "deleted"])).size, 0);
      deepEqual(await bucket.keys().toArray(), []);
      deepEqual(await stored(bucket), []);
    },
  },
  {
    rule: "R7.1",
    title: "get gives the whole entry, and delta is 0",
    config: { history: 2 },
    async run({ bucket, time }) {
      await bucket.put("other", "v");
      await time.pass(0);
      const beforeMs = time.nowMs();
      await bucket.put("k", "value");
      const entry = await bucket.get("k");
      includes(entry, {
        bucket: bucket.name,
        key: "k",
        operation: "PUT",
        revision: 2,
        delta: 0,
        length: 5,
        isUpdate: false,
        value: new TextEncoder().encode("value"),
      });
      const createdMs = entry?.created.getTime() ?? 0;
      ok(createdMs >= beforeMs - CLOCK_SKEW_MS, `${createdMs} is before ${beforeMs}`);
      ok(createdMs <= time.nowMs() + CLOCK_SKEW_MS, `${createdMs} is after ${time.nowMs()}`);
    },
  },
  {
    rule: "R7.1",
    title: "an entry was created when it was written, to the ms",
    needs: ["clock"],
    async run({ bucket, time }) {
      await bucket.put("other", "v");
      await time.pass(1_234);
      const writtenMs = time.nowMs();
      await bucket.put("k", "v");
      await time.pass(5_000);
      equal((await bucket.get("k"))?.created.getTime(), writtenMs);
    },
  },
  {
    rule: "R7.1",
    title: "every read tells the same of an entry",
    waits: true,
    async run({ bucket, time }) {
      await bucket.put("k", "value");
      const first = await bucket.get("k");
      await time.pass(1_500);
      const watcher = await bucket.watch("k");
      const others = [
        await bucket.get("k", { consistency: "leader" }),
        await bucket.get("k", { revision: 1 }),
        (await bucket.getMany(["k"])).get("k"),
        ...(await bucket.history("k").toArray()),
        ...(await bucket.history("k", { metaOnly: true }).toArray()),
        ...(await watcher.snapshot()),
      ];
      equal(others.length, 6);
      for (const other of others)
        includes(other, {
          bucket: bucket.name,
          key: "k",
          operation: "PUT",
          revision: 1,
          created: first?.created,
          delta: 0,
          length: 5,
          isUpdate: false,
        });
    },
  },
  {
    rule: "R7.1",
    title: "get of a key sees none that begins with it or is below it",
    async run({ bucket }) {
      for (const key of ["a.b", "ab", "a.b.c", "A", "b.a"]) await bucket.put(key, key);
      equal(await bucket.get("a"), null);
      equal(await bucket.get("b"), null);
      equal(await textOf(bucket, "a.b"), "a.b");
      equal(await textOf(bucket, "ab"), "ab");
    },
  },
  {
    rule: "R7.1",
    title: "includeDeleted gives markers, and null where nothing is stored",
    config: { history: 3 },
    async run({ bucket }) {
      await bucket.put("deleted", "v");
      await bucket.delete("deleted");
      await bucket.put("purged", "v");
      await bucket.purge("purged");
      await bucket.put("live", "v");
      const read = (key: string): Promise<unknown> => bucket.get(key, { includeDeleted: true });
      equal(await read("missing"), null);
      includes(await read("deleted"), { operation: "DEL", revision: 2, reason: undefined });
      includes(await read("purged"), { operation: "PURGE", revision: 4, reason: undefined });
      includes(await read("live"), { operation: "PUT", revision: 5 });
    },
  },
  {
    rule: "R7.1",
    title: "includeDeleted gives a limit marker with its reason",
    needs: ["limitMarkers"],
    waits: true,
    config: { limitMarkerTtlMs: 60_000 },
    async run({ bucket, time }) {
      await bucket.create("k", "v", { ttlMs: 1_000 });
      await time.passSurely(1_000);
      await eventually(async () => (await bucket.get("k")) === null, "the end of an entry");
      const marker = await bucket.get("k", { includeDeleted: true });
      includes(marker, { operation: "PURGE", revision: 2, reason: "MaxAge", delta: 0, length: 0 });
    },
  },
  {
    rule: "R7.1",
    title: "a marker has no value by construction",
    async run({ bucket }) {
      await bucket.delete("k");
      const marker = await bucket.get("k", { includeDeleted: true });
      ok(marker !== null && !("value" in marker));
      includes(marker, { bucket: bucket.name, key: "k", length: 0, delta: 0, isUpdate: false });
    },
  },
  {
    rule: "R7.1",
    title: "options of get that mean nothing are INVALID_ARGUMENT",
    async run({ bucket }) {
      await bucket.put("k", "v");
      for (const options of [
        { includeDeleted: 1 },
        { consistency: "any" },
        { consistency: null },
        { rev: 1 },
        1,
        null,
      ])
        await failsWith(bucket.get("k", wrong(options)), "INVALID_ARGUMENT");
    },
  },
  {
    rule: "R7.2",
    title: "get of a revision gives what it holds, also below the last",
    config: { history: 3 },
    async run({ bucket }) {
      await bucket.put("k", "1");
      await bucket.put("k", "2");
      deepEqual([await textAt(bucket, 1), await textAt(bucket, 2)], ["1", "2"]);
      await bucket.delete("k");
      deepEqual([await textAt(bucket, 1), await textAt(bucket, 2)], ["1", "2"]);
      includes(await bucket.get("k", { revision: 1 }), { revision: 1, delta: 0, isUpdate: false });
    },
  },
  {
    rule: "R7.2",
    title: "get of a revision of another key, trimmed, of a marker or not yet given is null",
    config: { history: 2 },
    async run({ bucket }) {
      await bucket.put("other", "1");
      for (const value of ["2", "3", "4"]) await bucket.put("k", value);
      await bucket.delete("k");
      for (const consistency of [undefined, "leader"] as const) {
        const at = (revision: number): Promise<string | null> =>
          textAt(bucket, revision, consistency);
        // Of another key, trimmed, trimmed, there, a marker, not yet given.
        deepEqual(
          [await at(1), await at(2), await at(3), await at(4), await at(5), await at(6)],
          [null, null, null, "4", null, null],
        );
        const marker = { consistency, includeDeleted: true };
        includes(await bucket.get("k", { ...marker, revision: 5 }), { operation: "DEL" });
        for (const revision of [1, 2, 6])
          equal(await bucket.get("k", { ...marker, revision }), null);
      }
    },
  },
  {
    rule: "R7.2",
    title: "get of a revision that a purge removed is null, though newer ones are there",
    config: { history: 3 },
    async run({ bucket }) {
      await bucket.put("k", "1");
      await bucket.put("k", "2");
      await bucket.purge("k");
      await bucket.put("k", "4");
      deepEqual(
        [await textAt(bucket, 1), await textAt(bucket, 2), await textAt(bucket, 4)],
        [null, null, "4"],
      );
      const marker = await bucket.get("k", { revision: 3, includeDeleted: true });
      includes(marker, { operation: "PURGE", revision: 3 });
    },
  },
  {
    rule: "R7.2",
    title: "a revision that is no whole number from 1 on is INVALID_ARGUMENT",
    async run({ bucket }) {
      await bucket.put("k", "v");
      for (const revision of NO_REVISIONS)
        await failsWith(bucket.get("k", { revision: wrong(revision) }), "INVALID_ARGUMENT");
      equal(await textAt(bucket, Number.MAX_SAFE_INTEGER), null);
    },
  },
];

/** The value of a revision of `k` as text, null for none. */
async function textAt(
  bucket: KvBucket,
  revision: number,
  consistency?: "leader",
): Promise<string | null> {
  return (await bucket.get("k", { revision, consistency }))?.text() ?? null;
}
