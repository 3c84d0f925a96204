import {
  connect,
  type KvBucket,
  type KvEntry,
  type KvWatcher,
  type KvWatchOptions,
} from "@revkv/core";
import { describeServers, startProxy } from "@revkv/dev/nats-server";
import { expect, test } from "vitest";
import { nats } from "../../src/index.ts";
import { askApi, brief, codeOf, storeOn, take, wrong } from "./support.ts";
import { Wire } from "./wire.ts";

async function initialOf(watching: Promise<KvWatcher<KvEntry>>): Promise<string[]> {
  const watcher = await watching;
  const entries = await watcher.snapshot();
  await watcher.stop();
  expect(entries.every(({ isUpdate }) => !isUpdate)).toBe(true);
  return entries.map(brief);
}

async function liveOf(watcher: KvWatcher<KvEntry>, count: number): Promise<string[]> {
  const entries = await take(watcher[Symbol.asyncIterator](), count);
  expect(entries.every(({ isUpdate }) => isUpdate)).toBe(true);
  await watcher.stop();
  return entries.map(brief);
}

describeServers("rule 21: where a watch begins", {}, (server) => {
  const here = storeOn(server);

  /** a.1, a.2 and b, each with two entries; c is deleted, d purged. */
  async function filled(): Promise<KvBucket> {
    const bucket = await here.bucket({ history: 3 });
    for (const key of ["a.1", "a.2", "b"]) await bucket.put(key, "old");
    for (const key of ["a.1", "a.2", "b", "c"]) await bucket.put(key, "new");
    await bucket.delete("c");
    await bucket.purge("d");
    return bucket;
  }

  test("'last': the last entries, markers included; then everything", async () => {
    const bucket = await filled();
    const last = ["4 PUT a.1", "5 PUT a.2", "6 PUT b", "8 DEL c", "9 PURGE d"];
    expect(await initialOf(bucket.watch())).toEqual(last);
    expect(await initialOf(bucket.watch(">", { include: "last" }))).toEqual(last);
    expect(await initialOf(bucket.watch("a.*"))).toEqual(last.slice(0, 2));
    const watcher = await bucket.watch("a.*");
    await watcher.snapshot();
    await bucket.put("b", "v");
    await bucket.put("a.1", "v");
    await bucket.delete("a.2");
    expect(await liveOf(watcher, 2)).toEqual(["11 PUT a.1", "12 DEL a.2"]);
  });

  test("'history': all stored entries, then live ones", async () => {
    const bucket = await filled();
    const watcher = await bucket.watch(">", { include: "history" });
    expect((await watcher.snapshot()).map(brief)).toEqual([
      "1 PUT a.1",
      "2 PUT a.2",
      "3 PUT b",
      "4 PUT a.1",
      "5 PUT a.2",
      "6 PUT b",
      "7 PUT c",
      "8 DEL c",
      "9 PURGE d",
    ]);
    await bucket.put("d", "v");
    expect(await liveOf(watcher, 1)).toEqual(["10 PUT d"]);
  });

  test("'updates': live entries alone, and every one that was written after the call", async () => {
    const bucket = await filled();
    const watcher = await bucket.watch(">", { include: "updates" });
    const revision = await bucket.put("a.1", "v");
    expect(await watcher.snapshot()).toEqual([]);
    expect(await liveOf(watcher, 1)).toEqual([`${revision} PUT a.1`]);
  });

  test("fromRevision: stored entries from there on, then live ones", async () => {
    const bucket = await filled();
    expect(await initialOf(bucket.watch(">", { fromRevision: 1 }))).toHaveLength(9);
    expect(await initialOf(bucket.watch(">", { fromRevision: 6 }))).toEqual([
      "6 PUT b",
      "7 PUT c",
      "8 DEL c",
      "9 PURGE d",
    ]);
    expect(await initialOf(bucket.watch("a.*", { fromRevision: 4 }))).toEqual([
      "4 PUT a.1",
      "5 PUT a.2",
    ]);
    for (const fromRevision of [0, -1, 1.5, "1", null]) {
      expect(await codeOf(bucket.watch(">", { fromRevision: wrong(fromRevision) }))).toBe(
        "INVALID_ARGUMENT",
      );
    }
  });

  test("fromRevision in the future: what is written below it is no part of the watch", async () => {
    const bucket = await filled();
    const watcher = await bucket.watch(">", { fromRevision: 12 });
    expect(await watcher.snapshot()).toEqual([]);
    for (const key of ["x10", "x11", "x12", "x13"]) await bucket.put(key, "v");
    expect(await liveOf(watcher, 2)).toEqual(["12 PUT x12", "13 PUT x13"]);
  });

  test("ignoreDeletes drops DEL and PURGE, at first and later; metaOnly gives heads", async () => {
    const bucket = await filled();
    const watcher = await bucket.watch(">", { ignoreDeletes: true });
    expect((await watcher.snapshot()).map(brief)).toEqual(["4 PUT a.1", "5 PUT a.2", "6 PUT b"]);
    await bucket.delete("a.1");
    await bucket.purge("a.2");
    await bucket.put("b", "v");
    expect(await liveOf(watcher, 1)).toEqual(["12 PUT b"]);
    const heads = await bucket.watch(">", { metaOnly: true });
    const initial = await heads.snapshot();
    expect(initial.map(({ operation, length }) => `${operation} ${length}`)).toEqual([
      "DEL 0",
      "PURGE 0",
      "DEL 0",
      "PURGE 0",
      "PUT 1",
    ]);
    expect(initial.some((head) => "value" in head)).toBe(false);
    await heads.stop();
  });

  test("one that overlaps with history and updates is an error, not a choice", async () => {
    const bucket = await here.bucket();
    for (const options of [
      { include: "history", fromRevision: 1 },
      { include: "everything" },
      { includ: "last" },
    ]) {
      expect(
        await codeOf(bucket.watch(">", wrong<KvWatchOptions & { metaOnly?: false }>(options))),
      ).toBe("INVALID_ARGUMENT");
    }
  });

  test("asks for the stream once and makes one consumer, which goes with the watch", async () => {
    const bucket = await here.bucket();
    const wire = await Wire.of(here);
    const stream = `KV_${bucket.name}`;
    const subjects = await wire.subjectsDuring(async () => {
      const watcher = await bucket.watch("a.*");
      await watcher.stop();
    });
    expect(subjects).toEqual([
      `$JS.API.STREAM.INFO.${stream}`,
      `$JS.API.CONSUMER.CREATE.${stream}.<id>.$KV.${bucket.name}.a.*`,
      `$JS.API.CONSUMER.DELETE.${stream}.<id>`,
    ]);
  });
});

