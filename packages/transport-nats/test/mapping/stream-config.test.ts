import { fillConfig, isKvError, type KvConfig } from "@revkv/core/words";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toKvConfig, toStreamConfig, type StreamConfig } from "../../src/mapping.ts";
import { aBucket, aConfig } from "./arbitraries.ts";
import { thrownBy } from "./thrown.ts";

/** What is sent, as it stands in the JSON. */
function sent(bucket: string, config: KvConfig): unknown {
  return JSON.parse(JSON.stringify(toStreamConfig(bucket, config)));
}

/** What nats.go sends for a bucket without settings. */
const PLAIN = {
  name: "KV_B",
  subjects: ["$KV.B.>"],
  retention: "limits",
  max_consumers: -1,
  max_msgs: -1,
  max_bytes: -1,
  max_age: 0,
  max_msgs_per_subject: 1,
  max_msg_size: -1,
  discard: "new",
  storage: "file",
  num_replicas: 1,
  duplicate_window: 120_000_000_000,
  allow_rollup_hdrs: true,
  deny_delete: true,
  allow_direct: true,
};

/** What a server says of the stream of a bucket without settings. */
const ECHO: StreamConfig = { ...PLAIN, duplicate_window: PLAIN.duplicate_window };

describe("the stream of a bucket: what nats.go sends", () => {
  test("without settings", () => {
    expect(sent("B", {})).toEqual(PLAIN);
  });

  test("with every setting of a bucket of its own", () => {
    expect(
      sent("B", {
        description: "people",
        history: 5,
        ttlMs: 3_600_000,
        limitMarkerTtlMs: 60_000,
        maxBytes: 1_000_000,
        maxValueBytes: 1_024,
        metadata: { k: "v" },
        storage: "memory",
        replicas: 3,
        compression: true,
        placement: { cluster: "c", tags: ["t"] },
        republish: { source: "$KV.B.>", destination: "kv.B.>", headersOnly: true },
      }),
    ).toEqual({
      ...PLAIN,
      description: "people",
      max_msgs_per_subject: 5,
      max_age: 3_600_000_000_000,
      allow_msg_ttl: true,
      subject_delete_marker_ttl: 60_000_000_000,
      max_bytes: 1_000_000,
      max_msg_size: 1_024,
      metadata: { k: "v" },
      storage: "memory",
      num_replicas: 3,
      compression: "s2",
      placement: { cluster: "c", tags: ["t"] },
      republish: { src: "$KV.B.>", dest: "kv.B.>", headers_only: true },
    });
  });

  test.each([
    [100, 100_000_000],
    [119_999, 119_999_000_000],
    [120_000, 120_000_000_000],
    [120_001, 120_000_000_000],
    [86_400_000, 120_000_000_000],
  ])(
    "duplicates are looked for as long as entries of %d ms stay, at most two minutes",
    (ttlMs, ns) => {
      expect(sent("B", { ttlMs })).toMatchObject({ duplicate_window: ns, max_age: ttlMs * 1e6 });
    },
  );

  test("no compression is no word of it, as is no republishing of heads alone", () => {
    expect(sent("B", { compression: false })).toEqual(PLAIN);
    expect(sent("B", { republish: { destination: "x.>" } })).toEqual({
      ...PLAIN,
      republish: { dest: "x.>" },
    });
  });

  test("a mirror has no subjects of its own and answers reads", () => {
    const { subjects: _, ...rest } = PLAIN;
    expect(sent("B", { mirror: { bucket: "O" } })).toEqual({
      ...rest,
      mirror: { name: "KV_O" },
      mirror_direct: true,
    });
    expect(sent("B", { mirror: { bucket: "O", domain: "hub" } })).toEqual({
      ...rest,
      mirror: { name: "KV_O", external: { api: "$JS.hub.API" } },
      mirror_direct: true,
    });
  });

  test("sources are transformed to the bucket's own subjects", () => {
    const transform = (src: string, dest: string): object => ({
      subject_transforms: [{ src, dest }],
    });
    expect(
      sent("B", {
        sources: [
          { bucket: "O" },
          { bucket: "P", domain: "hub" },
          { bucket: "Q", filter: "a.*.b.*" },
          { bucket: "R", filter: "x.>" },
        ],
      }),
    ).toEqual({
      ...PLAIN,
      sources: [
        { name: "KV_O", ...transform("$KV.O.>", "$KV.B.>") },
        {
          name: "KV_P",
          external: { api: "$JS.hub.API" },
          ...transform("$KV.P.>", "$KV.B.>"),
        },
        {
          name: "KV_Q",
          ...transform("$KV.Q.a.*.b.*", "$KV.B.a.{{wildcard(1)}}.b.{{wildcard(2)}}"),
        },
        { name: "KV_R", ...transform("$KV.R.x.>", "$KV.B.x.>") },
      ],
    });
  });

  test("the bucket of the same name in another domain needs no transform", () => {
    expect(sent("B", { sources: [{ bucket: "B", domain: "hub" }] })).toEqual({
      ...PLAIN,
      sources: [{ name: "KV_B", external: { api: "$JS.hub.API" } }],
    });
  });

  test("a bucket that is a mirror and has sources is refused, not made without them", () => {
    const thrown = thrownBy(() =>
      toStreamConfig("B", { mirror: { bucket: "O" }, sources: [{ bucket: "P" }] }),
    );
    expect(isKvError(thrown, "INVALID_CONFIG")).toBe(true);
  });
});

