import { KvError, type Sink, type Subscription } from "@revkv/core";
import { describe, expect, test } from "vitest";
import { deferred, fake, fill, raw, subscription } from "./fake-transport.ts";
import { codeOf, failure, rejection } from "@revkv/dev/expecting";
import { turns } from "./support.ts";

const CUT = KvError.of("DISCONNECTED", "the link is gone", { outcomeUnknown: false });

describe("rule 4: close() over a slow link", () => {
  test("a write that was sent is awaited, and its revision is given", async () => {
    const answer = deferred<number>();
    const { kv, bucket } = await fake({
      link: { write: () => answer.promise },
      store: { close: async () => void (await answer.promise) },
    });
    const writing = bucket.put("k", "v");
    const order: string[] = [];
    void writing.then((revision) => order.push(`written ${revision}`));
    const closing = kv.close().then(() => order.push("closed"));
    await turns();
    expect(order).toEqual([]);
    answer.resolve(7);
    await closing;
    expect(await writing).toBe(7);
    expect(order).toEqual(["written 7", "closed"]);
  });

  test("a write that gets no answer in time rejects with outcomeUnknown: true", async () => {
    const answer = deferred<number>();
    const late = KvError.of("CLOSED", "closed before the answer", { outcomeUnknown: true });
    const { kv, bucket } = await fake({
      link: { write: () => answer.promise },
      store: { close: async () => answer.reject(late) },
    });
    const writing = failure(bucket.put("k", "v"));
    await kv.close();
    expect(await writing).toMatchObject({ code: "CLOSED", outcomeUnknown: true });
  });

  test("purgeDeletes under way is awaited as a write is", async () => {
    const answer = deferred<number>();
    const { kv, bucket } = await fake({ link: { dropMarkers: () => answer.promise } });
    const purging = bucket.purgeDeletes();
    await kv.close();
    answer.resolve(3);
    expect(await purging).toBe(3);
  });

  test("reads under way reject with CLOSED at once", async () => {
    const never = new Promise<never>(() => undefined);
    const { kv, bucket } = await fake({
      link: {
        read: () => never,
        readAt: () => never,
        readMany: () => never,
        subscribe: () => never,
      },
      store: { bucketStatus: () => never, createBucket: () => never, deleteBucket: () => never },
    });
    const calls = [
      bucket.get("k"),
      bucket.get("k", { revision: 1 }),
      bucket.getMany(["k"]),
      bucket.keys().toArray(),
      bucket.history(">").toArray(),
      bucket.watch(),
      bucket.status(),
      kv.create("c"),
      kv.delete("c"),
    ].map(codeOf);
    await turns();
    await kv.close();
    expect(await Promise.all(calls)).toEqual(calls.map(() => "CLOSED"));
  });

  test("listings of buckets under way reject with CLOSED at once", async () => {
    const stuck = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }),
    };
    const { kv } = await fake({
      store: { bucketNames: () => stuck, bucketStatuses: () => stuck },
    });
    const answers: string[] = [];
    for (const listing of [kv.names(), kv.list()]) {
      void codeOf(listing.toArray()).then((code) => answers.push(code));
    }
    await turns();
    await kv.close();
    await turns();
    expect(answers).toEqual(["CLOSED", "CLOSED"]);
  });

  test("a second close() waits for the first", async () => {
    const closing = deferred<undefined>();
    let closes = 0;
    const { kv } = await fake({
      store: {
        close: async () => {
          closes += 1;
          await closing.promise;
        },
      },
    });
    const first = kv.close();
    let isDone = false;
    const second = kv.close().then(() => (isDone = true));
    await turns();
    expect(isDone).toBe(false);
    closing.resolve(undefined);
    await Promise.all([first, second]);
    expect(closes).toBe(1);
  });
});

