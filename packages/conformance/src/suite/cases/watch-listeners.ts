import { deepEqual, equal, throws } from "node:assert/strict";
import type { KvEntry } from "@revkv/core";
import { brief, eventually, take, wrong } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";
import { WatchLog } from "../watch-log.ts";
import { fence, liveOf, snapshotOf } from "../watch-reading.ts";

const INVALID = { code: "INVALID_ARGUMENT" };

/** A listener that throws. */
function failing(message: string): () => never {
  return () => {
    throw new Error(message);
  };
}

/** R10.12: delivery, to one consumer, and what listeners may do. */
export const watchListeners: readonly RuleCase[] = [
  {
    rule: "R10.12",
    title: "what is delivered is stored: it can be read at once",
    config: { history: 5 },
    async run(world) {
      const { bucket } = world;
      const other = await (await world.anotherManager()).open(bucket.name);
      const reads: Promise<unknown>[] = [];
      const watcher = await bucket.watch();
      watcher.on("entry", ({ key, revision }) => {
        const read = other.get(key, { revision, includeDeleted: true, consistency: "leader" });
        reads.push(read.then((entry) => entry?.revision));
      });
      for (const key of ["a", "b", "a"]) await bucket.put(key, "v");
      await bucket.delete("b");
      await eventually(() => reads.length === 4, "four entries");
      deepEqual(await Promise.all(reads), [1, 2, 3, 4]);
    },
  },
  {
    rule: "R10.12",
    title:
      "a listener that throws disturbs neither the writer, nor other listeners, nor its own next deliveries",
    config: { history: 2 },
    async run(world) {
      const { bucket } = world;
      const errors: unknown[] = [];
      const own = await world.anotherManager({ onListenerError: (error) => errors.push(error) });
      const watcher = await (await own.open(bucket.name)).watch();
      const other = new WatchLog(await bucket.watch());
      await other.has("initialized");
      const seen: string[] = [];
      const mine = new Error("mine");
      watcher.on("entry", (entry) => {
        seen.push(`one ${entry.revision}`);
        throw mine;
      });
      watcher.on("entry", (entry) => seen.push(`two ${entry.revision}`));
      equal(await bucket.put("k", "1"), 1);
      equal(await (await own.open(bucket.name)).put("k", "2"), 2);
      await eventually(() => seen.length === 4, "both entries");
      deepEqual(seen, ["one 1", "two 1", "one 2", "two 2"]);
      deepEqual(errors, [mine, mine]);
      deepEqual(await other.until(3), ["initialized", "1 PUT k", "2 PUT k"]);
    },
  },
  {
    rule: "R10.12",
    title: "what listeners of any event throw or reject with goes to onListenerError",
    async run(world) {
      const { bucket } = world;
      const errors: unknown[] = [];
      const own = await world.anotherManager({ onListenerError: (error) => errors.push(error) });
      const watcher = await (await own.open(bucket.name)).watch();
      watcher.on("initialized", failing("initialized")).on("closed", failing("closed"));
      watcher.on(
        "entry",
        wrong<() => void>(async () => Promise.reject(new Error("async"))),
      );
      await eventually(() => errors.length === 1, "the error of a listener");
      await bucket.put("k", "v");
      await eventually(() => errors.length === 2, "the errors of two listeners");
      await watcher.stop();
      await eventually(() => errors.length === 3, "the errors of three listeners");
      deepEqual(
        errors.map((error) => error instanceof Error && error.message),
        ["initialized", "async", "closed"],
      );
    },
  },
  {
    rule: "R10.12",
    title: "what a listener writes commits, and is delivered after the current entry",
    async run({ bucket }) {
      const seen: string[] = [];
      const revisions: Promise<number>[] = [];
      const watcher = await bucket.watch();
      for (const name of ["one", "two"]) {
        watcher.on("entry", (entry) => {
          seen.push(`${name} ${brief(entry)}`);
          if (name === "one" && entry.key === "a") revisions.push(bucket.put("b", "v"));
        });
      }
      const other = await bucket.watch();
      await snapshotOf(other);
      await bucket.put("a", "v");
      await eventually(() => seen.length === 4, "both entries");
      deepEqual(await Promise.all(revisions), [2]);
      deepEqual(seen, ["one 1 PUT a", "two 1 PUT a", "one 2 PUT b", "two 2 PUT b"]);
      deepEqual(await liveOf(other, 2), ["1 PUT a", "2 PUT b"]);
    },
  },
  {
    rule: "R10.12",
    title: "a listener may stop its own watch: it hears nothing more, others do",
    config: { history: 2 },
    async run({ bucket }) {
      for (const key of ["a", "b", "c"]) await bucket.put(key, "v");
      const seen: string[] = [];
      const stopping = [await bucket.watch(), await bucket.watch(">", { include: "updates" })];
      for (const [at, watcher] of stopping.entries()) {
        watcher.on("entry", (entry) => {
          seen.push(`${at} heard ${entry.revision}`);
          void watcher.stop();
        });
      }
      const other = new WatchLog(await bucket.watch(">", { include: "updates" }));
      await bucket.put("k", "4");
      await bucket.put("k", "5");
      await other.has("5 PUT k");
      await fence(bucket);
      deepEqual(seen.toSorted(), ["0 heard 1", "1 heard 4"]);
    },
  },
  {
    rule: "R10.12",
    title: "a listener may delete the bucket: everyone ends after the current entry",
    async run({ kv, bucket }) {
      const deleting = await bucket.watch();
      deleting.on("entry", () => void kv.delete(bucket.name));
      const log = new WatchLog(await bucket.watch(">", { include: "updates" }));
      equal(await bucket.put("k", "v"), 1);
      await log.end();
      deepEqual(log.events, ["initialized", "1 PUT k", "closed BUCKET_DELETED"]);
    },
  },
  {
    rule: "R10.12",
    title: "nothing is delivered before there is a consumer; later listeners share its deliveries",
    async run({ bucket }) {
      await bucket.put("a", "v");
      const watcher = await bucket.watch();
      await bucket.put("b", "v");
      await fence(bucket);
      const seen: string[] = [];
      for (const name of ["one", "two"]) {
        watcher.on("entry", (entry) => seen.push(`${name} ${brief(entry)}`));
      }
      deepEqual(seen, []);
      await eventually(() => seen.length >= 6, "three entries for each");
      await bucket.put("c", "v");
      await eventually(() => seen.length >= 8, "four entries for each");
      deepEqual(
        seen,
        ["1 PUT a", "2 PUT b", "3 PUT fence", "4 PUT c"].flatMap((event) => [
          `one ${event}`,
          `two ${event}`,
        ]),
      );
    },
  },
  {
    rule: "R10.12",
    title: "a watch has one consumer: an iterator or listeners, and one iterator",
    async run({ bucket }) {
      const watcher = await bucket.watch();
      const first = watcher[Symbol.asyncIterator]();
      throws(() => watcher[Symbol.asyncIterator](), INVALID);
      throws(() => watcher.on("entry", () => undefined), INVALID);
      await bucket.put("k", "v");
      deepEqual((await take(first, 1)).map(brief), ["1 PUT k"]);
      const listened = await bucket.watch();
      const log = new WatchLog(listened);
      throws(() => listened[Symbol.asyncIterator](), INVALID);
      await log.has("1 PUT k");
    },
  },
  {
    rule: "R10.12",
    title: "there are three events, and listeners are functions",
    async run({ bucket }) {
      const watcher = await bucket.watch();
      throws(() => watcher.on(wrong<"closed">("entries"), () => undefined), INVALID);
      throws(() => watcher.on("entry", wrong(undefined)), INVALID);
      deepEqual(await snapshotOf(watcher), []);
    },
  },
  {
    rule: "R10.12",
    title: "a listener taken off hears nothing more; without any, entries wait for the next",
    async run({ bucket }) {
      const watcher = await bucket.watch();
      const seen: string[] = [];
      const listener = (entry: KvEntry): void => void seen.push(brief(entry));
      watcher.on("entry", listener);
      await bucket.put("k", "1");
      await eventually(() => seen.length === 1, "the first entry");
      watcher.off("entry", listener);
      await bucket.put("k", "2");
      await fence(bucket);
      deepEqual(seen, ["1 PUT k"]);
      watcher.on("entry", listener);
      await eventually(() => seen.length >= 3, "what waited");
      deepEqual(seen, ["1 PUT k", "2 PUT k", "3 PUT fence"]);
    },
  },
  {
    rule: "R10.12",
    title: "several pulls at once get entries in order",
    async run({ bucket }) {
      const iterator = (await bucket.watch())[Symbol.asyncIterator]();
      const pulls = Promise.all([take(iterator, 1), take(iterator, 1), take(iterator, 1)]);
      const write = async (): Promise<void> => {
        for (const key of ["a", "b", "c"]) await bucket.put(key, "v");
      };
      const [entries] = await Promise.all([pulls, write()]);
      deepEqual(
        entries.flat().map(({ key }) => key),
        ["a", "b", "c"],
      );
    },
  },
];
