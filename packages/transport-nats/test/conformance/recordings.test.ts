import { readdirSync, readFileSync } from "node:fs";
import { connect as natsConnect, type NatsConnection } from "@nats-io/transport-node";
import { parseRecording, Recorder, replay, type RecordedLine } from "@revkv/conformance";
import { connect, type KvManager, type Transport } from "@revkv/core";
import { describeServers } from "@revkv/dev/nats-server";
import { local, manualClock } from "@revkv/transport-local";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nats } from "../../src/index.ts";

const folder = new URL("../../../conformance/fixtures/recordings/", import.meta.url);
const stored = readdirSync(folder).map((file) => ({
  file,
  lines: parseRecording(readFileSync(new URL(file, folder), "utf8")),
}));

/** What a client does through `connect`, on the real time. */
async function recorded(
  transport: Transport,
  script: (manager: KvManager) => Promise<void>,
): Promise<readonly RecordedLine[]> {
  const lines: string[] = [];
  const recorder = new Recorder({ title: "a script", write: (line) => lines.push(line) });
  await script(await connect(recorder.wrap(transport)));
  return parseRecording(lines.join("\n"));
}

/** A bit of everything, each step after the one before. */
async function script(manager: KvManager): Promise<void> {
  const bucket = await manager.create("recorded", { history: 3, storage: "memory" });
  const watcher = await bucket.watch("a.*", { metaOnly: true });
  const entries = watcher[Symbol.asyncIterator]();
  for (const value of ["1", "2", "3", "4"]) await bucket.put("a.b", value);
  await bucket.put("c", new Uint8Array([0xff]));
  await bucket.create("c", "again").catch(() => undefined);
  await bucket.update("c", "more", 99).catch(() => undefined);
  for (let at = 0; at < 4; at += 1) await entries.next();
  await bucket.get("a.b", { revision: 2 });
  await bucket.getMany(["c", "a.b", "none"]);
  await bucket.history("a.b").toArray();
  await bucket.delete("c");
  await bucket.purge("a.b");
  await entries.next();
  await bucket.purgeDeletes({ olderThanMs: 0 });
  await bucket.status();
  await manager.create("recorded", { history: 5, storage: "memory" }).catch(() => undefined);
  await manager.update("recorded", { history: 1, storage: "memory" });
  await bucket.watch("c");
  await manager.list().toArray();
  await manager.delete("recorded");
  await bucket.put("a", "gone").catch(() => undefined);
  await manager.close();
}

describeServers("recordings", { least: "2.10" }, (server) => {
  let connection: NatsConnection;
  beforeAll(async () => {
    connection = await natsConnect({ servers: server().url });
  });
  afterAll(async () => {
    await connection.close();
  });

  test("that are stored are 60", () => {
    expect(stored.length).toBe(60);
  });

  test.for(stored)("$file replays without a difference", async ({ lines }) => {
    expect(await replay(lines, { transport: nats(connection) })).toBe(undefined);
  });

  test("made in this process replay on the server", async () => {
    const lines = await recorded(local(), script);
    expect(await replay(lines, { transport: nats(connection) })).toBe(undefined);
  });

  test("made on the server replay there and in this process", async () => {
    const lines = await recorded(nats(connection), script);
    expect(await replay(lines, { transport: nats(connection) })).toBe(undefined);
    expect(await replay(lines, { transport: local() })).toBe(undefined);
  });

  test("of puts by two clients at once replay in the order of their revisions", async () => {
    const other = await natsConnect({ servers: server().url });
    const lines: string[] = [];
    const recorder = new Recorder({ title: "at once", write: (line) => lines.push(line) });
    const ada = await connect(recorder.wrap(nats(connection), { client: "ada" }));
    const ben = await connect(recorder.wrap(nats(other), { client: "ben" }));
    const own = await ada.create("recorded", { history: 64, storage: "memory" });
    const buckets = [own, await ben.open("recorded")];
    const watcher = await own.watch("a");
    const entries = watcher[Symbol.asyncIterator]();
    for (let round = 0; round < 10; round += 1) {
      const puts = buckets.flatMap((bucket) => ["a", "b", "a"].map((key) => bucket.put(key, "1")));
      await Promise.all(puts);
    }
    for (let at = 0; at < 40; at += 1) await entries.next();
    await own.history(">").toArray();
    await ada.delete("recorded");
    for (const manager of [ada, ben]) await manager.close();
    await other.close();
    expect(await replay(parseRecording(lines.join("\n")), { transport: local() })).toBe(undefined);
  });
});

describeServers("recordings of values that expire", { least: "2.11" }, (server) => {
  test("replay in no time where the clock can be turned, and in their own on the server", async () => {
    const connection = await natsConnect({ servers: server().url });
    const lines = await recorded(nats(connection), async (manager) => {
      const bucket = await manager.create("recorded", { limitMarkerTtlMs: 5_000 });
      const watcher = await bucket.watch("a");
      await bucket.create("a", "1", { ttlMs: 1_000 });
      for await (const { operation } of watcher) if (operation === "PURGE") break;
      await bucket.get("a", { includeDeleted: true });
      await manager.delete("recorded");
    });
    const clock = manualClock();
    expect(await replay(lines, { transport: local({ clock }), clock })).toBe(undefined);
    expect(await replay(lines, { transport: nats(connection) })).toBe(undefined);
    await connection.close();
  }, 20_000);
});
