import type { Dice } from "../protocol/hostile.ts";

/** What a client sends at once: a subject, where the answer goes, headers and a body. */
export interface HostileInput {
  readonly subject: string;
  readonly reply: string;
  readonly headers: string;
  readonly body: Buffer;
}

/** With more the connection would be closed, and nothing be tried behind it. */
const MOST_BYTES = 900_000;
/** The buckets that inputs can make. */
export const BUCKETS = ["a", "b", "c", "m", "none"] as const;
const KEYS = ["k", "k.l", "*", ">", "é", "k.*", `${"x.".repeat(200)}y`] as const;
const NUMBERS = [0, 1, -1, 2, 5, 1e9, 2 ** 31, 2 ** 53, -(2 ** 63), 1e300, 0.5] as const;
const TEXTS = [
  "",
  "x",
  ">",
  "a..b",
  "new",
  "last_per_subject",
  "$KV.a.>",
  "$KV.a.*.*",
  "d",
] as const;
const MOMENT = "2026-01-01T00:00:00Z";
const REPLIES = ["r", "r", "r", "r.s", "", "$JS.API.STREAM.INFO.KV_a", "$KV.a.k", ">"] as const;

const STREAM = {
  name: "KV_a",
  subjects: ["$KV.a.>"],
  max_msgs_per_subject: 3,
  max_bytes: 1_000_000,
  discard: "new",
  allow_direct: true,
  allow_rollup_hdrs: true,
  allow_msg_ttl: true,
  allow_atomic: true,
  duplicate_window: 1e9,
  republish: { src: "$KV.a.>", dest: "$KV.b.>" },
} as const;

/** The ends of subjects of the API, with a body that each of them takes. */
const REQUESTS: readonly [readonly [string, object], ...(readonly [string, object])[]] = [
  ["STREAM.CREATE.KV_a", STREAM],
  [
    "STREAM.CREATE.KV_b",
    {
      ...STREAM,
      name: "KV_b",
      subjects: ["$KV.b.>"],
      republish: { src: "$KV.b.>", dest: "$KV.a.>" },
    },
  ],
  [
    "STREAM.CREATE.KV_c",
    {
      ...STREAM,
      name: "KV_c",
      subjects: ["$KV.c.>"],
      sources: [{ name: "KV_a", subject_transforms: [{ src: "$KV.a.>", dest: "$KV.c.>" }] }],
    },
  ],
  ["STREAM.CREATE.KV_m", { name: "KV_m", mirror: { name: "KV_a" }, mirror_direct: true }],
  ["STREAM.UPDATE.KV_a", { ...STREAM, max_msgs_per_subject: 1 }],
  ["STREAM.INFO.KV_a", { subjects_filter: ">", deleted_details: true, offset: 1 }],
  ["STREAM.PURGE.KV_a", { filter: "$KV.a.k", keep: 1, seq: 2 }],
  ["STREAM.DELETE.KV_c", {}],
  ["STREAM.NAMES", { subject: "$KV.a.>", offset: 0 }],
  ["STREAM.LIST", {}],
  ["STREAM.MSG.GET.KV_a", { last_by_subj: "$KV.a.k", seq: 1, next_by_subj: "$KV.a.>" }],
  ["STREAM.MSG.DELETE.KV_a", { seq: 1, no_erase: true }],
  [
    "DIRECT.GET.KV_a",
    { seq: 1, batch: 10, max_bytes: 10, multi_last: ["$KV.a.>"], up_to_seq: 9, start_time: MOMENT },
  ],
  ["DIRECT.GET.KV_a.$KV.a.k", {}],
  [
    "CONSUMER.CREATE.KV_a",
    {
      stream_name: "KV_a",
      config: {
        deliver_subject: "d",
        deliver_policy: "all",
        idle_heartbeat: 1e8,
        flow_control: true,
      },
    },
  ],
  [
    "CONSUMER.CREATE.KV_a.c",
    {
      stream_name: "KV_a",
      config: {
        filter_subjects: ["$KV.a.k", "$KV.a.*.l"],
        inactive_threshold: 1e8,
        max_waiting: 3,
      },
    },
  ],
  [
    "CONSUMER.CREATE.KV_b.c.$KV.b.>",
    {
      stream_name: "KV_b",
      action: "create",
      config: { filter_subject: "$KV.b.>", deliver_subject: "$KV.a.x", headers_only: true },
    },
  ],
  [
    "CONSUMER.DURABLE.CREATE.KV_a.e",
    {
      stream_name: "KV_a",
      config: { durable_name: "e", deliver_policy: "by_start_time", opt_start_time: MOMENT },
    },
  ],
  [
    "CONSUMER.MSG.NEXT.KV_a.c",
    { batch: 5, expires: 1e7, max_bytes: 100, no_wait: true, idle_heartbeat: 1 },
  ],
  ["CONSUMER.INFO.KV_a.c", {}],
  ["CONSUMER.DELETE.KV_a.c", {}],
  ["CONSUMER.NAMES.KV_a", { offset: 1 }],
  ["CONSUMER.LIST.KV_a", {}],
  ["INFO", {}],
  ["NO.SUCH.REQUEST", {}],
];

