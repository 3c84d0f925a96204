import { expect, test } from "vitest";
import { describeBoth } from "./both-servers.ts";
import { plainText, type Side } from "./side.ts";

const SECOND_NS = 1_000_000_000;

describeBoth("a consumer that pushes", (pair) => {
  test("delivers what there is, and then what comes, with as many ahead as there are", async () => {
    const { sides } = pair;
    sides.subscribe("d");
    await pair.create(".p", { deliver_subject: "d" });
    await pair.put("b", "more");
    await pair.put("d", "", "NATS/1.0\r\nKV-Operation: DEL\r\n\r\n");
    await sides.api(`CONSUMER.INFO.${pair.stream}.p`);
    expect(sides.own.got("d").map(({ body }) => body)).toEqual(["a", "b", "a", "c.x", "more", ""]);
  });

  test("waits until somebody listens, and when nobody does any more", async () => {
    const { sides, stream } = pair;
    await pair.create(".p", { deliver_subject: "d" });
    await sides.api(`CONSUMER.INFO.${stream}.p`);
    sides.subscribe("d");
    await sides.settled();
    await sides.api(`CONSUMER.INFO.${stream}.p`);
    sides.unsubscribe("d");
    await pair.put("a", "unheard");
    await sides.api(`CONSUMER.INFO.${stream}.p`);
    expect(sides.own.got("d")).toHaveLength(4);
    sides.subscribe("d");
    await sides.settled();
    expect(sides.own.got("d")).toHaveLength(1);
  });

  test("looks for listeners of its very subject: one with a wildcard, or of a group, does not count", async () => {
    const { sides, stream } = pair;
    sides.subscribe("d.*");
    await pair.create(".p", { deliver_subject: "d.1" });
    await sides.api(`CONSUMER.INFO.${stream}.p`);
    sides.subscribe("d.1", "group");
    await sides.api(`CONSUMER.INFO.${stream}.p`);
    expect(sides.own.got("d.*")).toHaveLength(0);
    await pair.create(".g", { deliver_subject: "d.1", deliver_group: "group" });
    await sides.settled();
    await sides.api(`CONSUMER.INFO.${stream}.g`);
    expect(sides.own.got("d.*")).toHaveLength(4);
    expect(sides.own.got("d.1")).toHaveLength(4);
  });

  test("sends the headers alone, with the sizes of the values", async () => {
    const { sides } = pair;
    sides.subscribe("d");
    await pair.put("h", "value", "NATS/1.0\r\nA: 1\r\nKV-Operation: PUT\r\n\r\n");
    await pair.create(".p", { deliver_subject: "d", headers_only: true });
    await sides.settled();
    expect(sides.own.got("d").at(-1)?.headers).toContain("Nats-Msg-Size: 5");
  });

  test.each<object>([
    { deliver_policy: "new" },
    { deliver_policy: "last" },
    { deliver_policy: "last", filter_subject: "$KV.*.a" },
    { deliver_policy: "last_per_subject", filter_subject: "$KV.>" },
    { deliver_policy: "last_per_subject", filter_subjects: ["$KV.*.b", "$KV.*.c.*"] },
    { deliver_policy: "by_start_sequence", opt_start_seq: 3 },
    { deliver_policy: "by_start_time", opt_start_time: "2020-01-01T00:00:00Z" },
    { filter_subject: "$KV.*.c.>" },
    { filter_subjects: ["$KV.*.a", "$KV.*.d"] },
    { filter_subject: "nowhere" },
  ])("begins where it is told, and delivers what it is about: %j", async (config) => {
    const { sides } = pair;
    sides.subscribe("d");
    await pair.create(".p", { deliver_subject: "d", ...config });
    await sides.settled();
    for (const key of ["a", "b", "d", "c.y"]) {
      await pair.put(key, `new ${key}`);
      await sides.settled();
    }
    const got = await sides.api(`CONSUMER.INFO.${pair.stream}.p`);
    expect(got?.body).toContain('"num_pending":0');
  });

  test("goes on from where it stands with other filters and another subject", async () => {
    const { sides } = pair;
    sides.subscribe("d");
    const filter = (key: string): string => `$KV.${pair.bucket}.${key}`;
    await pair.create(".p", { deliver_subject: "d", filter_subject: filter("a") });
    await sides.settled();
    await pair.create(".p", { deliver_subject: "d", filter_subject: filter("b") });
    await pair.put("a", "not any more");
    await pair.put("b", "now");
    await sides.settled();
    sides.unsubscribe("d");
    await pair.create(".p", { deliver_subject: "e", filter_subject: filter("b") });
    sides.subscribe("e");
    await pair.put("b", "elsewhere");
    await sides.settled();
    expect(sides.own.got("e").map(({ body }) => body)).toEqual(["elsewhere"]);
  });

  test("what goes before it is delivered is not ahead any more", async () => {
    const { sides, stream, bucket } = pair;
    await pair.create(".p", { deliver_subject: "d" });
    await sides.api(`STREAM.PURGE.${stream}`, { filter: `$KV.${bucket}.a` });
    await sides.api(`STREAM.MSG.DELETE.${stream}`, { seq: 2 });
    await pair.put("n");
    sides.subscribe("d");
    await sides.settled();
    expect(sides.own.got("d").map(({ body }) => body)).toEqual(["c.x", "n"]);
  });

  test("takes no requests for messages, and nobody answers where there is no consumer", async () => {
    const { sides, stream } = pair;
    await pair.create(".p", { deliver_subject: "d" });
    const next = `$JS.API.CONSUMER.MSG.NEXT.${stream}`;
    const refused = await sides.ask(`${next}.p`);
    expect(refused?.headers).toBe("NATS/1.0 409 Consumer is push based\r\n\r\n");
    for (const consumer of ["no", "p.q"]) {
      const nobody = await sides.ask(`${next}.${consumer}`);
      expect(nobody?.headers).toMatch(/^NATS\/1.0 503/);
    }
  });

  test("is silent when it is deleted, and when its stream is", async () => {
    const { sides, stream } = pair;
    sides.subscribe("d");
    sides.subscribe("e");
    await pair.create(".p", { deliver_subject: "d" });
    await pair.create(".q", { deliver_subject: "e" });
    await sides.api(`CONSUMER.DELETE.${stream}.p`);
    await pair.put("a", "after");
    await sides.api(`STREAM.DELETE.${stream}`);
    await sides.api(`CONSUMER.INFO.${stream}.q`);
    expect([sides.own.got("d").length, sides.own.got("e").length]).toEqual([4, 5]);
  });

  test("asks whether the client has read when much is on its way, and waits for the answer", async () => {
    const { sides, stream } = pair;
    const value = "v".repeat(100_000);
    for (let at = 0; at < 40; at += 1) await pair.put(`big${at}`, value);
    sides.subscribe("d");
    await pair.create(".p", {
      deliver_subject: "d",
      flow_control: true,
      idle_heartbeat: 30 * SECOND_NS,
    });
    await sides.settled();
    for (const side of [sides.own, sides.real]) {
      const asked = side.got("d").findLast(({ headers }) => headers.includes("FlowControl"));
      side.publish({ subject: asked?.reply ?? "" });
    }
    await sides.settled();
    await sides.api(`CONSUMER.INFO.${stream}.p`);
    const asked = sides.own.got("d").filter(({ headers }) => headers.includes("FlowControl"));
    expect(asked.length).toBeGreaterThan(1);
  });

  test("says with its heartbeats what it waits for", async () => {
    const { sides } = pair;
    const value = "v".repeat(200_000);
    for (let at = 0; at < 12; at += 1) await pair.put(`big${at}`, value);
    for (const side of [sides.own, sides.real]) side.subscribe("d");
    const config = { deliver_subject: "d", flow_control: true, idle_heartbeat: SECOND_NS / 10 };
    await pair.create(".p", config);
    const stalled = (side: Side): string | undefined =>
      side.got("d").find(({ headers }) => headers.includes("Nats-Consumer-Stalled"))?.headers;
    await expect.poll(() => stalled(sides.own)).toBeDefined();
    await expect.poll(() => stalled(sides.real)).toBeDefined();
    const [own, real] = [sides.own, sides.real].map((side) => plainText(stalled(side) ?? ""));
    expect(own).toBe(real);
  });

  test("takes no acks: nobody answers to one", async () => {
    const { sides } = pair;
    sides.subscribe("d");
    await pair.create(".p", { deliver_subject: "d" });
    await sides.settled();
    const ack = `$JS.ACK.${pair.stream}.p.1.1.1.1.1`;
    expect((await sides.ask(ack))?.headers).toMatch(/^NATS\/1.0 503/);
  });
});
