import * as fc from "fast-check";
import type { Put } from "./two-servers.ts";

/** One request of the API, or a message that is stored. */
export type Step = { readonly subject: string; readonly body: string } | Put;

const BUCKETS = ["a", "b", "long-name"] as const;
const KEYS = ["k", "l", "a.b", "a.c", "a.b.c"] as const;
const SECOND = 1_000_000_000;

const aBucket = fc.constantFrom(...BUCKETS);
const aStream = fc.oneof(
  { weight: 12, arbitrary: aBucket.map((bucket) => `KV_${bucket}`) },
  { weight: 1, arbitrary: fc.constantFrom("nope", "KV_", "KV_x y", "x") },
);
/** Numbers at the borders of what settings take. */
const aNumber = fc.oneof(
  fc.constantFrom(0, 1, -1, -2, 2, 5, 6, 64, 65, 100, 1_024, 2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1),
  fc.constantFrom(SECOND, SECOND - 1, SECOND / 10, SECOND / 10 - 1, 120 * SECOND, 121 * SECOND),
);
const aSubject = fc.constantFrom(
  ...BUCKETS.map((bucket) => `$KV.${bucket}.>`),
  "$KV.a.k",
  "$KV.a.a.*",
  "$KV.*.k",
  "$KV.*.>",
  "$KV.a",
  "$KV",
  ">",
  "*",
  "*.*.k",
  "foo",
  "foo.>",
  "a..b",
  "",
  "$JS.API.>",
  "a b",
);

/** What stands for a setting where another value of any kind does. */
const anything = fc.oneof(
  aNumber,
  fc.boolean(),
  fc.constant(null),
  aSubject,
  fc.constantFrom("file", "memory", "new", "old", "none", "s2", "limits", "interest"),
  fc.array(aSubject, { maxLength: 2 }),
  fc.constantFrom({}, { name: "KV_a" }, { src: ">", dest: "foo.>" }, { a: "b" }, { cluster: "c" }),
);

const FLAGS = [
  "allow_direct",
  "deny_delete",
  "deny_purge",
  "allow_rollup_hdrs",
  "allow_msg_ttl",
  "allow_atomic",
  "mirror_direct",
  "sealed",
  "no_ack",
  "pedantic",
  "discard_new_per_subject",
  "allow_msg_counter",
  "allow_msg_schedules",
  "allow_batched",
] as const;
const NUMBERS = [
  "max_msgs_per_subject",
  "max_bytes",
  "max_age",
  "max_msg_size",
  "max_msgs",
  "max_consumers",
  "num_replicas",
  "duplicate_window",
  "subject_delete_marker_ttl",
  "first_seq",
] as const;

const anOrigin = fc.record(
  {
    name: fc.oneof(aStream, fc.constant("")),
    filter_subject: aSubject,
    subject_transforms: fc.array(
      fc.record({
        src: fc.constantFrom("$KV.a.>", "$KV.b.>", "$KV.a.k.*", "", "a b"),
        dest: fc.constantFrom(
          "$KV.b.>",
          "$KV.a.>",
          "$KV.b.k.{{wildcard(1)}}",
          "$KV.b.$1",
          "",
          "a.*",
        ),
      }),
      { maxLength: 2 },
    ),
    opt_start_seq: aNumber,
  },
  { requiredKeys: ["name"] },
);

const aRepublish = fc.record(
  {
    src: fc.constantFrom("", ">", "$KV.a.>", "$KV.*.k", "foo"),
    dest: fc.constantFrom(
      "foo.>",
      ">",
      "$KV.b.>",
      "foo.$1",
      "foo.{{wildcard(1)}}",
      "",
      "a..b",
      "foo",
    ),
    headers_only: fc.boolean(),
  },
  { requiredKeys: ["dest"] },
);

/** How much room the machine has is not compared. */
function roomFor(numbers: Record<string, number>): Record<string, number> {
  const { max_bytes } = numbers;
  return max_bytes === undefined ? numbers : { ...numbers, max_bytes: Math.min(max_bytes, 5_000) };
}

