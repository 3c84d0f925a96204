import type { KvConfig } from "@revkv/core";

/** What nats.go 1.55.0 asks a server for, recorded, and the settings of revkv that mean the same. */
export interface NatsGoRequest {
  readonly config: KvConfig;
  /** The body of its `STREAM.CREATE`. */
  readonly body: { readonly name: string };
  /** The oldest line of servers that keeps these settings. */
  readonly least: readonly [number, number];
}

/** Of every bucket, in the order in which nats.go writes it; what differs is in `fields`. */
function request(
  bucket: string,
  config: KvConfig,
  fields: object = {},
  least: readonly [number, number] = [2, 9],
): NatsGoRequest {
  const body = {
    name: `KV_${bucket}`,
    subjects: [`$KV.${bucket}.>`],
    retention: "limits",
    max_consumers: -1,
    max_msgs: -1,
    max_bytes: -1,
    discard: "new",
    max_age: 0,
    max_msgs_per_subject: 1,
    max_msg_size: -1,
    storage: "file",
    num_replicas: 1,
    duplicate_window: 120_000_000_000,
    deny_delete: true,
    allow_rollup_hdrs: true,
    compression: "none",
    allow_direct: true,
    mirror_direct: false,
    consumer_limits: {},
    ...fields,
  };
  return { config, body, least };
}

/** The requests of `CreateKeyValue` for buckets of all kinds. */
export const natsGoRequests: readonly NatsGoRequest[] = [
  request("plain", {}),
  request(
    "history",
    { history: 5, description: "with a history" },
    { description: "with a history", max_msgs_per_subject: 5 },
  ),
  request(
    "short",
    { ttlMs: 30_000 },
    { max_age: 30_000_000_000, duplicate_window: 30_000_000_000 },
  ),
  request("long", { ttlMs: 3_600_000 }, { max_age: 3_600_000_000_000 }),
  request(
    "limits",
    { maxBytes: 1_048_576, maxValueBytes: 1_024, storage: "memory", replicas: 1 },
    { max_bytes: 1_048_576, max_msg_size: 1_024, storage: "memory" },
  ),
  request(
    "markers",
    { history: 3, ttlMs: 60_000, limitMarkerTtlMs: 2_000 },
    {
      max_age: 60_000_000_000,
      max_msgs_per_subject: 3,
      duplicate_window: 60_000_000_000,
      allow_msg_ttl: true,
      subject_delete_marker_ttl: 2_000_000_000,
    },
    [2, 11],
  ),
  request("compressed", { compression: true }, { compression: "s2" }, [2, 10]),
  request(
    "metadata",
    { metadata: { team: "red", b: "c" } },
    { metadata: { b: "c", team: "red" } },
    [2, 10],
  ),
  request(
    "republish",
    { republish: { source: "$KV.republish.>", destination: "told.republish.>" } },
    { republish: { src: "$KV.republish.>", dest: "told.republish.>" } },
  ),
  request(
    "republish_all",
    { republish: { destination: "told.all.>", headersOnly: true } },
    { republish: { dest: "told.all.>", headers_only: true } },
  ),
  request(
    "mirror",
    { mirror: { bucket: "plain" } },
    { subjects: undefined, mirror: { name: "KV_plain" }, mirror_direct: true },
  ),
  request(
    "far_mirror",
    { mirror: { bucket: "plain", domain: "hub" } },
    {
      subjects: undefined,
      mirror: { name: "KV_plain", external: { api: "$JS.hub.API", deliver: "" } },
      mirror_direct: true,
    },
  ),
  request(
    "sources",
    { sources: [{ bucket: "plain" }, { bucket: "history" }] },
    { sources: [sourceOf("plain", "sources"), sourceOf("history", "sources")] },
    [2, 10],
  ),
  request(
    "filtered",
    { sources: [{ bucket: "plain", filter: "a.*.>" }] },
    { sources: [sourceOf("plain", "filtered", ["a.*.>", "a.{{wildcard(1)}}.>"])] },
    [2, 10],
  ),
  request(
    "far",
    { sources: [{ bucket: "plain", domain: "hub" }] },
    {
      sources: [{ ...sourceOf("plain", "far"), external: { api: "$JS.hub.API", deliver: "" } }],
    },
    [2, 10],
  ),
  request(
    "same",
    { sources: [{ bucket: "same", domain: "hub" }] },
    { sources: [{ name: "KV_same", external: { api: "$JS.hub.API", deliver: "" } }] },
    [2, 10],
  ),
];

function sourceOf(from: string, to: string, [src, dest] = [">", ">"]): object {
  return {
    name: `KV_${from}`,
    subject_transforms: [{ src: `$KV.${from}.${src}`, dest: `$KV.${to}.${dest}` }],
  };
}
