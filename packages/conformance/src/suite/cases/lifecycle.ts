import { deepEqual, equal, ok } from "node:assert/strict";
import { isKvError, type KvBucket } from "@revkv/core";
import { failsWith, rejection, stored } from "../expecting.ts";
import { fill } from "../fill.ts";
import { OPERATIONS, STORE_OPERATIONS } from "../operations.ts";
import type { RuleCase } from "../rule-case.ts";

const onMissing = OPERATIONS.map(({ name, run }): RuleCase => ({
  rule: "R15.3",
  title: `${name} on a bucket that was deleted is BUCKET_NOT_FOUND`,
  async run({ kv, bucket }) {
    await bucket.put("k", "v");
    await kv.delete(bucket.name);
    await failsWith(run(bucket), "BUCKET_NOT_FOUND", { natsCode: 10059 });
    equal(await kv.delete(bucket.name), false);
  },
}));

const onRemade = OPERATIONS.map(({ name, run }): RuleCase => ({
  rule: "R15.3",
  title: `${name} works on a bucket that was made again, by the handle of the one before`,
  async run({ kv, bucket, remake }) {
    await bucket.put("k", "old");
    await bucket.put("k", "old");
    await kv.delete(bucket.name);
    await remake();
    equal(await bucket.put("k", "v"), 1);
    await run(bucket);
    ok((await bucket.status()).lastRevision <= 2);
  },
}));

const onClosed = OPERATIONS.map(({ name, run }): RuleCase => ({
  rule: "R17.1",
  title: `${name} after close is CLOSED, and known not to have happened`,
  async run({ bucket, anotherManager }) {
    await bucket.put("k", "v");
    const manager = await anotherManager();
    const same = await manager.open(bucket.name);
    const closing = manager.close();
    await failsWith(run(same), "CLOSED", { outcomeUnknown: false });
    await closing;
    await failsWith(run(same), "CLOSED", { outcomeUnknown: false });
    deepEqual(await stored(bucket), ["1 PUT k"]);
  },
}));

const onClosedStore = STORE_OPERATIONS.map(({ name, run }): RuleCase => ({
  rule: "R17.1",
  title: `${name} after close is CLOSED`,
  async run({ kv, bucket, anotherManager }) {
    const manager = await anotherManager();
    const closing = manager.close();
    await failsWith(run(manager, bucket.name), "CLOSED", { outcomeUnknown: false });
    await closing;
    await failsWith(run(manager, bucket.name), "CLOSED", { outcomeUnknown: false });
    equal((await kv.open(bucket.name)).name, bucket.name);
  },
}));

const onAborted = OPERATIONS.map(({ name, run }): RuleCase => ({
  rule: "R17.2",
  title: `${name} with an aborted signal rejects with its reason, and nothing is sent`,
  async run({ bucket }) {
    await bucket.put("k", "v");
    await bucket.delete("gone");
    for (const reason of [{ why: "enough" }, null, "text", new Error("e")])
      equal(await rejection(run(bucket, AbortSignal.abort(reason))), reason);
    deepEqual(await stored(bucket), ["1 PUT k", "2 DEL gone"]);
    equal((await bucket.status()).lastRevision, 2);
  },
}));

const whileAborted = OPERATIONS.map(({ name, run }): RuleCase => ({
  rule: "R17.2",
  title: `${name} that is aborted under way rejects with the reason, or had its answer before`,
  async run({ bucket }) {
    await bucket.put("k", "v");
    const aborting = new AbortController();
    const outcome = run(bucket, aborting.signal).then(
      () => "answered",
      (error: unknown) => error,
    );
    const reason = { why: "enough" };
    aborting.abort(reason);
    const found = await outcome;
    ok(found === "answered" || found === reason, `neither answer nor reason: ${String(found)}`);
    // A write may have happened, wholly or not at all; the bucket goes on.
    ok((await bucket.status()).lastRevision <= 2);
    ok((await bucket.put("k", "next")) <= 3);
  },
}));