describe("rule 26: an abort over a slow link", () => {
  test("a call under way rejects with signal.reason", async () => {
    const never = new Promise<never>(() => undefined);
    const { bucket } = await fake({
      link: {
        write: () => never,
        read: () => never,
        readAt: () => never,
        readMany: () => never,
        subscribe: () => never,
        dropMarkers: () => never,
      },
    });
    const aborting = new AbortController();
    const { signal } = aborting;
    const calls = [
      bucket.put("k", "v", { signal }),
      bucket.delete("k", { signal }),
      bucket.purge("k", { signal }),
      bucket.get("k", { signal }),
      bucket.get("k", { signal, revision: 1 }),
      bucket.getMany(["k"], { signal }),
      bucket.keys(">", { signal }).toArray(),
      bucket.history(">", { signal }).toArray(),
      bucket.watch(">", { signal }),
      bucket.modify("k", () => "v", { signal }),
      bucket.purgeDeletes({ signal }),
    ].map(rejection);
    await turns();
    const reason = { why: "enough" };
    aborting.abort(reason);
    expect(await Promise.all(calls)).toEqual(calls.map(() => reason));
  });

  test("a write may still happen: its late answer, or failure, disturbs nobody", async () => {
    for (const end of ["resolve", "reject"] as const) {
      const answer = deferred<number>();
      const { bucket } = await fake({ link: { write: () => answer.promise } });
      const aborting = new AbortController();
      const writing = rejection(bucket.put("k", "v", { signal: aborting.signal }));
      aborting.abort("enough");
      expect(await writing).toBe("enough");
      if (end === "resolve") answer.resolve(1);
      else answer.reject(CUT);
      await turns();
    }
  });

  test("the link is given the signal", async () => {
    const signals: unknown[] = [];
    const { bucket } = await fake({
      link: {
        write: (_write, signal) => Promise.resolve(signals.push(signal)),
        read: async (_key, _consistency, signal) => {
          signals.push(signal);
          return null;
        },
      },
    });
    const { signal } = new AbortController();
    await bucket.put("k", "v", { signal });
    await bucket.get("k", { signal });
    expect(signals).toEqual([signal, signal]);
  });

  test("modify whose function never answers rejects too", async () => {
    const { bucket } = await fake();
    const aborting = new AbortController();
    let outcome: unknown = "still waiting";
    const never = new Promise<never>(() => undefined);
    const modifying = bucket.modify("k", () => never, { signal: aborting.signal });
    void rejection(modifying).then((reason) => (outcome = reason));
    await turns();
    aborting.abort("enough");
    await turns();
    expect(outcome).toBe("enough");
  });

  test("a subscription that is answered after the abort is freed", async () => {
    const answer = deferred<Subscription>();
    const asked = { stops: 0, resumes: 0 };
    const { bucket } = await fake({ link: { subscribe: () => answer.promise } });
    const aborting = new AbortController();
    const { signal } = aborting;
    const calls = [bucket.watch(">", { signal }), bucket.keys(">", { signal }).toArray()];
    const reasons = calls.map(rejection);
    await turns();
    aborting.abort("enough");
    expect(await Promise.all(reasons)).toEqual(["enough", "enough"]);
    answer.resolve(subscription(asked));
    await turns();
    expect(asked.stops).toBeGreaterThanOrEqual(2);
  });

  test("a subscription that is answered after close() is freed", async () => {
    const answer = deferred<Subscription>();
    const asked = { stops: 0, resumes: 0 };
    const { kv, bucket } = await fake({ link: { subscribe: () => answer.promise } });
    const codes = [bucket.watch(), bucket.keys().toArray()].map(codeOf);
    await turns();
    await kv.close();
    expect(await Promise.all(codes)).toEqual(["CLOSED", "CLOSED"]);
    answer.resolve(subscription(asked));
    await turns();
    expect(asked.stops).toBeGreaterThanOrEqual(2);
  });
});

