import { expect, test } from "vitest";
import { describeBoth } from "./both-servers.ts";
import type { Got } from "./side.ts";

function errorIn(got: Got | undefined): unknown {
  return (JSON.parse(got?.body ?? "{}") as { error?: { err_code: number } }).error?.err_code;
}

/** Settings in the title of a test. */
function shortened(config: object): string {
  return JSON.stringify(config).slice(0, 100);
}

const SECOND_NS = 1_000_000_000;
const LATER = "2026-11-23T00:00:00.5+02:00";

describeBoth("a consumer that is asked for", (pair) => {
  test.each<[string, object]>([
    ["with nothing set", {}],
    ["that pushes", { deliver_subject: "d" }],
    [
      "with everything that a reader of a bucket sets",
      {
        deliver_subject: "d",
        ack_policy: "none",
        deliver_policy: "last_per_subject",
        filter_subjects: ["$KV.*.a", "$KV.b1.b"],
        flow_control: true,
        idle_heartbeat: 5 * SECOND_NS,
        inactive_threshold: 300 * SECOND_NS,
        max_deliver: 1,
        mem_storage: true,
        num_replicas: 1,
        headers_only: true,
        replay_policy: "instant",
      },
    ],
    ["with words of its own", { description: "d", metadata: { b: "1", a: "2", "_nats.ver": "9" } }],
    [
      "with numbers below zero",
      {
        max_deliver: -7,
        max_waiting: -1,
        max_ack_pending: -2,
        max_batch: -1,
        max_expires: -1,
        max_bytes: -1,
        idle_heartbeat: -1,
        inactive_threshold: -1,
      },
    ],
    [
      "with limits of its own",
      {
        max_waiting: 3,
        max_batch: 5,
        max_expires: SECOND_NS,
        max_bytes: 700,
        max_deliver: 4,
        sample_freq: "30%",
      },
    ],
    ["with waits between deliveries", { backoff: [SECOND_NS, 2 * SECOND_NS] }],
    [
      "with empty settings",
      {
        description: "",
        filter_subject: "",
        filter_subjects: [],
        metadata: {},
        deliver_subject: null,
      },
    ],
    ["with priorities of no kind", { priority_policy: "none" }],
    ["with settings that are written in capitals", { Description: "d", MAX_WAITING: 7 }],
  ])("%s: the answer is filled in alike", async (_title, config) => {
    expect(errorIn(await pair.create("", config))).toBeUndefined();
  });

  test.each<[object, number]>([
    [{ deliver_policy: "all" }, 4],
    [{ deliver_policy: "new" }, 0],
    [{ deliver_policy: "last" }, 1],
    [{ deliver_policy: "last", filter_subject: "$KV.*.a" }, 1],
    [{ deliver_policy: "last", filter_subject: "$KV.*.none" }, 0],
    [{ deliver_policy: "last", filter_subjects: ["$KV.*.a", "$KV.*.b"] }, 1],
    [{ deliver_policy: "last_per_subject", filter_subject: "$KV.*.>" }, 3],
    [{ deliver_policy: "last_per_subject", filter_subject: "$KV.*.none" }, 0],
    [{ deliver_policy: "last_per_subject", filter_subject: ">" }, 3],
    [{ deliver_policy: "by_start_sequence", opt_start_seq: 1 }, 4],
    [{ deliver_policy: "by_start_sequence", opt_start_seq: 3 }, 2],
    [{ deliver_policy: "by_start_sequence", opt_start_seq: 77 }, 0],
    [{ deliver_policy: "by_start_time", opt_start_time: "2020-01-01T00:00:00Z" }, 4],
    [{ deliver_policy: "by_start_time", opt_start_time: "2120-01-01T00:00:00Z" }, 0],
    [{ filter_subject: "$KV.*.a" }, 2],
    [{ filter_subject: "$KV.*.c.>" }, 1],
    [{ filter_subject: "elsewhere" }, 0],
    [{ filter_subject: "$KV.>" }, 4],
    [{ filter_subject: "*.*.a" }, 2],
    [{ filter_subjects: ["elsewhere", "$KV.*.b", "*.*.a"] }, 3],
  ])("%j: as many messages are ahead", async (config, pending) => {
    const got = await pair.create(".x", config);
    expect(JSON.parse(got?.body ?? "")).toMatchObject({ num_pending: pending });
  });

  test("on a bucket without an entry", async () => {
    await pair.sides.api(`STREAM.PURGE.${pair.stream}`);
    await pair.create("", {});
    await pair.create("", { deliver_policy: "new" });
    await pair.create("", { deliver_policy: "last" });
    await pair.create("", { deliver_policy: "last_per_subject", filter_subject: ">" });
    const late = await pair.create("", { deliver_policy: "by_start_sequence", opt_start_seq: 2 });
    expect(JSON.parse(late?.body ?? "")).toMatchObject({ delivered: { stream_seq: 4 } });
  });

  test.each(
    (
      [
        [10079, { deliver_subject: "d.*" }],
        [10079, { deliver_subject: ">" }],
        [10112, { deliver_subject: "d..e" }],
        [10112, { deliver_subject: "d e" }],
        [10081, { deliver_subject: "$KV.{bucket}.a" }],
        [10080, { deliver_subject: "d", max_waiting: 5 }],
        [10082, { deliver_subject: "d", max_ack_pending: 5 }],
        [10083, { deliver_subject: "d", idle_heartbeat: 99_999_999 }],
        [10108, { deliver_subject: "d", flow_control: true }],
        [10086, { rate_limit_bps: 5 }],
        [10088, { idle_heartbeat: SECOND_NS }],
        [10089, { flow_control: true }],
        [10115, { max_expires: 999_999 }],
        [10116, { backoff: [1, 2], max_deliver: 1 }],
        [10184, { backoff: [-1] }],
        [10183, { ack_wait: -1 }],
        [10074, { num_replicas: 2 }],
        [10133, { num_replicas: -1 }],
        [10107, { description: "d".repeat(4_097) }],
        [10135, { metadata: { m: "m".repeat(131_072) } }],
        [10136, { filter_subject: "a", filter_subjects: ["b"] }],
        [10138, { filter_subjects: ["a", "a"] }],
        [10138, { filter_subjects: ["a.b", "a.*"] }],
        [10138, { filter_subjects: ["a.>", "a.*.b"] }],
        [10139, { filter_subjects: ["a", ""] }],
        [10052, { filter_subject: "a..b" }],
        [10052, { filter_subjects: ["a.>.b", "c"] }],
        [10094, { opt_start_seq: 3 }],
        [10094, { opt_start_time: LATER }],
        [10094, { deliver_policy: "last", opt_start_seq: 3 }],
        [10094, { deliver_policy: "last", opt_start_time: LATER }],
        [10094, { deliver_policy: "new", opt_start_seq: 3 }],
        [10094, { deliver_policy: "new", opt_start_time: LATER }],
        [10094, { deliver_policy: "last_per_subject" }],
        [10094, { deliver_policy: "last_per_subject", filter_subject: ">", opt_start_seq: 3 }],
        [10094, { deliver_policy: "last_per_subject", filter_subject: ">", opt_start_time: LATER }],
        [10094, { deliver_policy: "by_start_sequence" }],
        [10094, { deliver_policy: "by_start_sequence", opt_start_seq: 3, opt_start_time: LATER }],
        [10094, { deliver_policy: "by_start_time" }],
        [10094, { deliver_policy: "by_start_time", opt_start_time: LATER, opt_start_seq: 3 }],
        [10095, { sample_freq: "x%" }],
        [10196, { priority_groups: ["a"] }],
        [10197, { priority_timeout: SECOND_NS }],
        [10020, { durable_name: "x" }],
        [10052, { name: "a.b" }],
        [10127, { name: "a/b" }],
        [10025, { foo: 1 }],
        [10025, { ack_policy: null }],
        [10025, { opt_start_seq: -1 }],
        [10025, { opt_start_seq: "3" }],
        [10025, { max_waiting: 1.5 }],
        [10025, { deliver_policy: "some" }],
        [10025, { opt_start_time: "yesterday" }],
        [10025, { metadata: { a: 1 } }],
        [10025, { filter_subjects: "a" }],
      ] as [number, object][]
    ).map(([code, config]) => [code, shortened(config), config] as const),
  )("%i for %s", async (code, _short, config) => {
    const text = JSON.stringify(config).replace("{bucket}", pair.bucket);
    expect(errorIn(await pair.create("", JSON.parse(text) as object))).toBe(code);
  });
});
