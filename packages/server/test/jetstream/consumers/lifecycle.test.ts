import { expect, test } from "vitest";
import { describeBoth } from "./both-servers.ts";
import type { Got } from "./side.ts";

const SECOND_NS = 1_000_000_000;

function bodyOf(got: Got | undefined): object {
  return JSON.parse(got?.body ?? "{}") as object;
}

describeBoth("a consumer's name and subject", (pair) => {
  test("a durable one, made by either subject", async () => {
    const { stream, sides } = pair;
    const body = (config: object): object => ({ stream_name: stream, config });
    const durable = (name: string, config: object): Promise<Got | undefined> =>
      sides.api(`CONSUMER.DURABLE.CREATE.${stream}.${name}`, body(config));
    await durable("d1", { durable_name: "d1" });
    await durable("d1", { durable_name: "d1", description: "other" });
    await durable("d2", {});
    await durable("d2", { durable_name: "d3" });
    await durable("d2", { durable_name: "d2", name: "d4" });
    await pair.create(".d5", { durable_name: "d5" });
    await pair.create(".d5", { durable_name: "d6" });
    await pair.create(".d7", { durable_name: "d7", name: "other", inactive_threshold: SECOND_NS });
    await pair.create("", { durable_name: "d8" });
    await pair.create(`.${"n".repeat(256)}`, { durable_name: "n".repeat(256) });
    const list = await sides.api(`CONSUMER.LIST.${stream}`);
    expect(bodyOf(list)).toMatchObject({ total: 4 });
  });

  test("a filter in the subject has to be that of the body", async () => {
    const { bucket } = pair;
    await pair.create(`.f1.$KV.${bucket}.a`, { filter_subject: `$KV.${bucket}.a` });
    await pair.create(`.f2.$KV.${bucket}.a`, { filter_subject: `$KV.${bucket}.b` });
    await pair.create(`.f2.$KV.${bucket}.a`, {});
    await pair.create(`.f2.$KV.${bucket}.a`, { filter_subjects: [`$KV.${bucket}.a`] });
    await pair.create(`.f3.$KV.${bucket}.>`, { filter_subject: `$KV.${bucket}.>` });
    await pair.create(".f4", { name: "not this one" });
    await pair.create("", { name: "f5" });
    await pair.create(".a\\b", {});
    const names = await pair.sides.api(`CONSUMER.NAMES.${pair.stream}`);
    expect(bodyOf(names)).toMatchObject({ consumers: ["f1", "f3", "f4", "f5"] });
  });

  test("the stream of the subject has to be that of the body, and has to be there", async () => {
    const { sides, stream } = pair;
    await sides.api(`CONSUMER.CREATE.${stream}`, { stream_name: "other", config: {} });
    await sides.api(`CONSUMER.CREATE.${stream}`);
    await sides.api(`CONSUMER.CREATE.${stream}`, "{}");
    await sides.api("CONSUMER.CREATE.KV_no", { stream_name: "KV_no", config: {} });
    await sides.api("CONSUMER.CREATE.no", { stream_name: "no", config: {} });
    await sides.api(`CONSUMER.CREATE.${stream}`, { stream_name: stream });
    await pair.create("", {}, { action: "some" });
    await pair.create("", {}, { pedantic: 1 });
    await sides.api(`CONSUMER.CREATE.${stream}`, '{"stream_name":');
    const list = await sides.api("CONSUMER.LIST.KV_no");
    expect(bodyOf(list)).toMatchObject({ error: { err_code: 10059 } });
  });

  test("what would be corrected in silence is refused where that is asked for", async () => {
    const pedantic = { pedantic: true };
    const refused = [
      { max_deliver: -2 },
      { max_waiting: -1 },
      { max_ack_pending: -2 },
      { max_batch: -1 },
      { max_expires: -1 },
      { max_bytes: -1 },
      { idle_heartbeat: -1 },
      { inactive_threshold: -1 },
      { priority_timeout: -1 },
      { backoff: [5], max_deliver: 3 },
    ];
    for (const config of refused) {
      const got = await pair.create("", config, pedantic);
      expect(bodyOf(got)).toMatchObject({ error: { err_code: 10157 } });
    }
    await pair.create("", {}, pedantic);
  });

  test("a client that demands a later API", async () => {
    const { sides, stream } = pair;
    const headers = "NATS/1.0\r\nNats-Required-Api-Level: 6\r\n\r\n";
    const got = await sides.ask(`$JS.API.CONSUMER.NAMES.${stream}`, "", headers);
    expect(bodyOf(got)).toMatchObject({ error: { err_code: 10185 } });
  });
});