describeServers("rule 22: order", {}, (server) => {
  const here = storeOn(server);

  test("ascending, without gap among what is stored, never doubled, under heavy writing", async () => {
    const bucket = await here.bucket({ history: 64 });
    const writer = await (await here.anotherStore()).open(bucket.name);
    const watcher = await bucket.watch(">", { include: "history" });
    const total = 3_000;
    const seen = take(watcher[Symbol.asyncIterator](), total);
    for (let round = 0; round < total / 100; round += 1) {
      await Promise.all(
        Array.from({ length: 100 }, (_, at) => writer.put(`k${(round * 100 + at) % 60}`, "v")),
      );
    }
    expect((await seen).map(({ revision }) => revision)).toEqual(
      Array.from({ length: total }, (_, at) => at + 1),
    );
    await watcher.stop();
  });

  test("also over a connection that is cut again and again", async () => {
    const proxy = await startProxy(here.server.port);
    const kv = await connect(nats(await here.anotherConnection(proxy.url)));
    const writer = await here.bucket({ history: 64 });
    const bucket = await kv.open(writer.name);
    const watcher = await bucket.watch(">", { include: "history" });
    const total = 600;
    const seen = take(watcher[Symbol.asyncIterator](), total);
    for (let at = 0; at < total; at += 1) {
      await writer.put(`k${at % 20}`, "v");
      if (at % 150 === 75) proxy.cut();
    }
    expect((await seen).map(({ revision }) => revision)).toEqual(
      Array.from({ length: total }, (_, at) => at + 1),
    );
    await watcher.stop();
    await kv.close();
    await proxy.stop();
  });

  test("trimming, purgeDeletes and a raw purge are silent", async () => {
    const bucket = await here.bucket({ history: 2 });
    const watcher = await bucket.watch();
    const entries = watcher[Symbol.asyncIterator]();
    for (let revision = 1; revision <= 4; revision += 1) {
      await bucket.put("k", "v");
      expect((await take(entries, 1)).map(brief)).toEqual([`${revision} PUT k`]);
    }
    await bucket.delete("gone");
    expect((await take(entries, 1)).map(brief)).toEqual(["5 DEL gone"]);
    await bucket.purgeDeletes({ olderThanMs: 0 });
    await askApi(here.connection, `STREAM.PURGE.KV_${bucket.name}`, {});
    await bucket.put("last", "v");
    expect((await take(entries, 1)).map(brief)).toEqual(["6 PUT last"]);
    await watcher.stop();
  });
});
