import { Kvm, type Bucket as TheirBucket, type KV } from "@nats-io/kv";
import { nuid, type NatsConnection } from "@nats-io/transport-node";
import type { KvBucket, KvManager } from "@revkv/core";
import { describeServers } from "@revkv/dev/nats-server";
import { expect, test, vi } from "vitest";
import { eventually } from "./eventually.ts";
import { collect, line, recordOf, storedLines, theirLine, theirRecordOf } from "./line.ts";
import { connectionTo, storeOn } from "./store.ts";

vi.setConfig({ testTimeout: 20_000 });

/** What both write with. */
interface Hand {
  put(key: string, value: string): Promise<number>;
  create(key: string, value: string): Promise<number>;
  update(key: string, value: string, revision: number): Promise<number>;
  delete(key: string): Promise<unknown>;
  purge(key: string): Promise<unknown>;
}

/**
 * All operations, each of which meets what the other one wrote. What a purge removes before the server has
 * come to deliver it is never told, so that a watch is waited for.
 */
async function writeInTurns(
  one: Hand,
  other: Hand,
  told: (count: number) => Promise<void> = async () => {},
): Promise<number[]> {
  const revisions: number[] = [];
  revisions.push(await one.put("a", "1"), await other.put("a", "2"));
  revisions.push(await other.create("b.c", "3"), await one.update("b.c", "4", 3));
  revisions.push(await other.update("b.c", "5", 4));
  await one.delete("a");
  revisions.push(await other.create("a", "7"));
  await other.delete("b.c");
  revisions.push(await one.create("b.c", "9"));
  await told(9);
  await one.purge("a");
  await other.purge("b.c");
  revisions.push(await other.create("a", "12"), await one.create("b.c", "13"));
  revisions.push(await one.put("empty", ""), await other.put("b.empty", ""));
  await other.delete("gone");
  return revisions;
}

const WRITTEN = [
  "PUT a=1 @1",
  "PUT a=2 @2",
  "PUT b.c=3 @3",
  "PUT b.c=4 @4",
  "PUT b.c=5 @5",
  "DEL a @6",
  "PUT a=7 @7",
  "DEL b.c @8",
  "PUT b.c=9 @9",
  "PURGE a @10",
  "PURGE b.c @11",
  "PUT a=12 @12",
  "PUT b.c=13 @13",
  "PUT empty= @14",
  "PUT b.empty= @15",
  "DEL gone @16",
];
const STORED = WRITTEN.slice(9);
const LAST = WRITTEN.slice(11);
const LIVE = ["a", "b.c", "empty", "b.empty"];

function revisionOf(line: string): number {
  return Number(line.slice(line.lastIndexOf("@") + 1));
}