describeBoth("a consumer that is there", (pair) => {
  test("is told, listed and deleted", async () => {
    const { sides, stream } = pair;
    for (const name of ["b", "a", "c"]) await pair.create(`.${name}`, {});
    await sides.api(`CONSUMER.INFO.${stream}.a`);
    await sides.api(`CONSUMER.INFO.${stream}.a`, "{}");
    await sides.api(`CONSUMER.INFO.${stream}.a`, "x");
    await sides.api(`CONSUMER.INFO.${stream}.a`, { a: 1 });
    await sides.api(`CONSUMER.INFO.${stream}.no`);
    await sides.api("CONSUMER.INFO.KV_no.a");
    for (const body of [
      "",
      "x",
      "[]",
      { offset: 1 },
      { offset: -1 },
      { offset: 9 },
      { offset: "a" },
      { limit: 1 },
    ]) {
      await sides.api(`CONSUMER.NAMES.${stream}`, body);
      await sides.api(`CONSUMER.LIST.${stream}`, body);
    }
    await sides.api(`CONSUMER.DELETE.${stream}.a`, "x");
    await sides.api(`CONSUMER.DELETE.${stream}.a`);
    await sides.api(`CONSUMER.DELETE.${stream}.a`);
    await sides.api("CONSUMER.DELETE.KV_no.a");
    const info = await sides.api(`STREAM.INFO.${stream}`);
    expect(bodyOf(info)).toMatchObject({ state: { consumer_count: 2 } });
  });

  test("may be asked for again with the same settings, and with some others", async () => {
    const first = {
      deliver_subject: "d",
      deliver_policy: "last_per_subject",
      filter_subject: "$KV.>",
    };
    await pair.create(".u", { ...first, inactive_threshold: SECOND_NS }, { action: "create" });
    await pair.create(".u", { ...first, inactive_threshold: SECOND_NS }, { action: "create" });
    await pair.create(".u", first, { action: "create" });
    await pair.create(".u", first, { action: "update" });
    await pair.create(".no", first, { action: "update" });
    await pair.create(".u", { ...first, description: "d", metadata: { a: "b" } });
    await pair.create(".u", { ...first, deliver_subject: "e" });
    await pair.create(".u", { ...first, filter_subject: `$KV.${pair.bucket}.a` });
    await pair.create(".u", { ...first, headers_only: true });
    const info = await pair.sides.api(`CONSUMER.INFO.${pair.stream}.u`);
    expect(bodyOf(info)).toMatchObject({ config: { deliver_subject: "d", headers_only: true } });
  });

  test.each<object>([
    { deliver_policy: "all" },
    { mem_storage: true },
    { deliver_policy: "by_start_sequence", opt_start_seq: 3 },
    { idle_heartbeat: SECOND_NS },
    { idle_heartbeat: SECOND_NS, flow_control: true },
    { deliver_subject: "" },
    { max_waiting: 3, deliver_subject: "" },
    { deliver_subject: "e" },
    { filter_subjects: ["a", "a"], filter_subject: "" },
  ])("is asked for with other settings: %j", async (change) => {
    const config = {
      deliver_subject: "d",
      deliver_policy: "last_per_subject",
      filter_subject: ">",
    };
    pair.sides.subscribe("d");
    await pair.create(".u", config);
    await pair.create(".u", { ...config, ...change });
    await pair.create(".u", { ...config, ...change }, { action: "create" });
    await pair.create(".p", {});
    await pair.create(".p", { deliver_subject: "d" });
    const again = await pair.create(".p", { max_waiting: 5 });
    expect(bodyOf(again)).toMatchObject({ error: { err_code: 10012 } });
  });

  test("a stream may say how many there are", async () => {
    const { sides, stream, bucket } = pair;
    const settings = { name: `${stream}_few`, subjects: [`$KV.${bucket}_few.>`], max_consumers: 1 };
    await sides.api(`STREAM.CREATE.${stream}_few`, {
      ...settings,
      storage: "memory",
      discard: "new",
    });
    const create = (): Promise<Got | undefined> =>
      sides.api(`CONSUMER.CREATE.${stream}_few`, { stream_name: `${stream}_few`, config: {} });
    await create();
    expect(bodyOf(await create())).toMatchObject({ error: { err_code: 10026 } });
  });
});
