import type { KvConfig } from "@revkv/core";
import { fillConfig } from "@revkv/core/words";
import { describeServers, isAtLeast } from "@revkv/dev/nats-server";
import { expect, test } from "vitest";
import { codeOf, failure } from "@revkv/dev/expecting";
import { askApi, storeOn } from "./support.ts";

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
});

describeServers("rule 2: streams that hold no bucket", { isReal: true }, (server) => {
  const here = storeOn(server);

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
});
