import { json, type KvConfig } from "@revkv/core";
import { fillConfig } from "@revkv/core/words";
import { describeServers } from "@revkv/dev/nats-server";
import { expect, test } from "vitest";
import { askApi, codeOf, failure, isAtLeast, storeOn } from "./support.ts";

/** A config, and how its bucket shows it where that is otherwise. */
type Known = readonly [config: KvConfig, shown?: KvConfig];

describeServers("rule 2: create and open", {}, (server, { version }) => {
  const here = storeOn(server);
  const recent: readonly Known[] = [
    [{ compression: true, metadata: { k: "v", K: "", "": "w" } }],
    [{ compression: true, storage: "memory" as const }],
    [{ republish: { source: "$KV.*.a.>", destination: "some.>" } }],
    [{ metadata: { "_nats.mine": "no word of the user's" } }, {}],
    [{ sources: [{ bucket: "src" }, { bucket: "src2", filter: "a.*.b.*" }] }],
    [{ sources: [{ bucket: "far", domain: "hub" }] }],
  ];
  const known: readonly Known[] = [
    [{}],
    [{ storage: "memory" }],
    [{ description: "for people", history: 64, ttlMs: 100, maxBytes: 1_000, maxValueBytes: 50 }],
    [{ ttlMs: 120_001, replicas: 1 }],
    [{ republish: { destination: "out.>" } }],
    [
      { republish: { source: ">", destination: "also.>", headersOnly: true } },
      { republish: { destination: "also.>", headersOnly: true } },
    ],
    [{ history: 5, compression: false }],
    ...(isAtLeast(version, "2.10") ? recent : []),
    [{ mirror: { bucket: "src" } }],
    [{ mirror: { bucket: "far", domain: "hub" }, history: 2 }],
    ...(isAtLeast(version, "2.11") ? [[{ limitMarkerTtlMs: 60_000, history: 3 }] as const] : []),
  ];

  test.each(known.map(([config, shown = config]) => ({ config, shown })))(
    "with the same config opens what is there: $config",
    async ({ config, shown }) => {
      const name = here.newName();
      await here.kv.create(name, config);
      const second = await here.anotherStore();
      const bucket = await second.create(name, config);
      expect((await bucket.status()).config).toEqual(fillConfig(shown));
      expect(await codeOf(second.create(name, { ...config, description: "else" }))).toBe(
        "BUCKET_EXISTS",
      );
    },
  );

  test("with defaults given or left out is the same config", async () => {
    const name = here.newName();
    await here.kv.create(name, {});
    const bucket = await here.kv.create(name, {
      history: 1,
      storage: "file",
      replicas: 1,
      compression: false,
      description: "",
      metadata: undefined,
    });
    await bucket.put("k", "v");
    expect((await (await here.kv.create(name)).get("k"))?.text()).toBe("v");
  });

  test("with another config is BUCKET_EXISTS with the differences in words; nothing changes", async () => {
    const name = here.newName();
    await here.kv.create(name, { history: 3, storage: "memory" });
    const asked = { history: 5, ttlMs: 1_000, maxBytes: 10 };
    const error = await failure(here.kv.create(name, asked));
    expect(error).toMatchObject({
      code: "BUCKET_EXISTS",
      natsCode: 10058,
      differences: [
        "history is 3, asked for 5",
        "ttlMs is not set, asked for 1000",
        "maxBytes is not set, asked for 10",
        'storage is "memory", asked for "file"',
      ],
    });
    expect(error.message).toContain("history is 3, asked for 5");
    expect((await (await here.kv.open(name)).status()).config.history).toBe(3);
  });

  test("a bucket that another client made otherwise opens where its config is the same", async () => {
    const name = here.newName();
    await askApi(here.connection, `STREAM.CREATE.KV_${name}`, {
      name: `KV_${name}`,
      subjects: [`$KV.${name}.>`],
      max_msgs_per_subject: 4,
      max_bytes: -1,
      max_age: 0,
      storage: "memory",
      allow_rollup_hdrs: true,
      allow_direct: false,
      deny_delete: false,
      discard: "new",
      duplicate_window: 1_000_000_000,
    });
    const bucket = await here.kv.create(name, { history: 4, storage: "memory" });
    expect(await bucket.put("k", "v")).toBe(1);
    expect((await bucket.get("k"))?.text()).toBe("v");
    expect(await bucket.purge("k")).toBe(2);
    const error = await failure(here.kv.create(name, { history: 2, storage: "memory" }));
    expect(error).toMatchObject({ differences: ["history is 4, asked for 2"] });
  });

  test("a stream of that name that holds no bucket is in the way, and says so", async () => {
    const name = here.newName();
    const subjects = [`orders.${name}.>`];
    await askApi(here.connection, `STREAM.CREATE.KV_${name}`, { name: `KV_${name}`, subjects });
    const error = await failure(here.kv.create(name));
    expect(error).toMatchObject({
      code: "BUCKET_EXISTS",
      differences: [`the stream KV_${name} exists and holds no bucket`],
    });
    expect(await codeOf(here.kv.open(name))).toBe("BUCKET_NOT_FOUND");
    expect(await codeOf(here.kv.update(name, {}))).toBe("BUCKET_NOT_FOUND");
    expect(await here.kv.delete(name)).toBe(false);
    expect(await here.kv.names().toArray()).not.toContain(name);
    const info = await askApi(here.connection, `STREAM.INFO.KV_${name}`);
    expect(info).toMatchObject({ config: { subjects } });
  });

  test("a stream that has the bucket's subjects under another name is in the way too", async () => {
    const name = here.newName();
    const subjects = [`$KV.${name}.>`];
    await askApi(here.connection, `STREAM.CREATE.else_${name}`, { name: `else_${name}`, subjects });
    expect(await failure(here.kv.create(name))).toMatchObject({ natsCode: 10065 });
    expect(await codeOf(here.kv.open(name))).toBe("BUCKET_NOT_FOUND");
    await askApi(here.connection, `STREAM.DELETE.else_${name}`);
  });

  test("open and update of none are BUCKET_NOT_FOUND, delete of none is false", async () => {
    expect(await failure(here.kv.open("none"))).toMatchObject({
      code: "BUCKET_NOT_FOUND",
      natsCode: 10059,
    });
    expect(await failure(here.kv.update("none", {}))).toMatchObject({
      code: "BUCKET_NOT_FOUND",
      natsCode: 10059,
    });
    expect(await here.kv.delete("none")).toBe(false);
    expect(await here.kv.names().toArray()).not.toContain("none");
  });

  test("a codec is neither stored nor compared", async () => {
    const name = here.newName();
    const numbers = await here.kv.create(name, { codec: json<number>() });
    await numbers.put("k", 36);
    const plain = await here.kv.create(name);
    expect((await plain.get("k"))?.text()).toBe("36");
    expect((await (await here.kv.open(name, { codec: json<number>() })).get("k"))?.value).toBe(36);
  });

  test("update puts other settings in force, left out ones back to their defaults", async () => {
    const name = here.newName();
    const bucket = await here.kv.create(name, { history: 5, description: "x", maxBytes: 10_000 });
    for (let at = 0; at < 5; at += 1) await bucket.put("k", String(at));
    await here.kv.update(name, { history: 2 });
    await bucket.put("k", "5");
    const { config } = await bucket.status();
    expect(config).toEqual({ history: 2, storage: "file", replicas: 1, compression: false });
    expect((await bucket.history("k").toArray()).map(({ revision }) => revision)).toEqual([5, 6]);
    const again = await here.kv.createOrUpdate(name, { history: 3 });
    expect((await again.status()).config.history).toBe(3);
  });
});

