import * as fc from "fast-check";
import { expect, onTestFinished, test, vi } from "vitest";
import { OwnSide } from "./own-side.ts";

const FIELDS =
  "durable_name name description deliver_policy opt_start_seq opt_start_time ack_policy ack_wait " +
  "max_deliver backoff filter_subject filter_subjects replay_policy sample_freq max_waiting " +
  "max_ack_pending flow_control headers_only max_batch max_expires max_bytes deliver_subject " +
  "deliver_group idle_heartbeat inactive_threshold num_replicas mem_storage metadata batch expires " +
  "no_wait offset stream_name config action";

/** Values that fit some field, and values that fit none. */
const value = fc.oneof(
  fc.constantFrom("all", "new", "last", "last_per_subject", "by_start_time", "none", "instant"),
  fc.constantFrom("$KV.b.>", "$KV.b.a", ">", "*", "a..b", "d", "d.e", "2026-01-01T00:00:00Z", ""),
  fc.constantFrom(0, 1, -1, 100_000_000, 2 ** 53, -(2 ** 63), 9e18, 1e300, 1.5),
  fc.constantFrom<unknown>(null, true, false, [], {}, ["$KV.b.a"], [">", ">"], { __proto__: "x" }),
  fc.jsonValue(),
  fc.string({ unit: "binary" }),
);
const fields = fc.dictionary(fc.oneof(fc.constantFrom(...FIELDS.split(" ")), fc.string()), value, {
  maxKeys: 6,
});
const body = fc.oneof(
  { weight: 6, arbitrary: fields.map((config) => JSON.stringify({ stream_name: "KV_b", config })) },
  { weight: 2, arbitrary: fields.map((one) => JSON.stringify(one)) },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
);
const SUBJECTS =
  "CONSUMER.CREATE.KV_b CONSUMER.CREATE.KV_b.c CONSUMER.CREATE.KV_b.c.$KV.b.a " +
  "CONSUMER.DURABLE.CREATE.KV_b.c CONSUMER.INFO.KV_b.c CONSUMER.DELETE.KV_b.c " +
  "CONSUMER.NAMES.KV_b CONSUMER.LIST.KV_b CONSUMER.MSG.NEXT.KV_b.c";
const subject = fc.constantFrom(...SUBJECTS.split(" "));

test("whatever a client asks, it gets an answer, and the next one is served", async () => {
  const printed = vi.spyOn(console, "error");
  onTestFinished(() => printed.mockRestore());
  const own = new OwnSide();
  const settings = { name: "KV_b", subjects: ["$KV.b.>"], discard: "new", max_msgs_per_subject: 3 };
  own.publish({ subject: "$JS.API.STREAM.CREATE.KV_b", body: JSON.stringify(settings) });
  for (const one of ["d", "d.e", "r"]) own.subscribe(one);
  let heard = 0;
  const property = fc.property(subject, body, (at, text) => {
    own.publish({ subject: "$KV.b.a", body: "x" });
    own.publish({ subject: `$JS.API.${at}`, reply: "r", body: text });
    const replies = own.got("r").length;
    // A request for messages may have to wait.
    const least = at.includes("MSG.NEXT") ? heard : heard + 1;
    expect(replies).toBeGreaterThanOrEqual(least);
    heard = replies;
  });
  fc.assert(property, { numRuns: 10_000 });
  await own.pause();
  const last = { stream_name: "KV_b", config: {}, action: "create" };
  own.publish({
    subject: "$JS.API.CONSUMER.CREATE.KV_b.z",
    reply: "r",
    body: JSON.stringify(last),
  });
  expect(own.got("r").at(-1)?.body).toMatch(/"name":"z"|maximum consumers/);
  // Mistakes of its own are answered too, but printed.
  expect(printed).not.toHaveBeenCalled();
  await own.close();
}, 60_000);
