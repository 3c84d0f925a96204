import { deepEqual, equal } from "node:assert/strict";
import type { KvEntry, KvWatchOptions } from "@revkv/core";
import { brief, failsWith, includes, take, wrong } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";
import { WatchLog } from "../watch-log.ts";
import { drained, endOf, initialOf, liveOf, snapshotOf } from "../watch-reading.ts";

/** A watch of what is written from now on, with so much room. */
function room(
  maxEntries: number,
  onOverflow?: "error" | "conflate",
): { readonly include: "updates"; readonly buffer: NonNullable<KvWatchOptions["buffer"]> } {
  return { include: "updates", buffer: { maxEntries, onOverflow } };
}

/** R10.10: what waits for a slow reader. */
export const watchBuffer: readonly RuleCase[] = [
  {
    rule: "R10.10",
    title: "what is buffered is still yielded, then BUFFER_OVERFLOW { lastRevision }",
    config: { history: 10 },
    async run({ bucket }) {
      for (let at = 0; at < 4; at += 1) await bucket.put("k", "before");
      for (const onOverflow of [undefined, "error"] as const) {
        const watcher = await bucket.watch(">", room(2, onOverflow));
        const end = endOf(watcher);
        const first = await bucket.put("k", "1");
        for (const value of ["2", "3", "4"]) await bucket.put("k", value);
        const overflow = { code: "BUFFER_OVERFLOW", lastRevision: first + 1 };
        includes(await end(), overflow);
        const iterator = watcher[Symbol.asyncIterator]();
        deepEqual((await take(iterator, 2)).map(brief), [`${first} PUT k`, `${first + 1} PUT k`]);
        await failsWith(iterator.next(), "BUFFER_OVERFLOW", overflow);
        deepEqual(await iterator.next(), { done: true, value: undefined });
      }
    },
  },
  {
    rule: "R10.10",
    title: "a watch from lastRevision + 1 goes on without a gap",
    config: { history: 10 },
    async run({ bucket }) {
      const watcher = await bucket.watch(">", room(3));
      const end = endOf(watcher);
      for (let at = 0; at < 8; at += 1) await bucket.put("k", `${at}`);
      await end();
      deepEqual(await drained(watcher), ["1 PUT k", "2 PUT k", "3 PUT k", "BUFFER_OVERFLOW"]);
      deepEqual(
        await initialOf(bucket.watch(">", { fromRevision: 4 })),
        [4, 5, 6, 7, 8].map((revision) => `${revision} PUT k`),
      );
    },
  },
  {
    rule: "R10.10",
    title: "the buffer counts live entries, not the initial set",
    async run({ bucket }) {
      for (let at = 0; at < 10; at += 1) await bucket.put(`k${at}`, "v");
      const watcher = await bucket.watch(">", { buffer: { maxEntries: 1 } });
      await bucket.put("live", "v");
      deepEqual(
        (await take(watcher[Symbol.asyncIterator](), 11)).map(({ revision }) => revision),
        Array.from({ length: 11 }, (_, at) => at + 1),
      );
    },
  },
  {
    rule: "R10.10",
    title: "the buffer counts what waits: a reader that keeps up never overflows",
    config: { history: 64 },
    async run({ bucket }) {
      const watcher = await bucket.watch(">", room(1));
      const listened = new WatchLog(await bucket.watch(">", room(1)));
      const iterator = watcher[Symbol.asyncIterator]();
      for (let at = 1; at <= 30; at += 1) {
        const [next] = await Promise.all([take(iterator, 1), bucket.put("k", `${at}`)]);
        deepEqual(next.map(brief), [`${at} PUT k`]);
      }
      await listened.has("30 PUT k");
      deepEqual(
        listened.entries.map(({ revision }) => revision),
        Array.from({ length: 30 }, (_, at) => at + 1),
      );
    },
  },
  {
    rule: "R10.10",
    title: "an overflow ends its watch for good, and no other",
    async run({ bucket }) {
      const watcher = await bucket.watch(">", room(1));
      const other = await bucket.watch(">", { include: "updates" });
      const end = endOf(watcher);
      await bucket.put("a", "v");
      await bucket.put("b", "v");
      await end();
      await bucket.put("c", "v");
      deepEqual(await liveOf(other, 3), ["1 PUT a", "2 PUT b", "3 PUT c"]);
      deepEqual(await drained(watcher), ["1 PUT a", "BUFFER_OVERFLOW"]);
    },
  },
  {
    rule: "R10.10",
    title: "conflating, a newer entry of a waiting key replaces the older and goes to the end",
    config: { history: 10 },
    async run({ bucket }) {
      const watcher = await bucket.watch(">", room(3, "conflate"));
      const end = endOf(watcher);
      for (const key of ["a", "b", "a", "c", "b"]) await bucket.put(key, "v");
      await bucket.delete("c");
      await bucket.put("d", "one too many");
      includes(await end(), { code: "BUFFER_OVERFLOW", lastRevision: 6 });
      deepEqual(await drained(watcher), ["3 PUT a", "5 PUT b", "6 DEL c", "BUFFER_OVERFLOW"]);
    },
  },
  {
    rule: "R10.10",
    title: "conflating, one key never overflows, and its newest entry waits",
    config: { history: 64 },
    async run({ bucket }) {
      const watcher = await bucket.watch("k", room(1, "conflate"));
      const full = await bucket.watch(">", room(1, "conflate"));
      const end = endOf(full);
      for (let at = 1; at <= 50; at += 1) await bucket.put("k", `${at}`);
      await bucket.put("other", "v");
      await end();
      deepEqual(await drained(full), ["50 PUT k", "BUFFER_OVERFLOW"]);
      const iterator = watcher[Symbol.asyncIterator]();
      let last = 0;
      while (last < 50) {
        const [entry] = await take(iterator, 1);
        equal((entry?.revision ?? 0) > last, true, `${entry?.revision} came after ${last}`);
        last = entry?.revision ?? last;
      }
    },
  },
  {
    rule: "R10.10",
    title:
      "conflating, revisions ascend and no key's newest entry is lost, whatever is read between",
    config: { history: 64 },
    async run({ bucket }) {
      const watcher = await bucket.watch(">", room(10, "conflate"));
      const iterator = watcher[Symbol.asyncIterator]();
      const newest = new Map<string, number>();
      const seen: KvEntry[] = [];
      for (const [keys, reads] of [
        ["abcadbeca", 2],
        ["dbf", 3],
        ["ab", 1],
        ["fedcbag", 0],
      ] as const) {
        for (const key of keys) newest.set(key, await bucket.put(key, "v"));
        seen.push(...(await take(iterator, reads)));
      }
      const last = Math.max(...newest.values());
      while (seen.at(-1)?.revision !== last) seen.push(...(await take(iterator, 1)));
      const revisions = seen.map(({ revision }) => revision);
      deepEqual(
        revisions,
        [...new Set(revisions)].toSorted((one, other) => one - other),
      );
      deepEqual(new Map(seen.map(({ key, revision }) => [key, revision])), newest);
    },
  },
  {
    rule: "R10.10",
    title: "conflating, neither an initial value nor what was read is replaced",
    config: { history: 5 },
    async run({ bucket }) {
      await bucket.put("k", "1");
      await bucket.put("other", "2");
      const buffer = { maxEntries: 1, onOverflow: "conflate" } as const;
      const watcher = await bucket.watch(">", { include: "history", buffer });
      await bucket.put("k", "3");
      const iterator = watcher[Symbol.asyncIterator]();
      deepEqual((await take(iterator, 3)).map(brief), ["1 PUT k", "2 PUT other", "3 PUT k"]);
      await bucket.put("k", "4");
      deepEqual((await take(iterator, 1)).map(brief), ["4 PUT k"]);
      const snapshot = await bucket.watch(">", { buffer });
      deepEqual((await snapshotOf(snapshot)).map(brief), ["2 PUT other", "4 PUT k"]);
    },
  },
  {
    rule: "R10.10",
    title: "a buffer is one entry or more, and overflows in one of two ways",
    async run({ bucket }) {
      const buffers: readonly unknown[] = [
        ...[0, -1, 1.5, Number.NaN, "3", null].map((maxEntries) => ({ maxEntries })),
        ...["drop", "", 1, null].map((onOverflow) => ({ onOverflow })),
        { max: 1 },
        1,
        "error",
      ];
      for (const buffer of buffers) {
        await failsWith(bucket.watch(">", { buffer: wrong(buffer) }), "INVALID_ARGUMENT");
      }
      const options = { buffer: { maxEntries: undefined, onOverflow: undefined } };
      await bucket.put("k", "v");
      deepEqual(await initialOf(bucket.watch(">", options)), ["1 PUT k"]);
      deepEqual(await initialOf(bucket.watch(">", { buffer: undefined })), ["1 PUT k"]);
    },
  },
];
