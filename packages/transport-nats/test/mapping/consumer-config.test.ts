import { describe, expect, test } from "vitest";
import { consumerRequest, featuresOf, type ConsumerPlan } from "../../src/mapping.ts";

const plan: ConsumerPlan = {
  name: "oc_x_1",
  inbox: "_INBOX.abc",
  subjects: ["$KV.B.>"],
  start: "last",
  metaOnly: false,
  heartbeatMs: 5_000,
  abandonedMs: 300_000,
};
const CONFIG = {
  name: "oc_x_1",
  deliver_subject: "_INBOX.abc",
  ack_policy: "none",
  max_deliver: 1,
  mem_storage: true,
  num_replicas: 1,
  flow_control: true,
  idle_heartbeat: 5_000_000_000,
  inactive_threshold: 300_000_000_000,
  replay_policy: "instant",
  headers_only: false,
};

describe("the request for a consumer", () => {
  test("names the stream, the consumer and its one filter in the subject, the filter also in the body", () => {
    expect(consumerRequest("KV_B", plan)).toEqual({
      subject: "CONSUMER.CREATE.KV_B.oc_x_1.$KV.B.>",
      body: {
        stream_name: "KV_B",
        config: { ...CONFIG, deliver_policy: "last_per_subject", filter_subject: "$KV.B.>" },
        action: "create",
      },
    });
  });

  test("has several filters in the body alone", () => {
    const subjects = ["$KV.B.a", "$KV.B.b.*"];
    expect(consumerRequest("KV_B", { ...plan, subjects })).toEqual({
      subject: "CONSUMER.CREATE.KV_B.oc_x_1",
      body: {
        stream_name: "KV_B",
        config: { ...CONFIG, deliver_policy: "last_per_subject", filter_subjects: subjects },
        action: "create",
      },
    });
  });

  test.each([
    ["last", { deliver_policy: "last_per_subject" }],
    ["all", { deliver_policy: "all" }],
    ["new", { deliver_policy: "new" }],
    [{ revision: 7 }, { deliver_policy: "by_start_sequence", opt_start_seq: 7 }],
  ] as const)("a start at %j is %j", (start, policy) => {
    const { body } = consumerRequest("KV_B", { ...plan, start });
    const config = { ...CONFIG, ...policy, filter_subject: "$KV.B.>" };
    expect(body).toMatchObject({ config });
    expect((body as { config: object }).config).toEqual(config);
  });

  test("asks for heads alone where values are not wanted", () => {
    const { body } = consumerRequest("KV_B", { ...plan, metaOnly: true });
    expect(body).toMatchObject({ config: { headers_only: true } });
  });
});

describe("what a server can do", () => {
  const nothing = {
    ttl: false,
    limitMarkers: false,
    snapshotRead: false,
    multiFilter: false,
    metadata: false,
    compression: false,
    sources: false,
    exactFilters: false,
    exactCounts: false,
  };
  const recent = {
    ...nothing,
    multiFilter: true,
    metadata: true,
    compression: true,
    sources: true,
    exactCounts: true,
  };
  const all = { ...recent, ttl: true, limitMarkers: true, snapshotRead: true, exactFilters: true };

  test.each<[number | undefined, string, object]>([
    [undefined, "2.9.10", nothing],
    [undefined, "2.9.25-RC.1", nothing],
    [undefined, "1.10.0", nothing],
    [undefined, "", nothing],
    [undefined, "unknown", nothing],
    [0, "2.9.10", nothing],
    [undefined, "2.10.0", recent],
    [undefined, "2.10.27", recent],
    [undefined, "v2.10.27", recent],
    [0, "2.10.27", recent],
    [1, "2.11.0", all],
    [5, "2.15.1", all],
    [undefined, "3.0.0", recent],
    // The server that is connected may be older than the one that answers for JetStream.
    [5, "2.9.10", all],
    [1, "", all],
  ])("level %j, version %j", (level, version, features) => {
    expect(featuresOf(level, version)).toEqual(features);
  });
});