describeServers("a bucket of @nats-io/kv and of revkv", {}, (server) => {
  async function both(): Promise<{ connection: NatsConnection; kv: KvManager; kvm: Kvm }> {
    const connection = await connectionTo(server());
    return { connection, kv: await storeOn(connection), kvm: new Kvm(connection) };
  }

  async function bucketOf(
    maker: string,
    name: string,
    history: number,
  ): Promise<{ ours: KvBucket; theirs: KV }> {
    const { kv, kvm } = await both();
    if (maker === "revkv") {
      return { ours: await kv.create(name, { history }), theirs: await kvm.open(name) };
    }
    const theirs = await kvm.create(name, { history });
    return { ours: await kv.open(name), theirs };
  }

  test.each([
    ["revkv", "revkv"],
    ["revkv", "@nats-io/kv"],
    ["@nats-io/kv", "revkv"],
    ["@nats-io/kv", "@nats-io/kv"],
  ])("made by %s, written by both with %s first", async (maker, writer) => {
    const { ours, theirs } = await bucketOf(maker, `both-${nuid.next()}`, 10);
    const told = recordOf(await ours.watch());
    const theirsWatch = await theirs.watch();
    const theirsTold = theirRecordOf(theirsWatch);
    await eventually(() => expect(told).toEqual(["initialized"]));

    const hands = [ours, theirs] as const;
    const [one, other] = writer === "revkv" ? hands : ([theirs, ours] as const);
    const revisions = await writeInTurns(one, other, async (count) => {
      await eventually(() => expect(told).toHaveLength(count + 1));
      await eventually(() => expect(theirsTold).toHaveLength(count));
    });
    expect(revisions).toEqual([1, 2, 3, 4, 5, 7, 9, 12, 13, 14, 15]);

    await eventually(() => expect(told).toEqual(["initialized", ...WRITTEN]));
    await eventually(() => expect(theirsTold).toEqual(WRITTEN));
    theirsWatch.stop();

    expect(await storedLines(ours)).toEqual(STORED);
    expect((await collect(await theirs.history())).map(theirLine)).toEqual(STORED);
    expect(await ours.keys().toArray()).toEqual(LIVE);
    expect(await collect(await theirs.keys())).toEqual(LIVE);
    expect(await ours.keys("b.*").toArray()).toEqual(["b.c", "b.empty"]);
    expect(await collect(await theirs.keys("b.*"))).toEqual(["b.c", "b.empty"]);
  });

  test.each(["revkv", "@nats-io/kv"])("made by %s, is read alike by both", async (maker) => {
    const { ours, theirs } = await bucketOf(maker, `read-${nuid.next()}`, 10);
    await writeInTurns(theirs, ours);
    const late = await ours.watch();
    expect((await late.snapshot()).map((entry) => line(entry))).toEqual(LAST);
    await late.stop();
    const theirsLate = await theirs.watch();
    const theirsTold = theirRecordOf(theirsLate);
    await eventually(() => expect(theirsTold).toEqual(LAST));
    theirsLate.stop();

    for (const key of [...LIVE, "gone", "never"]) {
      const options = { includeDeleted: true };
      const [our, their] = [await ours.get(key, options), await theirs.get(key)];
      expect(our && line(our)).toEqual(their && theirLine(their));
      expect(our?.created).toEqual(their?.created);
      expect(our?.length).toEqual(their?.length);
    }
    expect(await ours.get("gone")).toBeNull();
    for (const revision of [1, 9, 10, 11, 12, 13, 99]) {
      const their = await theirs.get("a", { revision });
      const our = await ours.get("a", { revision, includeDeleted: true });
      expect(our && line(our)).toEqual(their && theirLine(their));
    }
    expect((await ours.get("a", { revision: 12 }))?.text()).toBe("12");
  });

  test("each is told of a race that the other has won", async () => {
    const { ours, theirs } = await bucketOf("revkv", "races", 1);
    await theirs.put("a", "1");
    await expect(ours.create("a", "x")).rejects.toMatchObject({ code: "KEY_EXISTS", actual: 1 });
    await theirs.put("a", "2");
    await expect(ours.update("a", "x", 1)).rejects.toMatchObject({
      code: "REVISION_MISMATCH",
      expected: 1,
      actual: 2,
    });
    await expect(ours.delete("a", { expected: 1 })).rejects.toMatchObject({ actual: 2 });
    await ours.put("a", "3");
    await expect(theirs.create("a", "x")).rejects.toMatchObject({ code: 10071 });
    await expect(theirs.update("a", "x", 2)).rejects.toMatchObject({ code: 10071 });
    await expect(theirs.delete("a", { previousSeq: 2 })).rejects.toMatchObject({ code: 10071 });
    expect(await storedLines(ours)).toEqual(["PUT a=3 @3"]);
  });

  test("bytes and text come to the other as they are", async () => {
    const { ours, theirs } = await bucketOf("@nats-io/kv", "values", 1);
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
    const words = "\u{feff}naïve ☕ 漢字";
    await ours.put("ours.bytes", bytes);
    await ours.put("ours.text", words);
    await ours.put("ours.empty", new Uint8Array(0));
    await theirs.put("theirs.bytes", bytes);
    await theirs.put("theirs.text", words);
    await theirs.put("theirs.empty", new Uint8Array(0));

    const utf8 = new TextEncoder().encode(words);
    const expected = { bytes, text: utf8, empty: new Uint8Array(0) };
    for (const [name, value] of Object.entries(expected)) {
      expect(Uint8Array.from((await theirs.get(`ours.${name}`))?.value ?? [1])).toEqual(value);
      expect((await ours.get(`theirs.${name}`))?.value).toEqual(value);
    }
    expect((await ours.get("theirs.text"))?.text()).toBe(words);
  });

  test("filters, and what a watch begins with, mean the same to both", async () => {
    const { ours, theirs } = await bucketOf("revkv", "filters", 5);
    await theirs.put("a.x", "1");
    await ours.put("a.x", "2");
    await theirs.put("b.x", "3");
    const pairs = [
      [await ours.watch("a.*"), await theirs.watch({ key: "a.*" })],
      [await ours.watch(">", { include: "history" }), await theirs.watch({ include: "history" })],
      [await ours.watch(">", { include: "updates" }), await theirs.watch({ include: "updates" })],
      [await ours.watch(">", { fromRevision: 2 }), await theirs.watch({ resumeFromRevision: 2 })],
    ] as const;
    const records = pairs.map(([our, their]) => [recordOf(our), theirRecordOf(their)] as const);
    await theirs.put("a.y", "4");
    await ours.delete("a.x");
    await theirs.delete("b.x");
    const expected = [
      [2, 4, 5],
      [1, 2, 3, 4, 5, 6],
      [4, 5, 6],
      [2, 3, 4, 5, 6],
    ];
    for (const [at, [told, theirsTold]] of records.entries()) {
      const revisions = expected[at] ?? [];
      await eventually(() => expect(theirsTold.map(revisionOf)).toEqual(revisions));
      await eventually(() => expect(told).toHaveLength(revisions.length + 1));
      expect(told.filter((line) => line !== "initialized")).toEqual(theirsTold);
    }
    for (const [, their] of pairs) their.stop();
  });

  // With more history @nats-io/kv 3.4.0 removes keys that were deleted once and live again.
  test("each purges the markers of the other", async () => {
    const { ours, theirs } = await bucketOf("revkv", "purges", 1);
    const removing = theirs as TheirBucket;
    await theirs.put("deleted", "1");
    await theirs.put("purged", "2");
    await theirs.put("live", "3");
    await theirs.delete("deleted");
    await theirs.purge("purged");
    expect(await ours.purgeDeletes({ olderThanMs: 0 })).toBe(2);
    expect(await theirs.get("deleted")).toBeNull();
    expect((await collect(await theirs.history())).map(theirLine)).toEqual(["PUT live=3 @3"]);

    await ours.put("deleted", "6");
    await ours.delete("deleted");
    await ours.purge("purged");
    expect(await removing.purgeDeletes(-1_000)).toMatchObject({ success: true, purged: 2 });
    expect(await ours.get("deleted", { includeDeleted: true })).toBeNull();
    expect(await storedLines(ours)).toEqual(["PUT live=3 @3"]);

    await ours.delete("live");
    expect(await removing.purgeDeletes()).toMatchObject({ purged: 0 });
    expect(await ours.purgeDeletes()).toBe(0);
    expect(await storedLines(ours)).toEqual(["DEL live @9"]);
    expect((await ours.status()).values).toBe(1);
  });

  test("with a history of ten, what lies below the other's markers goes", async () => {
    const { ours, theirs } = await bucketOf("@nats-io/kv", "deep", 10);
    await theirs.put("back", "1");
    await theirs.delete("back");
    await theirs.put("back", "3");
    await theirs.put("gone", "4");
    await theirs.delete("gone");
    expect(await ours.purgeDeletes()).toBe(1);
    const kept = ["PUT back=1 @1", "DEL back @2", "PUT back=3 @3"];
    expect((await collect(await theirs.history())).map(theirLine)).toEqual([
      ...kept,
      "DEL gone @5",
    ]);
    expect(await ours.purgeDeletes({ olderThanMs: 0 })).toBe(1);
    expect((await collect(await theirs.history())).map(theirLine)).toEqual(kept);
  });

  test("buckets of the other are listed, and deleted ones are missed", async () => {
    const { kv, kvm } = await both();
    const ours = await kv.create("listed-ours");
    const theirs = await kvm.create("listed-theirs");
    const listed = await collect(kvm.list());
    expect(listed.map(({ bucket }) => bucket)).toContain("listed-ours");
    expect(await kv.names().toArray()).toContain("listed-theirs");
    expect(await kv.delete("listed-theirs")).toBe(true);
    await expect(theirs.status()).rejects.toMatchObject({ code: 10059 });
    expect(await (await kvm.open("listed-ours")).destroy()).toBe(true);
    await expect(ours.put("a", "1")).rejects.toMatchObject({ code: "BUCKET_NOT_FOUND" });
    expect(await kv.delete("listed-ours")).toBe(false);
  });
});