/** Each operation on a bucket that is deleted, made again or closed, and with an aborted signal. */
export const lifecycle: readonly RuleCase[] = [
  ...onMissing,
  ...onRemade,
  ...onClosed,
  ...onClosedStore,
  ...onAborted,
  ...whileAborted,
  {
    rule: "R15.3",
    title:
      "a bucket that was never made is BUCKET_NOT_FOUND for open, update and status, and delete is false",
    async run({ kv, newName }) {
      const none = newName();
      await failsWith(kv.open(none), "BUCKET_NOT_FOUND", { natsCode: 10059 });
      await failsWith(kv.update(none, {}), "BUCKET_NOT_FOUND", { natsCode: 10059 });
      equal(await kv.delete(none), false);
      ok(!(await kv.names().toArray()).includes(none));
    },
  },
  {
    rule: "R15.3",
    title:
      "status of a deleted bucket is BUCKET_NOT_FOUND, and of one made again tells of that one",
    config: { history: 2 },
    async run({ kv, bucket, remake }) {
      await bucket.put("k", "v");
      await kv.delete(bucket.name);
      await failsWith(bucket.status(), "BUCKET_NOT_FOUND", { natsCode: 10059 });
      await remake({ history: 9 });
      const { config, lastRevision, values } = await bucket.status();
      deepEqual(
        { history: config.history, lastRevision, values },
        { history: 9, lastRevision: 0, values: 0 },
      );
    },
  },
  {
    rule: "R17.1",
    title: "close may be called again, and is what disposing of a manager does",
    async run({ anotherManager }) {
      const [one, two] = [await anotherManager(), await anotherManager()];
      await Promise.all([one.close(), one.close()]);
      await one.close();
      await two[Symbol.asyncDispose]();
      await failsWith(two.names().toArray(), "CLOSED");
    },
  },
  {
    rule: "R17.1",
    title: "writes under way when their manager is closed are waited for, and stored",
    config: { history: 64 },
    async run({ bucket, anotherManager }) {
      const manager = await anotherManager();
      const same = await manager.open(bucket.name);
      const writes = Array.from({ length: 50 }, (_, at) => same.put(`k${at % 5}`, String(at)));
      const outcomes = Promise.allSettled(writes);
      await Promise.resolve();
      await manager.close();
      const revisions = (await outcomes).flatMap((one) =>
        one.status === "fulfilled" ? one.value : [],
      );
      deepEqual(
        revisions,
        writes.map((_, at) => at + 1),
      );
      equal((await bucket.status()).values, 50);
    },
  },
  {
    rule: "R17.1",
    title: "other managers of the store go on, and so do their watches",
    async run({ bucket, anotherManager }) {
      const manager = await anotherManager();
      const watcher = await bucket.watch();
      const entries = watcher[Symbol.asyncIterator]();
      const first = entries.next();
      await (await manager.open(bucket.name)).put("k", "v");
      await manager.close();
      equal((await first).value?.revision, 1);
      await bucket.put("k", "w");
      equal((await entries.next()).value?.revision, 2);
      await watcher.stop();
    },
  },
  ...cutReads(),
];

/** R17.3: listings that are cut while they are read. */
function cutReads(): RuleCase[] {
  const reads = {
    keys: (bucket: KvBucket, signal?: AbortSignal) => bucket.keys(">", { signal }),
    history: (bucket: KvBucket, signal?: AbortSignal) => bucket.history(">", { signal }),
  };
  return Object.entries(reads).flatMap(([name, read]): RuleCase[] => [
    {
      rule: "R17.3",
      title: `${name} under way when the bucket is deleted rejects with BUCKET_DELETED, and never looks complete`,
      async run({ kv, bucket }) {
        await fill(bucket, MANY);
        const iterator = read(bucket)[Symbol.asyncIterator]();
        await iterator.next();
        await kv.delete(bucket.name);
        const rest = countOf(iterator);
        const outcome = await rest.catch((error: unknown) => isKvError(error) && error.code);
        // Where all of it was here already, nothing was cut.
        ok(
          outcome === "BUCKET_DELETED" || outcome === MANY - 1,
          `after one entry: ${outcome}, and it looked complete`,
        );
      },
    },
    {
      rule: "R17.3",
      title: `${name} under way when its manager is closed rejects with CLOSED`,
      async run({ bucket, anotherManager }) {
        await fill(bucket, MANY);
        const manager = await anotherManager();
        const iterator = read(await manager.open(bucket.name))[Symbol.asyncIterator]();
        await iterator.next();
        await manager.close();
        await failsWith(countOf(iterator), "CLOSED");
      },
    },
    {
      rule: "R17.3",
      title: `${name} under way when its signal is aborted rejects with the reason`,
      async run({ bucket }) {
        await fill(bucket, MANY);
        const aborting = new AbortController();
        const iterator = read(bucket, aborting.signal)[Symbol.asyncIterator]();
        await iterator.next();
        const reason = { why: "enough" };
        aborting.abort(reason);
        equal(await rejection(countOf(iterator)), reason);
      },
    },
  ]);
}

/** More than most backends have on their way when the first entry is read. */
const MANY = 2_000;

async function countOf(iterator: AsyncIterator<unknown>): Promise<number> {
  let count = 0;
  while ((await iterator.next()).done !== true) count += 1;
  return count;
}
