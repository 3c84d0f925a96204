import { jetstream, jetstreamManager, type JsMsg } from "@nats-io/jetstream";
import { Kvm, type KV, type KvEntry } from "@nats-io/kv";
import { connect as connectNats, type NatsConnection } from "@nats-io/transport-node";
import { connect, type KvBucket } from "@revkv/core";
import { local } from "@revkv/transport-local";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { serve, type KvServer } from "../../../src/index.ts";

const MANY = 3_000;

let server: KvServer;
let connection: NatsConnection;
/** The bucket as the process has it. */
let bucket: KvBucket;
/** The same one as a client has it. */
let kv: KV;

beforeEach(async () => {
  const transport = local();
  server = await serve(transport);
  bucket = await (await connect(transport)).create("b", { history: 5 });
  connection = await connectNats({ servers: server.url });
  kv = await new Kvm(connection).open("b");
});
afterEach(async () => {
  await connection.close();
  await server.close();
});

async function put(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await bucket.put(key, `value of ${key}`);
}

/** So many of what comes. */
async function take<T>(source: AsyncIterable<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  for await (const one of source) {
    taken.push(one);
    if (taken.length >= count) break;
  }
  return taken;
}

function brief({ key, revision, operation, delta }: KvEntry): string {
  return `${key} ${revision} ${operation} ${delta}`;
}

function sequences(messages: readonly JsMsg[]): readonly number[] {
  return messages.map(({ seq }) => seq);
}

describe("the official JavaScript client", () => {
  test("watches what there is, and then what comes", async () => {
    await put("a", "b", "a");
    const watch = await kv.watch();
    expect((await take(watch, 2)).map(brief)).toEqual(["b 2 PUT 1", "a 3 PUT 0"]);
    const live = await kv.watch({ include: "updates" });
    await connection.flush();
    await bucket.delete("b");
    await put("c");
    expect((await take(live, 2)).map(brief)).toEqual(["b 4 DEL 0", "c 5 PUT 0"]);
  });

  test("watches some keys, from a revision on, without the values", async () => {
    await put("a", "b.x", "c", "b.y", "b.x");
    const some = await kv.watch({ key: ["a", "b.*"], include: "history", headers_only: true });
    const entries = await take(some, 4);
    expect(entries.map(brief)).toEqual(["a 1 PUT 3", "b.x 2 PUT 2", "b.y 4 PUT 1", "b.x 5 PUT 0"]);
    expect(entries.map(({ length, value }) => [length, value.length])).toEqual([
      [10, 0],
      [12, 0],
      [12, 0],
      [12, 0],
    ]);
    const late = await kv.watch({ resumeFromRevision: 4 });
    expect((await take(late, 2)).map(brief)).toEqual(["b.y 4 PUT 1", "b.x 5 PUT 0"]);
  });

  test("lists keys and history, also of an empty bucket", async () => {
    expect(await take(await kv.keys(), 1)).toEqual([]);
    expect(await take(await kv.history(), 1)).toEqual([]);
    await put("a", "b", "a");
    await bucket.delete("b");
    expect(await take(await kv.keys(), 9)).toEqual(["a"]);
    const history = await take(await kv.history(), 9);
    expect(history.map(brief)).toEqual(["a 1 PUT 3", "b 2 PUT 2", "a 3 PUT 1", "b 4 DEL 0"]);
  });

  test("gets a long history whole and in order, with flow control", async () => {
    const value = "v".repeat(4_000);
    for (let at = 0; at < MANY; at += 1) await bucket.put(`k${at}`, value);
    const entries = await take(await kv.watch(), MANY);
    expect(entries.map(({ revision }) => revision)).toEqual(
      Array.from({ length: MANY }, (_, at) => at + 1),
    );
    expect(entries.at(-1)?.delta).toBe(0);
  });

  test("reads with its ordered consumers: fetch, consume, next, and push", async () => {
    await put("a", "b", "a", "c");
    const js = jetstream(connection);
    const all = await js.consumers.get("KV_b", { filter_subjects: ["$KV.b.a", "$KV.b.c"] });
    expect(sequences(await take(await all.fetch({ max_messages: 3 }), 3))).toEqual([1, 3, 4]);
    const fetched = await take(await all.fetch({ max_messages: 3, expires: 1_000 }), 3);
    expect(fetched).toEqual([]);
    const next = await js.consumers.get("KV_b");
    expect((await next.next())?.seq).toBe(1);
    const some = await js.consumers.get("KV_b", { opt_start_seq: 2 });
    expect(sequences(await take(await some.consume(), 3))).toEqual([2, 3, 4]);
    const push = await js.consumers.getPushConsumer("KV_b");
    expect(sequences(await take(await push.consume(), 4))).toEqual([1, 2, 3, 4]);
  });

  test("sees its consumers in the list, and none after it has deleted them", async () => {
    const { consumers } = await jetstreamManager(connection);
    const made = await consumers.add("KV_b", { durable_name: "d", filter_subject: "$KV.b.a" });
    expect(made).toMatchObject({ name: "d", num_pending: 0 });
    expect((await consumers.list("KV_b").next()).map(({ name }) => name)).toEqual(["d"]);
    expect((await consumers.info("KV_b", "d")).config.filter_subject).toBe("$KV.b.a");
    expect(await consumers.delete("KV_b", "d")).toBe(true);
    await expect(consumers.info("KV_b", "d")).rejects.toThrow("consumer not found");
  });
});
