import { deepEqual, equal } from "node:assert/strict";
import { watchBusyBucket, type BusyWatch, type BusyWrite } from "../busy-bucket.ts";
import { brief } from "../expecting.ts";
import { fill } from "../fill.ts";
import type { RuleCase } from "../rule-case.ts";
import { snapshotOf } from "../watch-reading.ts";
import { whileWriting } from "../while-writing.ts";

/** Demands that the end of the initial values is told once, where `isUpdate` changes. */
function isToldOnce({ log }: BusyWatch): void {
  equal(log.events.filter((event) => event === "initialized").length, 1);
  const end = log.events.indexOf("initialized");
  deepEqual(
    log.entries.map(({ isUpdate }) => isUpdate),
    log.entries.map((_, at) => at >= end),
  );
}

function eventsOf(writes: readonly BusyWrite[]): string[] {
  return writes.map(({ event }) => event);
}

function told({ log }: BusyWatch): string[] {
  return log.entries.map(brief);
}

/** Those that a watch must tell whatever it began with: what was begun when it was there. */
function later({ begun }: BusyWatch, writes: readonly BusyWrite[]): string[] {
  return eventsOf(writes.filter(({ begunAt }) => begunAt >= begun));
}

/** The last write of each key. */
function lastOf(writes: readonly BusyWrite[]): BusyWrite[] {
  const sorted = writes.toSorted((one, other) => one.revision - other.revision);
  return [...new Map(sorted.map((write) => [write.key, write])).values()];
}

function missing(wanted: readonly string[], found: readonly string[]): string[] {
  const known = new Set(found);
  return wanted.filter((event) => !known.has(event));
}

/** So many writes at once keep a server busy while it delivers. */
const MANY = 300;

/** R10.2, R10.4: watches that begin while several clients write. */
export const watchBusy: readonly RuleCase[] = [
  {
    rule: "R10.2",
    title: "a history watch that begins while others write tells every entry once, in order",
    config: { history: 3 },
    async run(world) {
      const { writes, watches } = await watchBusyBucket(world, { include: "history" });
      for (const watch of watches) {
        deepEqual(told(watch), eventsOf(writes));
        isToldOnce(watch);
      }
    },
  },
  {
    rule: "R10.2",
    title: "a watch from a revision that begins while others write tells every entry from there on",
    config: { history: 3 },
    async run(world) {
      const { writes, watches } = await watchBusyBucket(world, { fromRevision: 5 });
      for (const watch of watches) {
        deepEqual(told(watch), eventsOf(writes).slice(4));
        isToldOnce(watch);
      }
    },
  },
  {
    rule: "R10.2",
    title: "an updates watch that begins while others write tells all that is written after it",
    config: { history: 3 },
    async run(world) {
      const { writes, watches } = await watchBusyBucket(world, { include: "updates" });
      for (const watch of watches) {
        const events = told(watch);
        deepEqual(events, eventsOf(writes).slice(writes.length - events.length));
        deepEqual(missing(later(watch, writes), events), []);
        const old = new Set(eventsOf(watch.before));
        deepEqual(
          events.filter((event) => old.has(event)),
          [],
        );
        isToldOnce(watch);
        equal(watch.log.events[0], "initialized");
      }
    },
  },
  {
    rule: "R10.2",
    title:
      "a watch of last entries that begins while others write misses no key and no later entry",
    config: { history: 3 },
    async run(world) {
      const { writes, watches } = await watchBusyBucket(world, { include: "last" });
      for (const watch of watches) {
        const events = told(watch);
        const revisions = watch.log.entries.map(({ revision }) => revision);
        deepEqual(
          revisions,
          [...new Set(revisions)].toSorted((one, other) => one - other),
        );
        deepEqual(missing(eventsOf(lastOf(writes)), events), []);
        deepEqual(missing(later(watch, writes), events), []);
        const live = watch.log.entries.filter(({ isUpdate }) => isUpdate).map(brief);
        deepEqual(live, eventsOf(writes).slice(writes.length - live.length));
        isToldOnce(watch);
      }
    },
  },
  {
    rule: "R10.4",
    title: "the end of the initial values is not told early while others write",
    config: { history: 3 },
    async run(world) {
      const { watches } = await watchBusyBucket(world, { include: "last" });
      for (const { before, log } of watches) {
        const initial = log.entries.filter(({ isUpdate }) => !isUpdate);
        const found = new Map(initial.map(({ key, revision }) => [key, revision]));
        const early = lastOf(before).filter(
          ({ key, revision }) => (found.get(key) ?? 0) < revision,
        );
        deepEqual(eventsOf(early), []);
      }
    },
  },
  {
    rule: "R10.4",
    title: "the end of the initial values is not told early while they are overwritten",
    async run(world) {
      const { bucket } = world;
      const writer = await (await world.anotherManager()).open(bucket.name);
      const keys = await fill(bucket, 2_000, 4_000);
      const last = new Map(keys.map((key) => [key, 1]));
      // From both ends: of what is overwritten some has been delivered by then, and some has not.
      const overwrite = async (at: number): Promise<void> => {
        const next = Math.floor(at / 2) % keys.length;
        const key = `k${at % 2 === 0 ? next : keys.length - 1 - next}`;
        const revision = await writer.put(key, "w");
        last.set(key, Math.max(revision, last.get(key) ?? 0));
      };
      const overwriteMany = (at: number): Promise<unknown> =>
        Promise.all(Array.from({ length: MANY }, (_, next) => overwrite(MANY * at + next)));
      await whileWriting(overwriteMany, async () => {
        for (let round = 0; round < 10; round += 1) {
          const before = [...last];
          const watcher = await bucket.watch();
          const initial = await snapshotOf(watcher);
          await watcher.stop();
          const found = new Map(initial.map(({ key, revision }) => [key, revision]));
          const early = before.filter(([key, revision]) => (found.get(key) ?? 0) < revision);
          deepEqual(early, []);
        }
      });
    },
  },
];
