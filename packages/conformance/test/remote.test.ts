import type { BucketLink, RawEntry, Sink, Store, Transport } from "@revkv/core";
import { local, manualClock } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { overriding } from "../src/commands/overriding.ts";
import {
  Coverage,
  LOCAL,
  runCommands,
  type Deviation,
  type SequenceFailure,
  type StoreUnderTest,
} from "../src/index.ts";
import { REMOTE, remote } from "./remote.ts";

const seed = Number(process.env["REVKV_SEED"] ?? Date.now() % 2 ** 31);
const path = process.env["REVKV_PATH"];

const near: StoreUnderTest = {
  profile: LOCAL,
  open: () => {
    const clock = manualClock();
    return { transport: local({ clock }), clock };
  },
};

/** What never comes is waited for in vain: not for long. */
function far(
  transport: () => Transport,
  deviations: readonly Deviation[] = [],
  patienceMs = 2_000,
): StoreUnderTest {
  const profile = { ...REMOTE, patienceMs, deviations };
  return { profile, open: () => ({ transport: transport() }) };
}

/** A remote store whose links are spoilt. */
function spoilt(spoil: (link: BucketLink) => Partial<BucketLink>): () => Transport {
  return () => {
    const sound = remote(1);
    const open = async (): Promise<Store> => {
      const store = await sound.open();
      const link = async (name: string): Promise<BucketLink> => {
        const one = await store.link(name);
        return overriding(one, spoil(one));
      };
      return overriding<Store>(store, { link });
    };
    return { name: "spoilt", open };
  };
}

/** A remote store that gives entries of live subscriptions in another way. */
function giving(give: (entry: RawEntry, sink: Sink) => boolean): () => Transport {
  return spoilt((link) => ({
    subscribe: (request, sink) => {
      const others = {
        caughtUp: () => sink.caughtUp(),
        closed: (...reason: Parameters<Sink["closed"]>) => sink.closed(...reason),
      };
      const odd: Sink = { ...others, entry: (entry) => give(entry, sink) };
      return link.subscribe(request, request.live ? odd : sink);
    },
  }));
}

async function differencesWith(store: StoreUnderTest): Promise<readonly SequenceFailure[]> {
  const found: SequenceFailure[] = [];
  const onDifference = (one: SequenceFailure): void => void found.push(one);
  await runCommands({ stores: [near, store], sequences: 20, seed: 5, onDifference });
  return found;
}

test(
  `two stores answer alike, one of them far away, seed ${seed}`,
  { timeout: 60_000 },
  async () => {
    const coverage = new Coverage();
    const stores = [near, { profile: REMOTE, open: () => ({ transport: remote(seed) }) }];
    await runCommands({ stores, sequences: 40, seed, path, coverage });
    expect(coverage.times("remote created")).toBeGreaterThan(0);
    expect(coverage.times("remote left")).toBe(0);
  },
);

describe("of a store far away is found", { timeout: 60_000 }, () => {
  test("an entry that comes twice, although late", async () => {
    const twice = giving((entry, sink) => {
      if (entry.operation === "PURGE") setTimeout(() => sink.entry(entry), 2);
      return sink.entry(entry);
    });
    const found = await differencesWith(far(twice, [], 400));
    expect(found.length).toBeGreaterThan(0);
    expect(found.map(({ message }) => message).join()).toMatch(/DIFFERENCE: watch \d+/);
  });

  test("an entry that never comes, consumed or not", async () => {
    const lossy = giving((entry, sink) => entry.operation === "DEL" || sink.entry(entry));
    const found = await differencesWith(far(lossy, [], 400));
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ message }) => /DIFFERENCE: watch \d+/.test(message))).toBe(true);
  });

  test("a time at which nothing was written", async () => {
    const early = spoilt((link) => ({
      read: async (...given) => {
        const entry = await link.read(...given);
        return entry && { ...raw(entry), createdMs: entry.createdMs - 5_000 };
      },
    }));
    const found = await differencesWith(far(early, [], 400));
    expect(found.map(({ sort }) => sort)).toContain("get: another answer");
  });
});

describe("a known deviation", { timeout: 60_000 }, () => {
  const miscounting = spoilt((link) => ({
    dropMarkers: async (...given) => (await link.dropMarkers(...given)) + 1,
  }));
  const known: Deviation = {
    id: "one-too-many",
    rule: "purgeDeletes counts one too many",
    diverges: false,
    explains: ({ what, found, expected }) =>
      what.includes("purgeDeletes") && Number(found) === Number(expected) + 1,
  };

  test("explains what it is about, and is counted", async () => {
    const coverage = new Coverage();
    const stores = [near, far(miscounting, [known])];
    await runCommands({ stores, sequences: 20, seed: 6, coverage });
    expect(coverage.times("remote one-too-many")).toBeGreaterThan(0);
    expect(coverage.report()).toMatch(/remote, explained: .*one-too-many \d+/);
  });

  test("explains nothing else", async () => {
    const found = await differencesWith(far(miscounting, [{ ...known, explains: () => false }]));
    expect(new Set(found.map(({ sort }) => sort))).toEqual(
      new Set(["purgeDeletes: another answer"]),
    );
  });

  test("after which the stores hold different things ends a sequence for that store alone", async () => {
    const coverage = new Coverage();
    const stores = [near, far(miscounting, [{ ...known, diverges: true }])];
    await runCommands({ stores, sequences: 20, seed: 6, coverage });
    expect(coverage.times("remote left")).toBe(coverage.times("remote one-too-many"));
    expect(coverage.times("remote left")).toBeGreaterThan(0);
  });
});

/** An entry in properties of its own. */
function raw(entry: RawEntry): RawEntry {
  const { key, revision, createdMs, operation, reason, bytes, length, delta } = entry;
  return { key, revision, createdMs, operation, reason, bytes, length, delta };
}
