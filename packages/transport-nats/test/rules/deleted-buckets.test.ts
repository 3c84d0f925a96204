import type { KvEntry, KvWatcher } from "@revkv/core";
import { describeServers, findServers, startServer } from "@revkv/dev/nats-server";
import { describe, expect, test } from "vitest";
import { failure, rejection, take } from "@revkv/dev/expecting";
import { askApi, fill, Here, storeOn } from "./support.ts";
import { Wire } from "./wire.ts";

const WATCHERS = 100;
const WRITES = 500;

/** What is told to whoever listens to the end of a watch. */
function endOf(watcher: KvWatcher<KvEntry>): Promise<unknown> {
  return new Promise((resolve) => {
    watcher.on("closed", resolve);
  });
}

async function readOn(iterator: AsyncIterator<unknown>): Promise<void> {
  for (;;) if ((await iterator.next()).done === true) return;
}

describeServers("rule 3: a handle is a name", {}, (server) => {
  const here = storeOn(server);

  test("a bucket that is made again as another kind is reached as that one", async () => {
    const origin = await here.bucket();
    await origin.put("k", "of the origin");
    const kv = await here.anotherStore({ timeoutMs: 400 });
    const bucket = await here.bucket({}, kv);
    await bucket.put("k", "of its own");
    await here.kv.delete(bucket.name);
    await here.kv.create(bucket.name, { storage: "memory", mirror: { bucket: origin.name } });
    await expect.poll(async () => (await bucket.status()).values).toBe(1);
    expect(await bucket.put("new", "v")).toBe(2);
    expect(await origin.keys().toArray()).toEqual(["k", "new"]);
  });

  test("who deletes a bucket ends the watches of its own transport at once", async () => {
    const bucket = await here.bucket();
    await bucket.put("k", "v");
    const watchers = [await bucket.watch(), await bucket.watch("k", { include: "updates" })];
    const iterators = watchers.map((watcher) => watcher[Symbol.asyncIterator]());
    const ends = watchers.map(endOf);
    await take(iterators[0] ?? wanted(), 1);
    const pulls = iterators.map((iterator) => failure(iterator.next()));
    const beganMs = performance.now();
    await here.kv.delete(bucket.name);
    for (const end of [...pulls, ...ends]) {
      expect(await end).toMatchObject({ code: "BUCKET_DELETED" });
    }
    expect(performance.now() - beganMs).toBeLessThan(1_000);
  });

  test("what was acknowledged reaches every watch of the transport before its bucket is deleted", async () => {
    const bucket = await here.bucket();
    const watchers = await Promise.all(
      Array.from({ length: WATCHERS }, () => bucket.watch(">", { include: "updates" })),
    );
    const heard = watchers.map((watcher) => {
      const revisions: number[] = [];
      watcher.on("entry", ({ revision }) => void revisions.push(revision));
      return revisions;
    });
    const ends = watchers.map(endOf);
    const written = Array.from({ length: WRITES }, (_, at) => bucket.put(`k${at}`, "v"));
    const acknowledged = await Promise.all(written);
    await here.kv.delete(bucket.name);
    await Promise.all(ends);
    expect(heard).toEqual(watchers.map(() => acknowledged));
  });

  test("a server is asked for what it has not sent yet before it is told to delete", async () => {
    const bucket = await here.bucket();
    const watcher = await bucket.watch();
    const wire = await Wire.of(here);
    const sent = await wire.subjectsDuring(() => here.kv.delete(bucket.name));
    const stream = `KV_${bucket.name}`;
    expect(sent.slice(0, 3)).toEqual([
      `$JS.API.STREAM.INFO.${stream}`,
      `$JS.API.CONSUMER.INFO.${stream}.<id>`,
      `$JS.API.STREAM.DELETE.${stream}`,
    ]);
    await watcher.stop();
  });

  test("a finite read is cut with BUCKET_DELETED, also when the bucket is made again at once", async () => {
    for (const isMadeAgain of [false, true]) {
      const bucket = await here.bucket({ history: 2 });
      await fill(bucket, 2_500, 6_000);
      const entries = bucket.history(">")[Symbol.asyncIterator]();
      await entries.next();
      await here.kv.delete(bucket.name);
      if (isMadeAgain) await here.kv.create(bucket.name, { storage: "memory" });
      expect(await rejection(readOn(entries))).toMatchObject({ code: "BUCKET_DELETED" });
    }
  });
});

function wanted(): never {
  throw new Error("there is none");
}

describeServers(
  "rule 3: a bucket that somebody else deletes",
  { versions: "newest", start: "none" },
  () => {
    // Its end shows in heartbeats that stay away, some seconds long: all servers wait at the same time.
    describe.each(findServers())("on $version", { concurrent: true }, (found) => {
      test("ends watches and finite reads with BUCKET_DELETED within six seconds", async () => {
        const server = await startServer(found);
        const here = new Here(() => server);
        try {
          await here.begin();
          const ends = await Promise.all(
            [false, true].map((isMadeAgain) => deletedElsewhere(here, isMadeAgain)),
          );
          for (const { error, afterMs } of ends.flat()) {
            expect(error).toMatchObject({ code: "BUCKET_DELETED" });
            expect(afterMs).toBeLessThan(6_500);
          }
        } finally {
          await here.end();
          await server.stop();
        }
      }, 20_000);
    });
  },
);

interface End {
  readonly error: unknown;
  readonly afterMs: number;
}

/**
 * Deletes a bucket that is watched and read, with more in it than a server sends unasked, by a connection that
 * knows nothing of revkv.
 */
async function deletedElsewhere(here: Here, isMadeAgain: boolean): Promise<readonly End[]> {
  const bucket = await here.bucket({ history: 2 });
  await fill(bucket, 2_500, 6_000);
  const live = (await bucket.watch("k1"))[Symbol.asyncIterator]();
  await live.next();
  const updates = await bucket.watch("none", { include: "updates" });
  const entries = bucket.history(">")[Symbol.asyncIterator]();
  await entries.next();
  const keys = bucket.keys()[Symbol.asyncIterator]();
  await keys.next();
  const stranger = await here.anotherConnection();
  await askApi(stranger, `STREAM.DELETE.KV_${bucket.name}`);
  if (isMadeAgain) {
    const name = `KV_${bucket.name}`;
    const subjects = [`$KV.${bucket.name}.>`];
    const settings = { name, subjects, max_msgs_per_subject: 2, storage: "memory" };
    await askApi(stranger, `STREAM.CREATE.${name}`, { ...settings, allow_direct: true });
    await bucket.put("k1", "of the new bucket");
  }
  const beganMs = performance.now();
  const ends = [rejection(readOn(live)), rejection(readOn(entries)), endOf(updates)];
  return Promise.all(
    ends.map(async (end) => ({ error: await end, afterMs: performance.now() - beganMs })),
  );
}
