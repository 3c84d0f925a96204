import type { KvBucket } from "@revkv/core";
import { describeServers } from "@revkv/dev/nats-server";
import { expect, test } from "vitest";
import { codeOf, take } from "@revkv/dev/expecting";
import { askApi, fill, storeOn } from "./support.ts";

describeServers("rule 23: the end of the initial values", {}, (server) => {
  const here = storeOn(server);

  test("snapshot rejects when the watch ends first: CLOSED, or the signal's reason", async () => {
    const bucket = await here.bucket();
    await fill(bucket, 2_000, 1_000);
    const stopped = await bucket.watch();
    const first = codeOf(stopped.snapshot());
    await stopped.stop();
    expect(await first).toBe("CLOSED");
    const controller = new AbortController();
    const aborted = await bucket.watch(">", { signal: controller.signal });
    const second = aborted.snapshot();
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(second).rejects.toBe(reason);
  });
});

// A server of 2.9 loses its count: it sends entries twice after a raw purge in memory, never again says that
// nothing is pending once one was purged on the way, and under writing it may say 22 pending where it has 300.
describeServers("rule 23: entries that are purged on the way", { least: "2.10" }, (server) => {
  const here = storeOn(server);

  test("comes though entries are purged raw in the middle of the initial values", async () => {
    const bucket = await here.bucket();
    // Too much for the server to have sent before the purge is asked for.
    const keys = await fill(bucket, 600, 20_000);
    for (const include of ["last", "history"] as const) {
      const watcher = await bucket.watch(">", { include });
      const stream = `KV_${bucket.name}`;
      const purge = askApi(here.connection, `STREAM.PURGE.${stream}`, { keep: 100 });
      const beganMs = performance.now();
      const initial = await watcher.snapshot();
      expect(performance.now() - beganMs).toBeLessThan(3_000);
      await purge;
      const seen = new Set(initial.map(({ key }) => key));
      expect(keys.slice(-100).filter((key) => !seen.has(key))).toEqual([]);
      const live = watcher[Symbol.asyncIterator]();
      await bucket.put("live", "v");
      expect((await take(live, 1))[0]).toMatchObject({ key: "live", isUpdate: true });
      await watcher.stop();
      await fill(bucket, 600, 20_000);
    }
  });

  test("comes though a filter's entries are purged and others go on being written", async () => {
    const bucket = await here.bucket();
    const writer = await (await here.anotherStore()).open(bucket.name);
    await fill(bucket, 400, 20_000);
    const run = { isOver: false };
    const writing = (async () => {
      while (!run.isOver) await writer.put("noise", "v");
    })();
    const watcher = await bucket.watch();
    await askApi(here.connection, `STREAM.PURGE.KV_${bucket.name}`, {
      filter: `$KV.${bucket.name}.k399`,
    });
    const initial = await watcher.snapshot();
    run.isOver = true;
    await writing;
    const keys = new Set(initial.map(({ key }) => key));
    expect(
      Array.from({ length: 399 }, (_, at) => `k${at}`).filter((key) => !keys.has(key)),
    ).toEqual([]);
    await watcher.stop();
  });
});

const WRITERS = 16;
const KEYS = 300;
const WATCHES = 30;

/** Sixteen writers, three hundred keys, 15 % purges; each call notes what was acknowledged last. */
class Load {
  readonly acked = new Map<string, number>();
  #isOver = false;
  #writes = 0;
  #running: readonly Promise<void>[] = [];

  begin(buckets: readonly KvBucket[]): void {
    this.#running = Array.from({ length: WRITERS }, (_, at) => {
      const bucket = buckets[at % buckets.length];
      return bucket === undefined ? Promise.resolve() : this.#write(bucket, at);
    });
  }

  get writes(): number {
    return this.#writes;
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#running);
  }

  async #write(bucket: KvBucket, writer: number): Promise<void> {
    for (let at = writer; !this.#isOver; at += 7) {
      const key = `k${(at * 31 + writer) % KEYS}`;
      const isPurge = at % 100 < 15;
      const revision = await (isPurge ? bucket.purge(key) : bucket.put(key, String(at)));
      this.#writes += 1;
      this.acked.set(key, Math.max(revision, this.acked.get(key) ?? 0));
    }
  }
}

describeServers("rule 23: under heavy writing", { least: "2.10" }, (server) => {
  const here = storeOn(server);

  test("the end is never early and always comes: 30 watches", async () => {
    const bucket = await here.bucket();
    const stores = await Promise.all([here.anotherStore(), here.anotherStore()]);
    const writers = await Promise.all(stores.map((kv) => kv.open(bucket.name)));
    await fill(bucket, KEYS);
    const load = new Load();
    load.begin(writers);
    const early: string[] = [];
    const sizes: number[] = [];
    for (let round = 0; round < WATCHES; round += 1) {
      const known = new Map(load.acked);
      const watcher = await bucket.watch();
      const initial = await watcher.snapshot();
      await watcher.stop();
      const seen = new Map(initial.map(({ key, revision }) => [key, revision]));
      sizes.push(seen.size);
      for (const [key, revision] of known) {
        if ((seen.get(key) ?? 0) < revision) early.push(`${round}: ${key} at ${revision}`);
      }
      const revisions = initial.map(({ revision }) => revision);
      if (revisions.some((revision, at) => revision <= (revisions[at - 1] ?? 0))) {
        early.push(`${round}: out of order`);
      }
    }
    await load.end();
    expect(early).toEqual([]);
    expect(Math.min(...sizes)).toBe(KEYS);
    expect(load.writes).toBeGreaterThan(WATCHES);
  }, 20_000);
});