describe("the settings of a stream's bucket", () => {
  test("are those that it was made with, defaults filled in", () => {
    fc.assert(
      fc.property(aBucket, aConfig, (bucket, config) => {
        const stream = JSON.parse(JSON.stringify(toStreamConfig(bucket, config))) as StreamConfig;
        expect(fillConfig(toKvConfig(stream) ?? {})).toEqual(fillConfig(config));
      }),
      { numRuns: 1_000 },
    );
  });

  test("sent again they are the same stream", () => {
    fc.assert(
      fc.property(aBucket, aConfig, (bucket, config) => {
        const stream = toStreamConfig(bucket, config);
        const again = toStreamConfig(bucket, toKvConfig(stream) ?? {});
        expect(JSON.parse(JSON.stringify(again))).toEqual(JSON.parse(JSON.stringify(stream)));
      }),
    );
  });

  test("of a bucket that nats.js made with its defaults are the defaults", () => {
    const made = {
      ...ECHO,
      description: "",
      deny_delete: false,
      deny_purge: false,
      allow_direct: false,
      mirror_direct: false,
      compression: "none",
      consumer_limits: {},
      sealed: false,
      metadata: { "_nats.level": "5", "_nats.req.level": "0", "_nats.ver": "2.15.1" },
    };
    expect(fillConfig(toKvConfig(made) ?? {})).toEqual(fillConfig({}));
  });

  test("leave out what a server says of itself, and keep the user's words", () => {
    const metadata = { "_nats.ver": "2.15.1", "_nats.level": "5", _natsy: "mine", k: "v" };
    expect(toKvConfig({ ...ECHO, metadata })?.metadata).toEqual({ _natsy: "mine", k: "v" });
    expect(toKvConfig({ ...ECHO, metadata: { "_nats.ver": "1" } })).not.toHaveProperty("metadata");
    expect(toKvConfig({ ...ECHO, metadata: {} })).not.toHaveProperty("metadata");
  });

  test("leave out what stands for nothing: no limit, no time, no placement, no words", () => {
    const nothing = {
      ...ECHO,
      description: "",
      max_age: 0,
      max_bytes: 0,
      max_msg_size: -1,
      subject_delete_marker_ttl: 0,
      placement: { cluster: "", tags: [] },
    };
    expect(Object.keys(toKvConfig(nothing) ?? {}).toSorted()).toEqual([
      "compression",
      "history",
      "replicas",
      "storage",
    ]);
    const noTags = { ...ECHO, placement: { cluster: "c", tags: null as unknown as string[] } };
    expect(toKvConfig(noTags)?.placement).toEqual({ cluster: "c" });
    expect(toKvConfig({ ...ECHO, placement: {} })).not.toHaveProperty("placement");
  });

  test("of a republishing name no source where the server means everything", () => {
    for (const src of [">", "", undefined]) {
      expect(toKvConfig({ ...ECHO, republish: { src, dest: "x.>" } })?.republish).toEqual({
        destination: "x.>",
      });
    }
    const some = { src: "$KV.B.a.>", dest: "x.>", headers_only: false };
    expect(toKvConfig({ ...ECHO, republish: some })?.republish).toEqual({
      source: "$KV.B.a.>",
      destination: "x.>",
    });
  });

  test("of a mirror name its domain, or the whole prefix of an API that is no domain's", () => {
    const { subjects: _, ...rest } = ECHO;
    const mirror = (api?: string): KvConfig["mirror"] =>
      toKvConfig({
        ...rest,
        mirror: { name: "KV_O", ...(api === undefined ? {} : { external: { api } }) },
      })?.mirror;
    expect(mirror()).toEqual({ bucket: "O" });
    expect(mirror("$JS.hub.API")).toEqual({ bucket: "O", domain: "hub" });
    expect(mirror("acc.JS.API")).toEqual({ bucket: "O", domain: "acc.JS.API" });
  });

  test("of sources with foreign transforms show these, and differ from all of ours", () => {
    const sources = [
      { name: "KV_O", subject_transforms: [{ src: "$KV.O.>", dest: "$KV.B.in.>" }] },
      { name: "ORDERS", subject_transforms: [{ src: "orders.>", dest: "$KV.B.>" }] },
      { name: "KV_P" },
    ];
    expect(toKvConfig({ ...ECHO, sources })?.sources).toEqual([
      { bucket: "O", filter: "$KV.O.> -> $KV.B.in.>" },
      { bucket: "ORDERS", filter: "orders.> -> $KV.B.>" },
      { bucket: "P", filter: "" },
    ]);
  });

  test("of a stream that holds no bucket are none", () => {
    const { subjects: _, ...bare } = ECHO;
    for (const stream of [
      { ...ECHO, name: "B" },
      { ...ECHO, name: "KV_B.C" },
      { ...ECHO, name: "OBJ_B" },
      { ...ECHO, max_msgs_per_subject: -1 },
      { ...ECHO, max_msgs_per_subject: 0 },
      { ...ECHO, subjects: [] },
      { ...ECHO, subjects: ["$KV.B.*"] },
      { ...ECHO, subjects: ["$KV.A.>"] },
      { ...ECHO, subjects: ["orders.>"] },
      bare,
      { ...bare, mirror: { name: "ORDERS" } },
    ]) {
      expect(toKvConfig(stream)).toBeUndefined();
    }
  });

  test("of a bucket that has other subjects too are settings all the same", () => {
    expect(toKvConfig({ ...ECHO, subjects: ["also.>", "$KV.B.>"] })?.history).toBe(1);
  });

  test("may be beyond what revkv makes: a history of 100 is told as it is", () => {
    expect(toKvConfig({ ...ECHO, max_msgs_per_subject: 100 })?.history).toBe(100);
  });
});
