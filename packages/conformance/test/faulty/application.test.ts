import { connect, isKvError, json, number, type KvBucket } from "@revkv/core";
import { local } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { faulty } from "../../src/faulty.ts";

const VISITS = 50;

/** Tries again as long as nobody knows whether it has happened. */
async function insist<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const isUnknown = isKvError(error, "TIMEOUT") || isKvError(error, "DISCONNECTED");
      if (!isUnknown) throw error;
    }
  }
}

/** A counter that adds one again when it cannot know whether it has. */
function visitNaively(counters: KvBucket<number>): Promise<number> {
  return insist(() => counters.modify("visits", (visits = 0) => visits + 1));
}

interface Visits {
  readonly count: number;
  /** Who has been counted. */
  readonly seen: readonly string[];
}

/** A counter that finds its own work done when it tries again. */
function visit(counters: KvBucket<Visits>, id: string): Promise<number> {
  return insist(() =>
    counters.modify("visits", (visits = { count: 0, seen: [] }) =>
      visits.seen.includes(id) ? visits : { count: visits.count + 1, seen: [...visits.seen, id] },
    ),
  );
}

const FAULTS = { loseRequest: 0.1, loseReply: 0.1, disconnect: 0.05, duplicate: 0.1, stale: 0.5 };

describe.each([1, 2, 3])("a counter on a bad connection, seed %i", (seed) => {
  test("counts visits twice when it is written naively", async () => {
    const store = faulty(local(), { seed, ...FAULTS });
    const kv = await connect(store);
    const counters = await kv.create("counters", { codec: number });
    for (let at = 0; at < VISITS; at += 1) await visitNaively(counters);
    store.heal();
    expect((await counters.get("visits"))?.value).toBeGreaterThan(VISITS);
  });

  test("counts each visit once when it knows its own work", async () => {
    const store = faulty(local(), { seed, ...FAULTS });
    const kv = await connect(store);
    const counters = await kv.create("counters", { codec: json<Visits>() });
    for (let at = 0; at < VISITS; at += 1) await visit(counters, `visit ${at}`);
    store.heal();
    expect((await counters.get("visits"))?.value.count).toBe(VISITS);
  });
});