/** Settings that may be all right, of a bucket mostly. */
const someSettings = aStream.chain((name) =>
  fc
    .record({
      base: fc.constant({
        name,
        subjects: [`$KV.${name.slice(3)}.>`],
        max_msgs_per_subject: 2,
        discard: "new",
        allow_direct: true,
        allow_rollup_hdrs: true,
      }),
      storage: fc.constantFrom({}, { storage: "memory" }, { storage: "file" }),
      flags: fc.dictionary(fc.constantFrom(...FLAGS), fc.boolean(), { maxKeys: 3 }),
      numbers: fc.dictionary(fc.constantFrom(...NUMBERS), aNumber, { maxKeys: 3 }).map(roomFor),
      others: fc.record(
        {
          description: fc.constantFrom("", "x", "é".repeat(2_049)),
          metadata: fc.constantFrom(
            {},
            { a: "b" },
            { "_nats.ver": "x" },
            { x: "y".repeat(131_072) },
          ),
          placement: fc.constantFrom({}, { cluster: "c" }, { tags: ["t"] }, { preferred: "p" }),
          compression: fc.constantFrom("none", "s2"),
          discard: fc.constantFrom("new", "old"),
          retention: fc.constantFrom("limits", "interest", "workqueue"),
          republish: aRepublish,
          consumer_limits: fc.constantFrom({}, { max_ack_pending: 1 }),
          persist_mode: fc.constantFrom("", "default", "async"),
          subjects: fc.array(aSubject, { maxLength: 3 }),
        },
        { requiredKeys: [] },
      ),
      origins: fc.oneof(
        { weight: 8, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: anOrigin.map((mirror) => ({ mirror, subjects: [] })) },
        { weight: 1, arbitrary: anOrigin.map((mirror) => ({ mirror })) },
        {
          weight: 1,
          arbitrary: fc.array(anOrigin, { maxLength: 2 }).map((sources) => ({ sources })),
        },
      ),
      keep: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ base, storage, flags, numbers, others, origins, keep }) => ({
      ...base,
      ...storage,
      // Most requests go through with little that is odd about them.
      ...(keep > 0.5 ? flags : {}),
      ...(keep > 0.7 || keep < 0.2 ? numbers : {}),
      ...(keep > 0.8 || keep < 0.1 ? others : {}),
      ...(keep > 0.6 ? origins : {}),
    })),
);

/** The same with one field dropped, of another kind, or unknown. */
const aSettingsBody = fc
  .tuple(
    someSettings,
    fc.oneof(
      { weight: 8, arbitrary: fc.constant(undefined) },
      {
        weight: 1,
        arbitrary: fc.tuple(
          fc.constantFrom(
            ...FLAGS,
            ...NUMBERS.filter((name) => name !== "max_bytes"),
            "subjects",
            "storage",
            "metadata",
            "mirror",
            "sources",
            "republish",
            "unknown",
          ),
          anything,
        ),
      },
    ),
  )
  .map(([settings, odd]) =>
    JSON.stringify(odd === undefined ? settings : { ...settings, [odd[0]]: odd[1] }),
  );

const aMake = fc
  .tuple(
    fc.constantFrom("CREATE", "CREATE", "UPDATE"),
    aSettingsBody,
    aStream,
    fc.double({ min: 0, max: 1, noNaN: true }),
  )
  .map(([verb, body, other, chance]) => {
    const { name } = JSON.parse(body) as { readonly name: string };
    return {
      subject: `STREAM.${verb}.${chance < 0.95 && !/[ .]/.test(name) ? name : other.replace(" ", "")}`,
      body,
    };
  });

const aSequence = fc.constantFrom(0, 1, 2, 3, 4, 5, 7, 10, 100);

