import { deepEqual, equal, match, ok } from "node:assert/strict";
import { json, text, type KvConfig, type TransportFeatures } from "@revkv/core";
import { failsWith, failure, includes, stored, textOf } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";

/** Settings that ask for a feature. */
const ASKING: readonly (readonly [feature: keyof TransportFeatures, what: string, KvConfig])[] = [
  ["mirror", "a mirror", { mirror: { bucket: "origin" } }],
  ["mirror", "sources", { sources: [{ bucket: "origin", filter: "a.>" }] }],
  ["limitMarkers", "limitMarkerTtlMs", { limitMarkerTtlMs: 1_000 }],
  ["metadata", "metadata", { metadata: { a: "b" } }],
  ["compression", "compression", { compression: true }],
];

const refused = ASKING.map(([feature, what, config]): RuleCase => ({
  rule: "R15.4",
  title: `${what} where it is not supported is FEATURE_UNSUPPORTED, and nothing comes of it`,
  lacks: feature,
  async run({ kv, bucket, newName }) {
    const name = newName();
    await failsWith(kv.create(name, config), "FEATURE_UNSUPPORTED");
    await failsWith(kv.createOrUpdate(name, config), "FEATURE_UNSUPPORTED");
    await failsWith(kv.open(name), "BUCKET_NOT_FOUND");
    const before = await bucket.status();
    await failsWith(kv.update(bucket.name, config), "FEATURE_UNSUPPORTED");
    deepEqual(await bucket.status(), before);
  },
}));

