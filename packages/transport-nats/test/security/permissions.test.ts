import { describeServers, startProxy } from "@revkv/dev/nats-server";
import type { KvBucket } from "@revkv/core";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { codeOf, logIn, usersConfig, type User } from "./user.ts";

const INFO = "$JS.API.STREAM.INFO.KV_secret";
const start = {
  config: usersConfig({
    admin: {},
    "no-bucket": {
      publish: {
        deny: [
          "$KV.secret.>",
          "$JS.API.STREAM.MSG.GET.KV_secret",
          "$JS.API.STREAM.PURGE.KV_secret",
          "$JS.API.STREAM.UPDATE.KV_secret",
          "$JS.API.STREAM.DELETE.KV_secret",
          "$JS.API.STREAM.CREATE.KV_secret",
          "$JS.API.DIRECT.GET.KV_secret",
          "$JS.API.DIRECT.GET.KV_secret.>",
          "$JS.API.CONSUMER.CREATE.KV_secret.>",
        ],
      },
    },
    "no-info": { publish: { deny: [INFO] } },
    "no-list": { publish: { deny: ["$JS.API.STREAM.LIST"] } },
    "no-consumers": { publish: { deny: ["$JS.API.CONSUMER.>"] } },
    "no-level": { publish: { deny: ["$JS.API.INFO"] } },
    ann: { subscribe: ["_INBOX_ann.>"] },
  }),
};

/** Every call on a bucket. */
const CALLS: readonly {
  readonly call: string;
  readonly run: (bucket: KvBucket) => Promise<unknown>;
}[] = [
  { call: "put", run: (bucket) => bucket.put("a", "1") },
  { call: "put with expected", run: (bucket) => bucket.put("a", "1", { expected: 0 }) },
  { call: "create", run: (bucket) => bucket.create("a", "1") },
  { call: "update", run: (bucket) => bucket.update("a", "1", 1) },
  { call: "modify", run: (bucket) => bucket.modify("a", () => "1") },
  { call: "delete", run: (bucket) => bucket.delete("a") },
  { call: "purge", run: (bucket) => bucket.purge("a") },
  { call: "get", run: (bucket) => bucket.get("a") },
  { call: "get of a revision", run: (bucket) => bucket.get("a", { revision: 1 }) },
  { call: "get of the leader", run: (bucket) => bucket.get("a", { consistency: "leader" }) },
  { call: "getMany", run: (bucket) => bucket.getMany(["a", "b"]) },
  { call: "keys", run: (bucket) => bucket.keys().toArray() },
  { call: "history", run: (bucket) => bucket.history("a").toArray() },
  { call: "watch", run: (bucket) => bucket.watch("a") },
  { call: "watch of several filters", run: (bucket) => bucket.watch(["a", "b"]) },
  { call: "purgeDeletes", run: (bucket) => bucket.purgeDeletes() },
];

describeServers("what a user may not do", { least: "2.10", start }, (server, { version }) => {
  let admin: User;

  beforeEach(async () => {
    admin = await logIn(server().url, "admin");
    for (const name of ["secret", "open"]) {
      await admin.kv.delete(name);
      // A server may bring back what a file held if its stream is made again at once.
      await (await admin.kv.create(name, { history: 5, storage: "memory" })).put("a", "1");
    }
  });

  describe("with a bucket", () => {
    test.each(CALLS)(
      "$call is PERMISSION_DENIED at once, and works on another bucket",
      async ({ call, run }) => {
        const { kv } = await logIn(server().url, "no-bucket");
        const [secret, open] = await Promise.all([kv.open("secret"), kv.open("open")]);
        const refused = codeOf(run(secret));
        const meanwhile = open.put("b", "1");
        expect(await refused).toBe("PERMISSION_DENIED");
        expect(await meanwhile).toBe(2);
        if (!["create", "update", "put with expected"].includes(call)) await run(open);
        expect(await (await admin.kv.open("secret")).status()).toMatchObject({ lastRevision: 1 });
      },
    );

    test("neither make, change nor delete it", async () => {
      const { kv } = await logIn(server().url, "no-bucket");
      expect(await codeOf(kv.create("secret", { history: 5, storage: "memory" }))).toBe(
        "PERMISSION_DENIED",
      );
      expect(await codeOf(kv.update("secret", { history: 6, storage: "memory" }))).toBe(
        "PERMISSION_DENIED",
      );
      expect(await codeOf(kv.delete("secret"))).toBe("PERMISSION_DENIED");
      expect(await admin.kv.names().toArray()).toEqual(["open", "secret"]);
    });

    test("not even ask for it, or list all", async () => {
      const [one, two] = [
        await logIn(server().url, "no-info"),
        await logIn(server().url, "no-list"),
      ];
      expect(await codeOf(one.kv.open("secret"))).toBe("PERMISSION_DENIED");
      expect(await codeOf(two.kv.names().toArray())).toBe("PERMISSION_DENIED");
      expect(await codeOf(two.kv.list().toArray())).toBe("PERMISSION_DENIED");
      expect(await one.kv.open("open")).toHaveProperty("name", "open");
    });
  });

  test("make consumers: keys, history and watches are PERMISSION_DENIED, the rest works", async () => {
    const { kv } = await logIn(server().url, "no-consumers");
    const bucket = await kv.open("open");
    for (const call of [
      () => bucket.keys().toArray(),
      () => bucket.history(">").toArray(),
      () => bucket.watch(),
      () => bucket.purgeDeletes(),
    ]) {
      expect(await codeOf(call())).toBe("PERMISSION_DENIED");
    }
    const revision = await bucket.put("b", "1");
    expect(await bucket.get("b")).toMatchObject({ revision });
  });

  test("ask for the level of the API: connect works, and features go by the version", async () => {
    const user = await logIn(server().url, "no-level");
    const isNew = !version.startsWith("2.10.");
    const made = user.kv.create("secret", {
      history: 5,
      storage: "memory",
      limitMarkerTtlMs: 1_000,
    });
    expect(await codeOf(made)).toBe(isNew ? "BUCKET_EXISTS" : "FEATURE_UNSUPPORTED");
    expect(await (await user.kv.open("open")).put("b", "1")).toBe(2);
  });

  describe("with inboxes", () => {
    test("hear answers: every call is PERMISSION_DENIED at once", async () => {
      const { kv } = await logIn(server().url, "ann");
      expect(await codeOf(kv.open("open"))).toBe("PERMISSION_DENIED");
      expect(await codeOf(kv.create("new"))).toBe("PERMISSION_DENIED");
      expect(await codeOf(kv.names().toArray())).toBe("PERMISSION_DENIED");
    });

    test("still not when the connection has broken and is back", async () => {
      const proxy = await startProxy(server().port);
      onTestFinished(() => proxy.stop());
      const { kv, refused } = await logIn(proxy.url, "ann");
      expect(await codeOf(kv.open("open"))).toBe("PERMISSION_DENIED");
      const before = refused.length;
      proxy.cut();
      await vi.waitFor(() => expect(refused.length).toBeGreaterThan(before), { timeout: 5_000 });
      expect(await codeOf(kv.open("open"))).toBe("PERMISSION_DENIED");
    });

    test("where it may hear them everything works", async () => {
      const { kv, refused } = await logIn(server().url, "ann", "_INBOX_ann");
      const bucket = await kv.open("open");
      for (const { run } of CALLS.filter(({ call }) => !/create|update|expected/.test(call))) {
        await run(bucket);
      }
      await kv.close();
      expect(refused).toEqual([]);
    });
  });
});
