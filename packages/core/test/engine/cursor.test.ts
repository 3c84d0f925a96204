import { Engine, manualClock, ServedLog, type LogCursor } from "@revkv/core/engine";
import { matchesFilter } from "@revkv/core/subjects";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

const BYTES = new Uint8Array([1]);

function put(log: ServedLog, key: string): number {
  return log.post({ key, headers: "", bytes: BYTES }).revision;
}

function newLog(history = 1): { log: ServedLog; engine: Engine; advance: (ms: number) => void } {
  const clock = manualClock();
  const engine = new Engine({ clock });
  engine.create("b", { history, ttlMs: 1_000 });
  return { log: ServedLog.of(engine.log("b")), engine, advance: (ms) => clock.advance(ms) };
}

function rest(cursor: LogCursor): string[] {
  const read: string[] = [];
  for (let next = cursor.next(); next !== undefined; next = cursor.next())
    read.push(`${next.revision} ${next.key}`);
  return read;
}

describe("a cursor", () => {
  test("reads what is stored and then what comes, in order of revision", () => {
    const { log } = newLog(2);
    for (const key of ["a", "b", "a"]) put(log, key);
    const all = log.cursor({ filters: [">"], start: "all" }, () => undefined);
    const last = log.cursor({ filters: [">"], start: "last" }, () => undefined);
    const fresh = log.cursor({ filters: [">"], start: "new" }, () => undefined);
    put(log, "c");
    expect([all.pending, last.pending, fresh.pending]).toEqual([4, 3, 1]);
    expect(rest(all)).toEqual(["1 a", "2 b", "3 a", "4 c"]);
    expect(rest(last)).toEqual(["2 b", "3 a", "4 c"]);
    expect(rest(fresh)).toEqual(["4 c"]);
  });

  test("begins at a revision, also at one that is still to come", () => {
    const { log } = newLog();
    for (const key of ["a", "b", "c"]) put(log, key);
    const second = log.cursor({ filters: [">"], start: { revision: 2 } }, () => undefined);
    const fifth = log.cursor({ filters: [">"], start: { revision: 5 } }, () => undefined);
    for (const key of ["d", "e"]) put(log, key);
    expect(rest(second)).toEqual(["2 b", "3 c", "4 d", "5 e"]);
    expect(rest(fifth)).toEqual(["5 e"]);
  });

  test("is woken once for what comes while nothing is ahead of it, after commit", () => {
    const { log } = newLog();
    const woken: string[] = [];
    const cursor = log.cursor({ filters: ["a.*"], start: "new" }, () => {
      woken.push(`${cursor.pending} ahead, last ${log.totals().lastRevision}`);
    });
    put(log, "b");
    put(log, "a.x");
    put(log, "a.y");
    expect(woken).toEqual(["1 ahead, last 2"]);
    rest(cursor);
    put(log, "a.z");
    expect(woken).toEqual(["1 ahead, last 2", "1 ahead, last 4"]);
  });

  test("counts an entry once that several of its filters match", () => {
    const { log } = newLog();
    const cursor = log.cursor({ filters: ["a.*", "*.b"], start: "new" }, () => undefined);
    put(log, "a.b");
    expect(cursor.pending).toBe(1);
    put(log, "a.b");
    expect(cursor.pending).toBe(1);
    expect(rest(cursor)).toEqual(["2 a.b"]);
  });

  test("is told that its bucket is gone, and has nothing ahead then", () => {
    const { log, engine } = newLog();
    put(log, "a");
    let isOver = false;
    const cursor = log.cursor({ filters: [">"], start: "all" }, () => {
      isOver = cursor.isOver;
    });
    engine.delete("b");
    expect([isOver, cursor.pending, cursor.next()]).toEqual([true, 0, undefined]);
  });

  test("that is closed is not woken, and costs nothing", () => {
    const { log } = newLog();
    let wakes = 0;
    const cursor = log.cursor({ filters: [">"], start: "new" }, () => (wakes += 1));
    cursor.close();
    put(log, "a");
    expect([wakes, cursor.next()]).toEqual([0, undefined]);
  });

  test("knows how much is ahead, whatever comes and goes meanwhile", () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ put: fc.constantFrom("a", "a.b", "c.b", "d") }) },
      { weight: 3, arbitrary: fc.record({ read: fc.nat(3) }) },
      { weight: 1, arbitrary: fc.record({ remove: fc.nat(30) }) },
      { weight: 1, arbitrary: fc.record({ purge: fc.constantFrom("a", ">", "*.b") }) },
      { weight: 1, arbitrary: fc.record({ advance: fc.constantFrom(300, 700, 1_000) }) },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom([">"], ["a"], ["*.b"], ["a", "*.b"], ["a.*", "*.b"]),
        fc.constantFrom("all" as const, "last" as const, "new" as const),
        fc.array(step, { maxLength: 12 }),
        fc.array(step, { maxLength: 60 }),
        (history, filters, start, before, steps) => {
          const { log, advance } = newLog(history);
          let cursor: LogCursor | undefined;
          const run = (one: (typeof steps)[number]): void => {
            if ("put" in one) put(log, one.put);
            else if ("remove" in one) log.remove(one.remove);
            else if ("purge" in one) log.purge({ filter: one.purge });
            else if ("advance" in one) advance(one.advance);
            else for (let reads = one.read; reads > 0; reads -= 1) read();
          };
          // What must be ahead, kept in the plainest way: everything that was stored when it began or came since.
          let wanted = new Set<number>();
          let known = 0;
          const look = (): number[] => {
            const stored = log.read({ filters: [">"], start: "all" });
            const matching = stored.filter(({ key }) =>
              filters.some((filter) => matchesFilter(filter, key)),
            );
            for (const { revision } of matching) if (revision > known) wanted.add(revision);
            known = log.totals().lastRevision;
            const there = new Set(matching.map(({ revision }) => revision));
            return [...wanted].filter((revision) => there.has(revision)).toSorted((a, b) => a - b);
          };
          const read = (): void => {
            const [next] = look();
            expect(cursor?.next()?.revision).toBe(next);
            if (next !== undefined) wanted.delete(next);
          };
          for (const one of before) if (!("read" in one)) run(one);
          cursor = log.cursor({ filters, start }, () => undefined);
          wanted = new Set(log.read({ filters, start }).map(({ revision }) => revision));
          known = log.totals().lastRevision;
          for (const one of steps) {
            run(one);
            expect(cursor.pending).toBe(look().length);
          }
          expect(rest(cursor)).toHaveLength(look().length);
        },
      ),
      { numRuns: 1_000 },
    );
  }, 30_000);
});