const HEADERS = [
  "Nats-Expected-Last-Subject-Sequence",
  "Nats-Expected-Last-Subject-Sequence-Subject",
  "Nats-Expected-Last-Sequence",
  "Nats-Expected-Last-Msg-Id",
  "Nats-Expected-Stream",
  "Nats-Rollup",
  "Nats-TTL",
  "Nats-Msg-Id",
  "Nats-Batch-Id",
  "Nats-Batch-Sequence",
  "Nats-Batch-Commit",
  "Nats-Required-Api-Level",
  "Nats-Stream-Source",
  "Nats-Incr",
  "KV-Operation",
] as const;
const VALUES = [
  "0",
  "1",
  "2",
  "sub",
  "all",
  "never",
  "1h1ms",
  "-1",
  "9".repeat(30),
  "$KV.a.k",
  "é",
  "eob",
  "DEL",
  "",
] as const;

/** A request of the API, a message for a bucket, or one of a batch: as clients send it, or damaged. */
export function hostileRequest(dice: Dice): HostileInput {
  const reply = dice.of(REPLIES);
  if (dice.below(3) === 0) {
    const subject = `$KV.${dice.of(BUCKETS)}.${dice.of(KEYS)}`;
    return {
      subject,
      reply,
      headers: hostileHeaders(dice),
      body: Buffer.alloc(dice.below(200), "v"),
    };
  }
  const [path, usual] = dice.of(REQUESTS);
  const body = Buffer.from(JSON.stringify(dice.below(3) === 0 ? usual : damagedValue(usual, dice)));
  return {
    subject: `$JS.API.${dice.below(8) === 0 ? path.replace(/_[abcm]/, `_${dice.of(BUCKETS)}`) : path}`,
    reply,
    headers: dice.below(6) === 0 ? hostileHeaders(dice) : "",
    body: (dice.below(4) === 0 ? damagedBytes(body, dice) : body).subarray(0, MOST_BYTES),
  };
}

function hostileHeaders(dice: Dice): string {
  const count = dice.below(5);
  if (count === 0) return "";
  const lines = Array.from({ length: count }, () => `${dice.of(HEADERS)}: ${dice.of(VALUES)}\r\n`);
  const block = `NATS/1.0\r\n${lines.join("")}\r\n`;
  return dice.below(8) === 0 ? block.slice(0, dice.below(block.length)) : block;
}

/** One value somewhere in it is another one. */
function damagedValue(value: unknown, dice: Dice): unknown {
  if (typeof value !== "object" || value === null || dice.below(8) === 0) return hostileValue(dice);
  const names = Object.keys(value);
  const name = names[dice.below(names.length + 1)] ?? dice.of(["__proto__", "x", "name", "seq"]);
  const damaged = damagedValue((value as Record<string, unknown>)[name], dice);
  if (!Array.isArray(value)) return { ...value, [name]: damaged };
  // Lists of long lists would take more memory here than in the server.
  const isMany = dice.below(10) === 0 && typeof damaged !== "object";
  return isMany ? Array<unknown>(300).fill(damaged) : [...value, damaged];
}

function hostileValue(dice: Dice): unknown {
  switch (dice.below(6)) {
    case 0:
      return dice.of(NUMBERS);
    case 1:
      return dice.of(TEXTS);
    case 2:
      return dice.of<unknown>([null, true, false, [], {}, [null], [[]]]);
    case 3:
      return "x.".repeat(1 + dice.below(6_000)) + dice.of(["*", ">", "y"]);
    case 4:
      return dice.below(2) === 0 ? STREAM : { name: "KV_a", config: STREAM };
    default:
      return `$KV.${dice.of(BUCKETS)}.${dice.of(KEYS)}`;
  }
}

/** Cut off, with other bytes in it, or twice. */
function damagedBytes(body: Buffer, dice: Dice): Buffer {
  const at = dice.below(body.length + 1);
  const [before, after] = [body.subarray(0, at), body.subarray(at)];
  const junk = Buffer.from(Array.from({ length: 1 + dice.below(6) }, () => dice.below(256)));
  return dice.of([
    before,
    Buffer.concat([before, junk, after]),
    Buffer.concat([before, after.subarray(junk.length)]),
    Buffer.concat([body, body]),
    Buffer.concat([before, Buffer.from("[".repeat(dice.below(2_000))), after]),
  ]);
}