/** R15: making, changing and deleting buckets. */
export const buckets: readonly RuleCase[] = [
  ...refused,
  {
    rule: "R15.1",
    title: "create with the same settings opens the bucket with all it holds",
    config: { history: 3, description: "d" },
    async run({ bucket, remake }) {
      await bucket.put("k", "v");
      const again = await remake();
      equal((await again.get("k"))?.revision, 1);
      equal(await again.put("k", "w"), 2);
      deepEqual(await stored(bucket), ["1 PUT k", "2 PUT k"]);
    },
  },
  {
    rule: "R15.1",
    title: "settings left out, undefined or given as their defaults are the same settings",
    async run({ kv, newName }) {
      const name = newName();
      await (await kv.create(name)).put("k", "v");
      const full = { history: 1, storage: "file", replicas: 1, compression: false } as const;
      const absent = { description: undefined, ttlMs: undefined, metadata: undefined };
      for (const config of [full, absent, { ...full, ...absent }, { description: "" }])
        equal(await textOf(await kv.create(name, config), "k"), "v");
    },
  },
  {
    rule: "R15.1",
    title:
      "create with other settings is BUCKET_EXISTS with every difference in words, and changes nothing",
    config: { history: 3, storage: "memory" },
    async run({ kv, bucket, create }) {
      await bucket.put("k", "v");
      const before = await bucket.status();
      const { replicas } = before.config;
      const asked = { history: 5, description: "d", storage: "file", replicas } as const;
      const error = await failure(kv.create(bucket.name, asked));
      includes(error, {
        code: "BUCKET_EXISTS",
        natsCode: 10058,
        differences: [
          'description is not set, asked for "d"',
          "history is 3, asked for 5",
          'storage is "memory", asked for "file"',
        ],
      });
      match(error.message, /history is 3, asked for 5/);
      deepEqual(await bucket.status(), before);
      ok((await create()).name !== bucket.name);
    },
  },
  {
    rule: "R15.1",
    title: "whoever made the bucket, its settings are compared",
    config: { history: 2 },
    async run({ bucket, anotherManager }) {
      const manager = await anotherManager();
      const { config } = await bucket.status();
      equal((await manager.create(bucket.name, config)).name, bucket.name);
      await failsWith(manager.create(bucket.name, { ...config, history: 3 }), "BUCKET_EXISTS", {
        differences: ["history is 2, asked for 3"],
      });
    },
  },
  {
    rule: "R15.1",
    title: "the order of metadata does not matter, its content does",
    needs: ["metadata"],
    config: { metadata: { x: "1", y: "2" } },
    async run({ kv, bucket, remake }) {
      equal((await remake({ metadata: { y: "2", x: "1" } })).name, bucket.name);
      await failsWith(remake({ metadata: { x: "1", y: "3" } }), "BUCKET_EXISTS");
      equal((await kv.open(bucket.name)).name, bucket.name);
    },
  },
  {
    rule: "R15.1",
    title: "settings that an update has put in force are those that create compares",
    config: { history: 2 },
    async run({ kv, bucket, remake }) {
      const { config } = await bucket.status();
      await kv.update(bucket.name, { ...config, history: 4 });
      equal((await remake({ history: 4 })).name, bucket.name);
      await failsWith(remake({ history: 2 }), "BUCKET_EXISTS");
    },
  },
  {
    rule: "R15.1",
    title: "a codec is neither stored nor compared: two clients may read one bucket differently",
    async run({ kv, newName }) {
      const name = newName();
      const texts = await kv.create(name, { codec: text });
      await texts.put("k", "7");
      const numbers = await kv.create(name, { codec: json<number>() });
      equal((await numbers.get("k"))?.value, 7);
      deepEqual((await (await kv.open(name)).get("k"))?.value, new Uint8Array([55]));
      ok(!("codec" in (await texts.status()).config));
    },
  },
  {
    rule: "R15.2",
    title: "update replaces all settings, what is left out goes back to its default, entries stay",
    config: { history: 5, description: "before" },
    async run({ kv, bucket }) {
      for (const value of ["1", "2", "3"]) await bucket.put("k", value);
      const { storage, replicas } = (await bucket.status()).config;
      await kv.update(bucket.name, { storage, replicas, history: 8 });
      const { config, values } = await bucket.status();
      deepEqual(config, { history: 8, storage, replicas, compression: false });
      equal(values, 3);
      equal(await bucket.put("k", "4"), 4);
    },
  },
  {
    rule: "R15.2",
    title: "createOrUpdate makes what is missing and updates what is there",
    async run({ kv, bucket, newName }) {
      const name = newName();
      const { storage, replicas } = (await bucket.status()).config;
      const config = { storage, replicas };
      await (await kv.createOrUpdate(name, { ...config, history: 2 })).put("k", "v");
      const again = await kv.createOrUpdate(name, { ...config, history: 3 });
      equal((await again.status()).config.history, 3);
      equal(await textOf(again, "k"), "v");
    },
  },
  {
    rule: "R15.2",
    title: "a change of storage on update is INVALID_CONFIG and changes nothing",
    async run({ kv, create }) {
      const bucket = await create({ storage: "memory" });
      const before = await bucket.status();
      const { replicas } = before.config;
      const asked = { storage: "file", history: 5, replicas } as const;
      await failsWith(kv.update(bucket.name, asked), "INVALID_CONFIG", { natsCode: 10052 });
      await failsWith(kv.update(bucket.name, { history: 5, replicas }), "INVALID_CONFIG");
      await failsWith(kv.createOrUpdate(bucket.name, asked), "INVALID_CONFIG");
      deepEqual(await bucket.status(), before);
    },
  },
  {
    rule: "R15.2",
    title: "update of a bucket that is not there is BUCKET_NOT_FOUND, and makes none",
    async run({ kv, newName }) {
      const name = newName();
      await failsWith(kv.update(name, { history: 2 }), "BUCKET_NOT_FOUND", { natsCode: 10059 });
      await failsWith(kv.open(name), "BUCKET_NOT_FOUND");
    },
  },
  {
    rule: "R15.2",
    title: "delete resolves to whether there was one, and everything in it is gone",
    async run({ kv, bucket, remake }) {
      await bucket.put("k", "v");
      equal(await kv.delete(bucket.name), true);
      equal(await kv.delete(bucket.name), false);
      ok(!(await kv.names().toArray()).includes(bucket.name));
      const again = await remake();
      equal(await again.get("k"), null);
      deepEqual(await stored(again), []);
    },
  },
  {
    rule: "R15.2",
    title:
      "settings out of their range are INVALID_CONFIG, wrong or unknown ones INVALID_ARGUMENT, and make no bucket",
    async run({ kv, bucket, newName }) {
      const name = newName();
      const wrong: readonly object[] = [{ histroy: 2 }, { history: "2" }, { storage: "disk" }];
      for (const config of [{ history: 0 }, { history: 65 }, { history: 1.5 }, { ttlMs: 99 }])
        await failsWith(kv.create(name, config), "INVALID_CONFIG");
      for (const config of wrong) await failsWith(kv.create(name, config), "INVALID_ARGUMENT");
      await failsWith(kv.open(name), "BUCKET_NOT_FOUND");
      const before = await bucket.status();
      await failsWith(kv.update(bucket.name, { history: 65 }), "INVALID_CONFIG");
      deepEqual(await bucket.status(), before);
    },
  },
  {
    rule: "R15.3",
    title: "two buckets of a store share nothing but the store",
    async run({ bucket, create }) {
      const other = await create();
      await bucket.put("k", "1");
      await bucket.put("k", "2");
      equal(await other.put("k", "other"), 1);
      equal(await textOf(bucket, "k"), "2");
      await other.purge("k");
      equal(await textOf(bucket, "k"), "2");
    },
  },
  {
    rule: "R15.3",
    title: "two managers of a store share all",
    async run({ bucket, anotherManager }) {
      const same = await (await anotherManager()).open(bucket.name);
      await bucket.put("k", "1");
      equal(await textOf(same, "k"), "1");
      equal(await same.put("k", "2"), 2);
      equal(await textOf(bucket, "k"), "2");
    },
  },
  {
    rule: "R15.4",
    title:
      "settings without effect are recorded, compared, and listed as ignored; others have their effect",
    async run({ kv, newName }) {
      const name = newName();
      const republish = { destination: "copy.>", headersOnly: true } as const;
      const { config, ignored } = await (await kv.create(name, { republish })).status();
      deepEqual(config.republish, republish);
      ok(ignored.every((setting) => setting === "republish"));
      await failsWith(kv.create(name), "BUCKET_EXISTS");
      equal((await kv.create(name, { republish })).name, name);
    },
  },
  {
    rule: "R15.4",
    title: "nothing is ignored that was not given, or that decides what is read",
    async run({ create }) {
      const bucket = await create({ description: "d", history: 2, storage: "memory" });
      const given = ["description", "history"];
      deepEqual(
        (await bucket.status()).ignored.filter((setting) => given.includes(setting)),
        [],
      );
    },
  },
];