describeServers("rule 5: config that a backend cannot honour", {}, (server) => {
  const here = storeOn(server);

  test("a server ignores nothing that it was given", async () => {
    const bucket = await here.kv.create(here.newName(), {
      description: "d",
      history: 2,
      maxBytes: 10_000,
      replicas: 1,
      republish: { destination: `out.>` },
      storage: "file",
    });
    expect(await bucket.status()).toMatchObject({ ignored: [], backingStore: "JetStream" });
    for await (const { ignored } of here.kv.list()) expect(ignored).toEqual([]);
  });

  test("several replicas need a cluster, and are refused without", async () => {
    const name = here.newName();
    expect(await failure(here.kv.create(name, { replicas: 3 }))).toMatchObject({
      code: "FEATURE_UNSUPPORTED",
      natsCode: 10074,
    });
    expect(await codeOf(here.kv.open(name))).toBe("BUCKET_NOT_FOUND");
  });

  test("a change of storage on update is INVALID_CONFIG, on create a difference", async () => {
    const { name } = await here.bucket();
    expect(await failure(here.kv.update(name, { storage: "file" }))).toMatchObject({
      code: "INVALID_CONFIG",
      natsCode: 10052,
    });
    expect(await codeOf(here.kv.createOrUpdate(name, { storage: "file" }))).toBe("INVALID_CONFIG");
  });

  test("a mirror holds what its origin holds, under its own name", async () => {
    const origin = await here.bucket({ history: 3 });
    await origin.put("k", "old");
    await origin.put("k", "v");
    const mirror = await here.bucket({ mirror: { bucket: origin.name }, history: 3 });
    await expect.poll(async () => (await mirror.status()).lastRevision).toBe(2);
    expect((await mirror.get("k"))?.text()).toBe("v");
    expect(await mirror.keys().toArray()).toEqual(["k"]);
    expect((await mirror.history("k").toArray()).map((entry) => entry.revision)).toEqual([1, 2]);
    expect((await mirror.get("k"))?.bucket).toBe(mirror.name);
    // Written to by way of its origin.
    expect(await mirror.put("k", "w", { expected: 2 })).toBe(3);
    // A mirror answers direct reads of its origin too, and may lag behind it.
    expect((await origin.get("k", { consistency: "leader" }))?.text()).toBe("w");
    expect(await codeOf(mirror.purgeDeletes())).toBe("READ_ONLY");
  });
});