describeServers("times to live of both", { least: "2.11", versions: "newest" }, (server) => {
  test("what expires of the other leaves the same marker to both, and makes room", async () => {
    const connection = await connectionTo(server());
    const kv = await storeOn(connection);
    const theirs = await new Kvm(connection).create("ttl", { markerTTL: 60_000 });
    const ours = await kv.create("ttl", { limitMarkerTtlMs: 60_000 });
    const told = recordOf(await ours.watch());
    const theirsWatch = await theirs.watch();
    const theirsTold = theirRecordOf(theirsWatch);
    await theirs.create("theirs", "1", "1s");
    await ours.create("ours", "2", { ttlMs: 1_000 });
    await theirs.put("purged", "3");
    await eventually(() => expect(theirsTold).toHaveLength(3));
    await eventually(() => expect(told).toHaveLength(4));
    await theirs.purge("purged", { ttl: "1s" });
    const written = ["PUT theirs=1 @1", "PUT ours=2 @2", "PUT purged=3 @3", "PURGE purged @4"];
    // The server removes the purge marker of a second in silence.
    await eventually(() => expect(theirsTold).toHaveLength(6));
    await eventually(() => expect(told).toHaveLength(7));
    expect(theirsTold.slice(0, 4)).toEqual(written);
    expect(
      theirsTold
        .slice(4)
        .map((line) => line.slice(0, -1))
        .toSorted(),
    ).toEqual(["PURGE ours @", "PURGE theirs @"]);
    expect(told).toEqual(["initialized", ...theirsTold]);
    theirsWatch.stop();

    const marker = await ours.get("theirs", { includeDeleted: true });
    expect(marker).toMatchObject({ operation: "PURGE", reason: "MaxAge", length: 0 });
    expect(await theirs.get("ours")).toMatchObject({ operation: "PURGE" });
    expect(await ours.get("ours")).toBeNull();
    await eventually(async () => {
      expect(await ours.get("purged", { includeDeleted: true })).toBeNull();
    });
    expect(await ours.create("theirs", "again")).toBe(7);
    expect(await theirs.create("ours", "again")).toBe(8);
    expect(await ours.keys().toArray()).toEqual(["theirs", "ours"]);
  });
});
