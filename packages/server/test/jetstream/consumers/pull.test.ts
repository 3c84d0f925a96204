import { expect, test } from "vitest";
import { describeBoth } from "./both-servers.ts";

const MS_NS = 1_000_000;

describeBoth("a consumer that is asked for messages", (pair) => {
  const statuses = (reply: string): readonly string[] =>
    pair.sides.own
      .got(reply)
      .filter(({ headers }) => /^NATS\/1.0 \d/.test(headers))
      .map(({ headers }) => headers.slice("NATS/1.0 ".length, headers.indexOf("\r\n")));

  test.each<[string | object, number, readonly string[]]>([
    ["", 1, []],
    ["2", 2, []],
    ["+2", 2, []],
    ["0", 1, []],
    ["-3", 1, []],
    ["two", 1, []],
    ["1.5", 1, []],
    [" 3 \n", 3, []],
    ["[3]", 1, []],
    [{}, 1, []],
    [{ batch: 3 }, 3, []],
    [{ batch: 9 }, 4, []],
    [{ batch: 9, no_wait: true }, 4, ["404 No Messages"]],
    [{ batch: 9, no_wait: true, foo: 1 }, 4, ["404 No Messages"]],
    [{ batch: 9, no_wait: true, expires: 30_000 * MS_NS }, 4, ["404 No Messages"]],
    [{ batch: 2, no_wait: true }, 2, []],
    [{ batch: 2, max_bytes: 10 }, 0, ["409 Message Size Exceeds MaxBytes"]],
    [{ batch: 9, max_bytes: 130 }, 2, ["409 Message Size Exceeds MaxBytes"]],
    [{ batch: 1, max_bytes: 500 }, 1, ["409 Batch Completed"]],
    [
      { expires: 100 * MS_NS, idle_heartbeat: 51 * MS_NS },
      0,
      ["400 Bad Request - heartbeat value too large"],
    ],
    [{ min_pending: 1 }, 0, ["400 Bad Request - Not a Overflow Priority consumer"]],
    [{ min_ack_pending: 1 }, 0, ["400 Bad Request - Not a Overflow Priority consumer"]],
    [{ id: "a" }, 0, ["400 Bad Request - Not a Pinned Client Priority consumer"]],
    [{ priority: 10 }, 0, ["400 Bad Request - Priority must be between 0 and 9"]],
  ])("%j: %i messages, and then %j", async (body, messages, told) => {
    await pair.create(".p", {});
    pair.next("p", body, "n");
    await pair.sides.settled();
    expect(pair.sides.own.got("n")).toHaveLength(messages + told.length);
    expect(statuses("n")).toEqual(told);
    await pair.sides.api(`CONSUMER.INFO.${pair.stream}.p`);
  });

  const broken = ['{"batch":"x"}', "{oops", '{"batch":1}}', "{}5", '{"expires":1.5}', "{"];
  test.each(broken)("cannot read %s, and says why", async (body) => {
    await pair.create(".p", {});
    pair.next("p", body, "n");
    await pair.sides.settled();
    expect(statuses("n")).toHaveLength(1);
  });

  test("keeps requests until there is something, and serves them in turns", async () => {
    const { sides } = pair;
    await pair.create(".p", { deliver_policy: "new" });
    pair.next("p", "2", "n1");
    await sides.settled();
    pair.next("p", { batch: 3 }, "n2");
    await sides.settled();
    for (const key of ["a", "b", "c", "d", "e"]) {
      await pair.put(key);
      await sides.settled();
    }
    await sides.api(`CONSUMER.INFO.${pair.stream}.p`);
    expect(sides.own.got("n1").map(({ body }) => body)).toEqual(["a", "c"]);
    expect(sides.own.got("n2").map(({ body }) => body)).toEqual(["b", "d", "e"]);
  });

  test("what no request has room for waits for the next one", async () => {
    const { sides } = pair;
    await pair.create(".p", {});
    pair.next("p", { batch: 2, max_bytes: 10 }, "n1");
    await sides.settled();
    await sides.api(`CONSUMER.INFO.${pair.stream}.p`);
    pair.next("p", { batch: 4, no_wait: true }, "n2");
    await sides.settled();
    await sides.api(`CONSUMER.INFO.${pair.stream}.p`);
    expect(sides.own.got("n2").map(({ body }) => body)).toEqual(["a", "b", "a", "c.x"]);
  });

  test("those that do not wait are told when nothing is there, or others wait for it", async () => {
    const { sides } = pair;
    await pair.create(".p", { deliver_policy: "new" });
    pair.next("p", { batch: 3, no_wait: true }, "n1");
    await sides.settled();
    expect(statuses("n1")).toEqual(["404 No Messages"]);
  });

  test("has limits of its own", async () => {
    const { sides } = pair;
    await pair.create(".p", {
      deliver_policy: "new",
      max_waiting: 2,
      max_batch: 5,
      max_expires: 90_000 * MS_NS,
      max_bytes: 100,
    });
    const cases: readonly object[] = [
      { batch: 6 },
      { expires: 90_001 * MS_NS },
      { max_bytes: 101 },
      { batch: 5, expires: 60_000 * MS_NS, max_bytes: 100 },
      { batch: 1 },
      { batch: 1 },
      { batch: 1, expires: 60_000 * MS_NS, idle_heartbeat: 30_000 * MS_NS },
    ];
    for (const [at, body] of cases.entries()) {
      pair.next("p", body, `n${at}`);
      await sides.settled();
    }
    const told = cases.flatMap((_body, at) => statuses(`n${at}`));
    expect(told).toEqual([
      "409 Exceeded MaxRequestBatch of 5",
      "409 Exceeded MaxRequestExpires of 1m30s",
      "409 Exceeded MaxRequestMaxBytes of 100",
      "409 Exceeded MaxWaiting",
    ]);
  });

  test("forgets requests of clients that have gone", async () => {
    const { sides, stream } = pair;
    await pair.create(".p", { deliver_policy: "new" });
    pair.next("p", "2", "n1");
    await sides.settled();
    pair.next("p", "2", "n2");
    await sides.settled();
    sides.unsubscribe("n1");
    await sides.api(`CONSUMER.INFO.${stream}.p`);
    await pair.put("a", "for the second");
    await sides.settled();
    expect(sides.own.got("n2").map(({ body }) => body)).toEqual(["for the second"]);
  });

  test("tells those who wait that it is deleted, and that its stream is", async () => {
    const { sides, stream } = pair;
    for (const name of ["p", "q"]) {
      await pair.create(`.${name}`, { deliver_policy: "new" });
      pair.next(name, { batch: 2 }, `n.${name}`);
      await sides.settled();
    }
    await sides.api(`CONSUMER.DELETE.${stream}.p`);
    expect(statuses("n.p")).toEqual(["409 Consumer Deleted"]);
    await sides.api(`STREAM.DELETE.${stream}`);
    expect(statuses("n.q")).toEqual(["409 Consumer Deleted"]);
  });

  test("says after a while that nothing came, and until then that it is alive", async () => {
    const { sides } = pair;
    await pair.create(".p", { filter_subject: `$KV.${pair.bucket}.b` });
    pair.next(
      "p",
      { batch: 2, expires: 250 * MS_NS, idle_heartbeat: 100 * MS_NS, max_bytes: 900 },
      "n",
    );
    await expect.poll(() => statuses("n")).toContain("408 Request Timeout");
    await sides.settled();
    expect(statuses("n")).toEqual([
      "100 Idle Heartbeat",
      "100 Idle Heartbeat",
      "408 Request Timeout",
    ]);
  });

  test("a client that demands a later API", async () => {
    await pair.create(".p", {});
    const headers = "NATS/1.0\r\nNats-Required-Api-Level: 6\r\n\r\n";
    const subject = `$JS.API.CONSUMER.MSG.NEXT.${pair.stream}.p`;
    const refused = await pair.sides.ask(subject, "", headers);
    expect(refused?.headers).toBe("NATS/1.0 412 Required Api Level\r\n\r\n");
  });
});
