import {
  connect,
  type BucketLink,
  type Sink,
  type Store,
  type SubscribeRequest,
  type Transport,
  type Write,
} from "@revkv/core";
import { local, manualClock } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { faulty, type FaultyOptions, type FaultyTransport } from "../../src/faulty.ts";
import { overriding } from "../../src/commands/overriding.ts";
import { Past } from "../../src/faulty/past.ts";
import { remote } from "../remote.ts";
import { failure, pass, turns } from "./bench.ts";

interface Counts {
  /** Subscriptions that nobody has stopped. */
  open: number;
  /** Entries that they have given. */
  given: number;
}

/** A transport that counts what is asked of it. */
function counting(transport: Transport, counts: Counts): Transport {
  const countingLink = (link: BucketLink): BucketLink =>
    overriding<BucketLink>(link, {
      subscribe: async (request, sink) => {
        counts.open += 1;
        const subscription = await link.subscribe(request, {
          entry: (entry) => {
            counts.given += 1;
            return sink.entry(entry);
          },
          caughtUp: () => sink.caughtUp(),
          closed: (reason) => sink.closed(reason),
        });
        return overriding(subscription, {
          stop: () => {
            counts.open -= 1;
            return subscription.stop();
          },
        });
      },
    });
  const open = async (): Promise<Store> => {
    const store = await transport.open();
    return overriding(store, { link: async (name) => countingLink(await store.link(name)) });
  };
  return { name: "counting", open };
}

interface FeedBench {
  readonly store: FaultyTransport;
  readonly link: BucketLink;
  readonly counts: Counts;
  readonly clock: ReturnType<typeof manualClock>;
}

/** A bucket with three entries, reached by its link. */
async function feedBench(options: FaultyOptions = {}): Promise<FeedBench> {
  const clock = manualClock();
  const shared = local({ clock });
  const counts = { open: 0, given: 0 };
  const sound = await (await connect(shared)).create("b", { history: 5 });
  for (const value of ["1", "2", "3"]) await sound.put("a", value);
  const store = faulty(counting(shared, counts), { clock, ...options });
  return { store, link: await (await store.open()).link("b"), counts, clock };
}

const ALL: SubscribeRequest = { filters: [">"], start: "all", metaOnly: false, live: true };

const PUT: Write = {
  key: "a",
  operation: "PUT",
  bytes: new Uint8Array(0),
  expected: "any",
  ttlMs: undefined,
};

/** A sink that takes one entry and asks for a pause each time. */
function slowSink(seen: (number | string)[]): Sink {
  return {
    entry: ({ revision }) => {
      seen.push(revision);
      return false;
    },
    caughtUp: () => void seen.push("caught up"),
    closed: () => void seen.push("closed"),
  };
}

describe("a sink that asks for a pause", () => {
  test("is given nothing until it goes on, and the backend pauses too", async () => {
    const { store, link, counts } = await feedBench();
    const seen: (number | string)[] = [];
    const subscription = await link.subscribe(ALL, slowSink(seen));
    expect(seen).toEqual([1]);
    expect(counts.given).toBe(1);
    subscription.resume();
    expect(seen).toEqual([1, 2]);
    store.disconnect();
    store.reconnect();
    await turns();
    expect(seen).toEqual([1, 2]);
    subscription.resume();
    expect(seen).toEqual([1, 2, 3]);
    subscription.resume();
    store.disconnect();
    store.reconnect();
    await turns();
    expect(seen).toEqual([1, 2, 3, "caught up"]);
    await subscription.stop();
    expect(counts.open).toBe(0);
  });

  test("is given nothing of what was on its way either", async () => {
    const { link, clock } = await feedBench({ delayMs: { least: 5, most: 5 } });
    const seen: (number | string)[] = [];
    const opening = link.subscribe(ALL, slowSink(seen));
    await pass(clock, 50);
    expect(seen).toEqual([1]);
    (await opening).resume();
    expect(seen).toEqual([1, 2]);
  });
});

test("a sink that writes is not called again before it is done", async () => {
  const { store, link } = await feedBench();
  const seen: number[] = [];
  let isBusy = false;
  const sink: Sink = {
    ...slowSink([]),
    entry: ({ key, revision }) => {
      expect(isBusy).toBe(false);
      isBusy = true;
      seen.push(revision);
      if (revision === 1) void link.write({ ...PUT, key });
      isBusy = false;
      return true;
    },
  };
  store.holdWatches();
  await link.subscribe(ALL, sink);
  store.releaseWatches();
  expect(seen).toEqual([1, 2, 3, 4]);
});

describe("the backend", () => {
  test("keeps no subscription that was given up for another", async () => {
    const { store, link, counts } = await feedBench();
    const seen: (number | string)[] = [];
    const sink: Sink = { ...slowSink(seen), entry: ({ revision }) => seen.push(revision) > 0 };
    const subscription = await link.subscribe(ALL, sink);
    for (let at = 0; at < 5; at += 1) {
      store.disconnect();
      store.reconnect();
      await turns();
    }
    expect(counts.open).toBe(1);
    store.endWatches();
    expect(counts.open).toBe(0);
    expect(seen).toEqual([1, 2, 3, "caught up", "closed"]);
    await subscription.stop();
  });

  test("keeps no subscription of a watch whose answer was lost", async () => {
    const { store, link, counts } = await feedBench();
    store.next("loseReply");
    const { code } = await failure(link.subscribe(ALL, slowSink([])));
    expect(code).toBe("TIMEOUT");
    expect(counts.open).toBe(0);
  });
});

test("a subscription that stands only after its watch has failed is given back", async () => {
  const counts = { open: 0, given: 0 };
  const transport = faulty(counting(remote(2), counts));
  const store = await transport.open();
  await store.createBucket("b", {});
  const link = await store.link("b");
  const opening = failure(link.subscribe(ALL, slowSink([])));
  transport.disconnect();
  expect((await opening).code).toBe("DISCONNECTED");
  expect(counts.open).toBe(1);
  await expect.poll(() => counts.open).toBe(0);
});

describe("what was before a write", () => {
  const entry = (revision: number) => ({
    key: "a",
    revision,
    createdMs: 0,
    operation: "PUT" as const,
    reason: undefined,
    bytes: new Uint8Array(0),
    length: 0,
    delta: 0,
  });
  const place = { bucket: "b", key: "a" };

  test("is that of the last write, also when the one before is answered later", () => {
    const past = new Past();
    past.note(place, entry(1), 2);
    past.note(place, null, 1);
    expect(past.withoutNewest("b", [entry(2)])).toMatchObject([{ revision: 1 }]);
  });
});

test("no timer is left of calls that have been answered", async () => {
  const clock = manualClock();
  let timers = 0;
  const counted = {
    nowMs: () => clock.nowMs(),
    schedule(task: () => void, delayMs: number) {
      timers += 1;
      let isOver = false;
      const end = (): void => {
        if (!isOver) timers -= 1;
        isOver = true;
      };
      const cancel = clock.schedule(() => {
        end();
        task();
      }, delayMs);
      return () => {
        end();
        cancel();
      };
    },
  };
  const store = faulty(local({ clock }), { clock: counted, delayMs: { least: 1, most: 1 } });
  const bucket = await (await connect(store)).create("b");
  const calls = [bucket.put("a", "1"), bucket.get("a"), bucket.keys().toArray()];
  expect(timers).toBeGreaterThan(0);
  await pass(clock, 10);
  await Promise.all(calls);
  expect(timers).toBe(0);
});
