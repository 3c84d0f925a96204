import type { KvBucket, KvManager } from "@revkv/core";

/** A call of the interface, and what a user must be let to publish for it. */
export interface PermittedCall {
  readonly call: string;
  /** Subjects for the bucket `b`. */
  readonly publish: readonly string[];
  /** Of these, what is asked only in doubt: when initial values fail to come, or an answer does. */
  readonly inDoubt?: readonly string[];
  readonly run: (kv: KvManager, bucket: () => Promise<KvBucket>) => Promise<unknown>;
}

const INFO = "$JS.API.STREAM.INFO.KV_b";
const LEADER = "$JS.API.STREAM.MSG.GET.KV_b";
const ONE = "$JS.API.DIRECT.GET.KV_b.$KV.b.>";
const MANY = "$JS.API.DIRECT.GET.KV_b";
const WRITE = "$KV.b.>";
const DOUBT = "$JS.API.CONSUMER.INFO.KV_b.>";
const FLOW = "$JS.FC.KV_b.>";
const READ = [
  INFO,
  "$JS.API.CONSUMER.CREATE.KV_b.>",
  "$JS.API.CONSUMER.DELETE.KV_b.>",
  FLOW,
  DOUBT,
];

/**
 * What each call needs, for a server of 2.11 or later. All need to subscribe to the inboxes of their
 * connection, and `connect` asks `$JS.API.INFO`, which may be denied. Where a bucket has several replicas,
 * listings and watches ask the leader too, as `get of the leader` does. To open a bucket is part of each call
 * on one. The bucket of these tests holds enough for the server to ask whether the reader follows.
 */
export const CALLS: readonly PermittedCall[] = [
  {
    call: "open",
    publish: [INFO],
    run: (_kv, bucket) => bucket(),
  },
  {
    call: "status",
    publish: [INFO],
    run: async (_kv, bucket) => (await bucket()).status(),
  },
  {
    call: "put",
    publish: [INFO, WRITE],
    run: async (_kv, bucket) => {
      const b = await bucket();
      const revision = await b.put("put", "1");
      await b.put("put", "2", { expected: revision });
      await b.update("put", "3", await b.put("put", "2"));
    },
  },
  {
    call: "delete and purge",
    publish: [INFO, WRITE],
    run: async (_kv, bucket) => {
      const b = await bucket();
      await b.delete("gone");
      await b.purge("gone");
    },
  },
  {
    call: "create",
    publish: [INFO, WRITE, LEADER],
    run: async (_kv, bucket) => {
      const b = await bucket();
      await b.create("created", "1");
      await b.delete("created");
      await b.create("created", "2");
    },
  },
  {
    call: "modify",
    publish: [INFO, WRITE, LEADER],
    run: async (_kv, bucket) => (await bucket()).modify("modified", () => "1"),
  },
  {
    call: "get",
    publish: [INFO, ONE],
    run: async (_kv, bucket) => (await bucket()).get("key.0"),
  },
  {
    call: "get of a revision",
    publish: [INFO, MANY],
    run: async (_kv, bucket) => (await bucket()).get("key.0", { revision: 1 }),
  },
  {
    call: "get of the leader",
    publish: [INFO, LEADER],
    run: async (_kv, bucket) => {
      const b = await bucket();
      await b.get("key.0", { consistency: "leader" });
      await b.get("key.0", { consistency: "leader", revision: 1 });
    },
  },
  {
    call: "get with minRevision",
    publish: [INFO, ONE, LEADER],
    run: async (_kv, bucket) => (await bucket()).get("key.0", { minRevision: 1_000_000 }),
  },
  {
    call: "getMany",
    publish: [INFO, MANY, ONE],
    inDoubt: [ONE],
    run: async (_kv, bucket) => (await bucket()).getMany(["key.0", "key.1", "none"]),
  },
  {
    call: "keys",
    publish: READ,
    inDoubt: [DOUBT, FLOW],
    run: async (_kv, bucket) => (await bucket()).keys().toArray(),
  },
  {
    call: "history",
    publish: READ,
    inDoubt: [DOUBT],
    run: async (_kv, bucket) => (await bucket()).history(">").toArray(),
  },
  {
    call: "watch",
    publish: READ,
    inDoubt: [DOUBT],
    run: async (_kv, bucket) => {
      const watcher = await (await bucket()).watch();
      await watcher.snapshot();
      await watcher.stop();
    },
  },
  {
    call: "watch of several filters",
    publish: READ,
    inDoubt: [DOUBT, FLOW],
    run: async (_kv, bucket) => {
      const watcher = await (await bucket()).watch(["key.0", "key.1"]);
      await watcher.snapshot();
      await watcher.stop();
    },
  },
  {
    call: "purgeDeletes",
    publish: [...READ, "$JS.API.STREAM.PURGE.KV_b"],
    inDoubt: [DOUBT, FLOW],
    run: async (_kv, bucket) => (await bucket()).purgeDeletes({ olderThanMs: 0 }),
  },
  {
    call: "create a bucket",
    publish: ["$JS.API.STREAM.CREATE.KV_b", INFO],
    run: (kv) => kv.create("b", { history: 5 }),
  },
  {
    call: "update a bucket",
    publish: ["$JS.API.STREAM.UPDATE.KV_b", INFO],
    run: (kv) => kv.update("b", { history: 5 }),
  },
  {
    call: "createOrUpdate a bucket",
    publish: ["$JS.API.STREAM.CREATE.KV_b", "$JS.API.STREAM.UPDATE.KV_b", INFO],
    run: (kv) => kv.createOrUpdate("b", { history: 5, description: "another" }),
  },
  {
    call: "names and list",
    publish: ["$JS.API.STREAM.LIST"],
    run: async (kv) => {
      await kv.names().toArray();
      await kv.list().toArray();
    },
  },
  {
    call: "delete a bucket",
    publish: ["$JS.API.STREAM.DELETE.KV_b", INFO],
    run: (kv) => kv.delete("b"),
  },
];