describeServers("rule 5: sources", { least: "2.10" }, (server) => {
  const here = storeOn(server);

  test("copy entries into the bucket's own keys and revisions", async () => {
    const [one, two] = [await here.bucket(), await here.bucket()];
    await one.put("a.x", "1");
    await one.put("b.x", "2");
    await two.put("c", "3");
    await two.delete("c");
    const bucket = await here.bucket({
      sources: [{ bucket: one.name, filter: "a.*" }, { bucket: two.name }],
    });
    await expect.poll(async () => (await bucket.status()).values).toBe(2);
    expect((await bucket.get("a.x"))?.text()).toBe("1");
    expect(await bucket.get("b.x")).toBeNull();
    expect((await bucket.get("c", { includeDeleted: true }))?.operation).toBe("DEL");
    expect(await bucket.put("own", "4")).toBe(3);
  });

  test("beside a mirror are INVALID_CONFIG, and no bucket is made", async () => {
    const name = here.newName();
    const config = { mirror: { bucket: "o" }, sources: [{ bucket: "p" }] };
    expect(await codeOf(here.kv.create(name, config))).toBe("INVALID_CONFIG");
    expect(await codeOf(here.kv.open(name))).toBe("BUCKET_NOT_FOUND");
  });
});

describeServers("rule 5: what an old server would ignore", { versions: ["2.9"] }, (server) => {
  const here = storeOn(server);

  test.each([
    { metadata: { k: "v" } },
    { compression: true },
    { sources: [{ bucket: "o" }] },
    { limitMarkerTtlMs: 1_000 },
  ])("is FEATURE_UNSUPPORTED, and no bucket is made: %j", async (config) => {
    const name = here.newName();
    expect(await codeOf(here.kv.create(name, config))).toBe("FEATURE_UNSUPPORTED");
    expect(await codeOf(here.kv.open(name))).toBe("BUCKET_NOT_FOUND");
    await here.kv.create(name);
    expect(await codeOf(here.kv.update(name, config))).toBe("FEATURE_UNSUPPORTED");
  });
});