describe("rule 17: a finite read over a link", () => {
  const cutAfter = (count: number, reason?: KvError) => ({
    subscribe: async (_request: unknown, sink: Sink) => {
      fill(
        sink,
        Array.from({ length: count }, (_, at) => raw(`k${at}`, at + 1)),
      );
      sink.closed(reason);
      return subscription();
    },
  });

  test("that is cut short rejects with INCOMPLETE_READ, its cause told", async () => {
    for (const reason of [CUT, undefined]) {
      const { bucket } = await fake({ link: cutAfter(3, reason) });
      for (const read of [bucket.keys(), bucket.history(">")]) {
        const error = await failure(read.toArray());
        expect(error.code).toBe("INCOMPLETE_READ");
        expect(error.cause).toBe(reason);
      }
    }
  });

  test("gives in a loop what came, then rejects", async () => {
    const { bucket } = await fake({ link: cutAfter(2, CUT) });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const key of bucket.keys()) seen.push(key);
    })();
    expect(await codeOf(reading)).toBe("INCOMPLETE_READ");
    expect(seen).toEqual(["k0", "k1"]);
  });

  test("that is cut before anything came is not empty", async () => {
    const { bucket } = await fake({ link: cutAfter(0, CUT) });
    expect(await codeOf(bucket.keys().toArray())).toBe("INCOMPLETE_READ");
  });

  test("that BUCKET_DELETED cuts says so", async () => {
    const gone = KvError.of("BUCKET_DELETED", "gone");
    const { bucket } = await fake({ link: cutAfter(1, gone) });
    expect(await failure(bucket.keys().toArray())).toBe(gone);
  });

  test("that is cut after its end is complete", async () => {
    const { bucket } = await fake({
      link: {
        subscribe: async (_request, sink) => {
          sink.entry(raw("a", 1));
          sink.caughtUp();
          sink.closed(CUT);
          return subscription();
        },
      },
    });
    expect(await bucket.keys().toArray()).toEqual(["a"]);
  });

  test("asks for a pause while its reader is slow, and goes on when it reads", async () => {
    const asked = { stops: 0, resumes: 0 };
    let sink: Sink | undefined;
    const { bucket } = await fake({
      link: {
        subscribe: async (_request, given) => {
          sink = given;
          return subscription(asked);
        },
      },
    });
    const iterator = bucket.keys()[Symbol.asyncIterator]();
    const first = iterator.next();
    await turns();
    let sent = 0;
    let isPaused = false;
    while (!isPaused && sent < 10_000) {
      isPaused = sink?.entry(raw(`k${sent}`, sent + 1)) === false;
      sent += 1;
    }
    expect(isPaused).toBe(true);
    expect(asked.resumes).toBe(0);
    await first;
    expect(asked.resumes).toBe(1);
    sink?.caughtUp();
    let count = 1;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      count += 1;
    }
    expect(count).toBe(sent);
    expect(asked).toEqual({ stops: 1, resumes: 1 });
  });

  test("that is left frees the backend's side", async () => {
    const asked = { stops: 0, resumes: 0 };
    const { bucket } = await fake({
      link: {
        subscribe: async (_request, sink) => {
          sink.entry(raw("a", 1));
          return subscription(asked);
        },
      },
    });
    for await (const key of bucket.keys()) if (key === "a") break;
    expect(asked.stops).toBe(1);
  });

  test("gives keys that our grammar refuses, too; get of them rejects", async () => {
    const entries = [raw("a", 1), raw("b c", 2), raw("d", 4, "DEL"), raw("ü.*", 5)];
    const { bucket } = await fake({
      link: {
        subscribe: async (_request, sink) => {
          fill(sink, entries);
          sink.caughtUp();
          return subscription();
        },
      },
    });
    const keys = await bucket.keys().toArray();
    expect(keys).toEqual(["a", "b c", "ü.*"]);
    expect((await bucket.history(">").toArray()).map(({ key }) => key)).toEqual(
      entries.map(({ key }) => key),
    );
    expect(await codeOf(bucket.get("b c"))).toBe("INVALID_KEY");
  });
});