function withBody(verb: string, body: fc.Arbitrary<object>): fc.Arbitrary<Step> {
  return fc
    .tuple(
      aBucket,
      fc.oneof({ weight: 20, arbitrary: body }, { weight: 1, arbitrary: fc.constant("") }),
    )
    .map(([bucket, given]) => ({
      subject: `${verb}.KV_${bucket}`,
      body: given === "" ? "" : JSON.stringify(given),
    }));
}

const aFilter = fc.oneof(
  aSubject,
  aBucket.chain((bucket) => fc.constantFrom(...KEYS).map((key) => `$KV.${bucket}.${key}`)),
);

/** What reads ask for. */
const aGet = fc.record(
  {
    seq: aSequence,
    last_by_subj: aFilter,
    next_by_subj: aFilter,
    batch: fc.constantFrom(0, 1, 2, 3, 100, -1),
    max_bytes: fc.constantFrom(0, 1, 40, 1_000_000, -1),
    multi_last: fc.array(aFilter, { minLength: 1, maxLength: 2 }),
    up_to_seq: aSequence,
    start_time: fc.constantFrom("2000-01-01T00:00:00Z", "2099-01-01T00:00:00.5+01:00"),
    up_to_time: fc.constantFrom("2000-01-01T00:00:00Z", "2099-01-01T00:00:00Z"),
    no_hdr: fc.boolean(),
  },
  { requiredKeys: [] },
);
const aUsualGet = fc.oneof(
  fc.record({ seq: aSequence }),
  fc.record({ last_by_subj: aFilter }),
  fc.record({ seq: aSequence, next_by_subj: aFilter }),
  fc.record({ seq: aSequence, batch: fc.constantFrom(1, 2, 3, 100) }),
  fc.record({ multi_last: fc.array(aFilter, { minLength: 1, maxLength: 2 }) }),
  fc.record({
    multi_last: fc.constant(["$KV.a.>"]),
    up_to_seq: aSequence,
    seq: aSequence,
    batch: fc.constantFrom(0, 1, 2),
  }),
  aGet,
);

const aPut: fc.Arbitrary<Step> = fc.record({
  bucket: aBucket,
  key: fc.constantFrom(...KEYS),
  value: fc.constantFrom("", "v", "a longer value"),
  headers: fc.constantFrom<Record<string, string>>(
    {},
    {},
    { "KV-Operation": "DEL" },
    { "X-Own": "y" },
  ),
});

/** One step of a run: mostly messages and reads, and settings of all kinds. */
export const aStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: aMake },
  { weight: 12, arbitrary: aPut },
  {
    weight: 4,
    arbitrary: withBody(
      "STREAM.INFO",
      fc.record(
        {
          subjects_filter: aSubject,
          offset: fc.constantFrom(0, 1, -1),
          deleted_details: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
    ),
  },
  {
    weight: 2,
    arbitrary: withBody(
      "STREAM.PURGE",
      fc.record(
        { seq: aSequence, keep: fc.constantFrom(0, 1, 2), filter: aFilter },
        { requiredKeys: [] },
      ),
    ),
  },
  { weight: 2, arbitrary: withBody("STREAM.MSG.DELETE", fc.record({ seq: aSequence })) },
  { weight: 5, arbitrary: withBody("STREAM.MSG.GET", aUsualGet) },
  { weight: 6, arbitrary: withBody("DIRECT.GET", aUsualGet) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(aBucket, aFilter)
      .filter(([, filter]) => filter !== "" && !/ |\.\./.test(filter))
      .map(([bucket, filter]) => ({ subject: `DIRECT.GET.KV_${bucket}.${filter}`, body: "" })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom("NAMES", "LIST"),
        fc.record({ subject: aSubject, offset: aNumber }, { requiredKeys: [] }),
      )
      .map(([verb, body]) => ({ subject: `STREAM.${verb}`, body: JSON.stringify(body) })),
  },
  { weight: 1, arbitrary: withBody("STREAM.DELETE", fc.constant({})) },
);
