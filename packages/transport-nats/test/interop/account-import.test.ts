import type { NatsConnection } from "@nats-io/transport-node";
import type { KvBucket, KvManager } from "@revkv/core";
import { describeServers } from "@revkv/dev/nats-server";
import { expect, test, vi } from "vitest";
import { eventually } from "./eventually.ts";
import { recordOf, storedLines } from "./line.ts";
import { connectionTo, storeOn } from "./store.ts";
import { tour } from "./tour.ts";

vi.setConfig({ testTimeout: 20_000 });

/** Account A has JetStream, B reaches it under a prefix of its own; `forB` is where B's inboxes are. */
function accounts(exports: readonly string[], imports: readonly string[]): string {
  return `
    accounts {
      A {
        jetstream: enabled
        users: [{ user: a, password: a }]
        exports: [
          { service: "$JS.API.>" }
          { service: "$KV.>" }
          { stream: "forB.>" }
          ${exports.join("\n")}
        ]
      }
      B {
        users: [{ user: b, password: b }]
        imports: [
          { service: { account: A, subject: "$JS.API.>" }, to: "fromA.>" }
          { service: { account: A, subject: "$KV.>" }, to: "fromA.$KV.>" }
          { stream: { account: A, subject: "forB.>" } }
          ${imports.join("\n")}
        ]
      }
    }
  `;
}

const FLOW = [
  [`{ service: "$JS.FC.>" }`],
  [`{ service: { account: A, subject: "$JS.FC.>" } }`],
] as const;
const FIVE_MB = { entries: 100, bytes: 50_000 };

async function fill(bucket: KvBucket): Promise<void> {
  const value = new Uint8Array(FIVE_MB.bytes);
  const keys = Array.from({ length: FIVE_MB.entries }, (_, at) => `k.${at}`);
  await Promise.all(keys.map((key) => bucket.put(key, value)));
}

describeServers(
  "a bucket of another account",
  { start: { config: accounts(...FLOW) } },
  (server) => {
    async function both(): Promise<{
      ours: KvManager;
      theirs: KvManager;
      foreign: NatsConnection;
    }> {
      const own = await connectionTo(server(), { user: "a", pass: "a" });
      const options = { user: "b", pass: "b", inboxPrefix: "forB" };
      const foreign = await connectionTo(server(), options);
      const theirs = await storeOn(foreign, { apiPrefix: "fromA" });
      return { ours: await storeOn(own), theirs, foreign };
    }

    test("every call works", async () => {
      const { theirs } = await both();
      expect(await tour(theirs, "imported")).toHaveLength(10);
    });

    test("it is the same bucket on both sides", async () => {
      const { ours, theirs, foreign } = await both();
      const bucket = await ours.create("shared", { history: 5 });
      const imported = await theirs.open("shared");
      const records = [recordOf(await bucket.watch()), recordOf(await imported.watch())];
      await bucket.put("a", "1");
      expect(await imported.put("a", "2")).toBe(2);
      expect(await imported.delete("a", { expected: 2 })).toBe(3);
      expect((await bucket.get("a", { includeDeleted: true }))?.revision).toBe(3);
      const written = ["PUT a=1 @1", "PUT a=2 @2", "DEL a @3"];
      for (const told of records) {
        await eventually(() => {
          expect(told.filter((it) => it !== "initialized")).toEqual(written);
        });
      }
      expect(await storedLines(imported)).toEqual(written);
      await expect(storeOn(foreign)).rejects.toMatchObject({ code: "FEATURE_UNSUPPORTED" });
    });

    test("more than a window of flow control comes over", async () => {
      const { ours, theirs } = await both();
      const bucket = await ours.create("big", { storage: "memory" });
      await fill(bucket);
      const imported = await theirs.open("big");
      expect(await imported.history(">").toArray()).toHaveLength(FIVE_MB.entries);
      const watcher = await imported.watch();
      expect(await watcher.snapshot()).toHaveLength(FIVE_MB.entries);
      await watcher.stop();
    });

    // By default an export lets one answer to a request pass; a read of many keys at one moment has several.
    test("many keys are read, one by one", async () => {
      const { ours, theirs } = await both();
      const bucket = await ours.create("many");
      await bucket.put("a", "1");
      await bucket.put("b", "2");
      const imported = await theirs.open("many");
      expect([...(await imported.getMany(["b", "none", "a"])).keys()]).toEqual(["b", "a"]);
    });
  },
);

describeServers(
  "without an import of flow control",
  { versions: "newest", start: { config: accounts([], []) } },
  (server) => {
    test("what does not fit a window is told to be forbidden", { timeout: 20_000 }, async () => {
      const own = await storeOn(await connectionTo(server(), { user: "a", pass: "a" }));
      const options = { user: "b", pass: "b", inboxPrefix: "forB" };
      const foreign = await connectionTo(server(), options);
      const theirs = await storeOn(foreign, { apiPrefix: "fromA" });
      await fill(await own.create("big", { storage: "memory" }));
      const imported = await theirs.open("big");
      const watcher = await imported.watch();
      const cause = { code: "PERMISSION_DENIED", message: expect.stringContaining("$JS.FC.>") };
      await Promise.all([
        expect(watcher.snapshot()).rejects.toMatchObject(cause),
        expect(imported.history(">").toArray()).rejects.toMatchObject({
          code: "INCOMPLETE_READ",
          cause,
        }),
      ]);
      expect(await imported.keys().toArray()).toHaveLength(FIVE_MB.entries);
    });
  },
);

describeServers(
  "without an import of what is delivered",
  { versions: "newest", start: { config: accounts(...FLOW) } },
  (server) => {
    test("a watch ends and says which inbox was never reached", { timeout: 40_000 }, async () => {
      const own = await storeOn(await connectionTo(server(), { user: "a", pass: "a" }));
      // Answers find their way to any inbox; what a consumer delivers needs the stream of `forB`.
      const options = { user: "b", pass: "b", inboxPrefix: "elsewhere" };
      const foreign = await connectionTo(server(), options);
      const theirs = await storeOn(foreign, { apiPrefix: "fromA" });
      await (await own.create("unheard", { storage: "memory" })).put("k", "v");
      const imported = await theirs.open("unheard");
      const watcher = await imported.watch();
      const cause = {
        code: "PERMISSION_DENIED",
        message: expect.stringContaining("elsewhere."),
      };
      await Promise.all([
        expect(watcher.snapshot()).rejects.toMatchObject(cause),
        expect(imported.keys().toArray()).rejects.toMatchObject({ code: "INCOMPLETE_READ" }),
      ]);
      expect((await imported.get("k"))?.text()).toBe("v");
    });
  },
);
