import { headers } from "@nats-io/transport-node";
import { connect, type KvBucket } from "@revkv/core";
import { describeServers } from "@revkv/dev/nats-server";
import { expect, test } from "vitest";
import { nats } from "../../src/index.ts";
import { codeOf, failure, take } from "@revkv/dev/expecting";
import { askApi, historyOf, storeOn } from "./support.ts";
import { Wire } from "./wire.ts";

describeServers("rule 15: consistency", {}, (server) => {
  const here = storeOn(server);

  test("open asks once for the stream; a get then goes to whoever has a copy, in one subject", async () => {
    const { name } = await here.bucket();
    const wire = await Wire.of(here);
    let bucket: KvBucket | undefined;
    const opening = await wire.subjectsDuring(async () => {
      bucket = await here.kv.open(name);
    });
    expect(opening).toEqual([`$JS.API.STREAM.INFO.KV_${name}`]);
    const [put] = await wire.during(async () => bucket?.put("a.b", "v"));
    expect(put).toEqual({ subject: `$KV.${name}.a.b`, body: "v" });
    const got = await wire.during(async () => bucket?.get("a.b"));
    expect(got).toEqual([{ subject: `$JS.API.DIRECT.GET.KV_${name}.$KV.${name}.a.b`, body: "" }]);
    const at = await wire.during(async () => bucket?.get("a.b", { revision: 1 }));
    expect(at).toEqual([{ subject: `$JS.API.DIRECT.GET.KV_${name}`, body: '{"seq":1}' }]);
  });

  test("'leader' asks the leader, by the call or by the transport", async () => {
    const { name } = await here.bucket();
    const bucket = await here.kv.open(name);
    const strict = await connect(nats(here.connection, { consistency: "leader" }));
    const strictly = await strict.open(name);
    const wire = await Wire.of(here);
    const subject = `$JS.API.STREAM.MSG.GET.KV_${name}`;
    const last = { subject, body: `{"last_by_subj":"$KV.${name}.k"}` };
    const first = { subject, body: '{"seq":1}' };
    expect(await wire.during(() => bucket.get("k", { consistency: "leader" }))).toEqual([last]);
    expect(await wire.during(() => strictly.get("k"))).toEqual([last]);
    expect(await wire.during(() => strictly.get("k", { revision: 1 }))).toEqual([first]);
    expect(await wire.subjectsDuring(() => strictly.get("k", { consistency: "direct" }))).toEqual([
      `$JS.API.DIRECT.GET.KV_${name}.$KV.${name}.k`,
    ]);
    expect(await wire.subjectsDuring(() => strictly.getMany(["k", "l"]))).toEqual([
      subject,
      subject,
    ]);
    await strict.close();
  });

  test("minRevision asks the leader when the answer is missing or older, and only then", async () => {
    const bucket = await here.bucket();
    await bucket.put("k", "v");
    await bucket.put("k", "w");
    const wire = await Wire.of(here);
    const asked = async (minRevision: number, key = "k"): Promise<readonly string[]> => {
      const subjects = await wire.subjectsDuring(() => bucket.get(key, { minRevision }));
      return subjects.map((subject) => subject.split(".").slice(2, 4).join("."));
    };
    expect(await asked(1)).toEqual(["DIRECT.GET"]);
    expect(await asked(2)).toEqual(["DIRECT.GET"]);
    expect(await asked(3)).toEqual(["DIRECT.GET", "STREAM.MSG"]);
    expect(await asked(1, "missing")).toEqual(["DIRECT.GET", "STREAM.MSG"]);
    // The leader knows nothing newer: what it has is the answer.
    expect((await bucket.get("k", { minRevision: 9 }))?.text()).toBe("w");
  });

  test("a modify reads from the leader", async () => {
    const bucket = await here.bucket();
    const wire = await Wire.of(here);
    expect(await wire.subjectsDuring(() => bucket.modify("k", () => "v"))).toEqual([
      `$JS.API.STREAM.MSG.GET.KV_${bucket.name}`,
      `$KV.${bucket.name}.k`,
    ]);
  });

  test("a bucket that takes no direct reads is read from its leader, also when that changes", async () => {
    const bucket = await here.bucket();
    await bucket.put("k", "v");
    const stream = `KV_${bucket.name}`;
    const { config } = await askApi<{ readonly config: object }>(
      here.connection,
      `STREAM.INFO.${stream}`,
    );
    const body = { ...config, allow_direct: false };
    await askApi(here.connection, `STREAM.UPDATE.${stream}`, body);
    const hurried = await here.anotherStore({ timeoutMs: 400 });
    const after = await hurried.open(bucket.name);
    expect((await after.get("k"))?.text()).toBe("v");
    expect((await after.getMany(["k", "l"])).get("k")?.text()).toBe("v");
    expect(await after.modify("k", () => "w")).toBe(2);
  });

  test("a read goes on where a bucket stops to take direct reads", async () => {
    const kv = await here.anotherStore({ timeoutMs: 400 });
    const bucket = await here.bucket({}, kv);
    await bucket.put("k", "v");
    expect((await bucket.get("k"))?.text()).toBe("v");
    const stream = `KV_${bucket.name}`;
    const { config } = await askApi<{ readonly config: object }>(
      here.connection,
      `STREAM.INFO.${stream}`,
    );
    await askApi(here.connection, `STREAM.UPDATE.${stream}`, { ...config, allow_direct: false });
    expect((await bucket.get("k"))?.text()).toBe("v");
    expect((await bucket.getMany(["k"])).get("k")?.text()).toBe("v");
    expect((await bucket.get("k", { revision: 1 }))?.text()).toBe("v");
  });
});

describeServers("rules 17 and 18: what others wrote", {}, (server) => {
  const here = storeOn(server);

  async function strange(keys: readonly string[]): Promise<KvBucket> {
    const bucket = await here.bucket({ history: 3 });
    for (const key of keys) await here.connection.request(`$KV.${bucket.name}.${key}`, "v");
    return bucket;
  }

  test("keys that our grammar refuses are listed and watched; get of them rejects", async () => {
    const keys = ["ok", "ü", "a:b", "x.>", "a|b"];
    const bucket = await strange(keys);
    expect(await bucket.keys().toArray()).toEqual(keys);
    const watcher = await bucket.watch();
    expect((await watcher.snapshot()).map(({ key }) => key)).toEqual(keys);
    await here.connection.request(`$KV.${bucket.name}.später`, "v");
    const [live] = await take(watcher[Symbol.asyncIterator](), 1);
    expect(live?.key).toBe("später");
    await watcher.stop();
    for (const key of keys.slice(1)) expect(await codeOf(bucket.get(key))).toBe("INVALID_KEY");
    expect((await bucket.get("ok"))?.text()).toBe("v");
  });

  test("a key that is a wildcard to the letter is found in the history", async () => {
    // Not in listings of last entries: a server of 2.10 leaves it out there, and sends another one twice.
    const keys = ["a", "*", "b.*", "c"];
    const bucket = await strange(keys);
    expect((await bucket.history(">").toArray()).map(({ key }) => key)).toEqual(keys);
    const watcher = await bucket.watch(">", { include: "history" });
    expect((await watcher.snapshot()).map(({ key }) => key)).toEqual(keys);
    await watcher.stop();
  });

  test("foreign operations are values, foreign bytes of markers are none", async () => {
    const bucket = await here.bucket({ history: 10 });
    const write = async (fields: Readonly<Record<string, string>>, body = "v"): Promise<void> => {
      const sent = headers();
      for (const [name, value] of Object.entries(fields)) sent.append(name, value);
      await here.connection.request(`$KV.${bucket.name}.k`, body, {
        headers: sent,
        timeout: 5_000,
      });
    };
    await write({ "KV-Operation": "FOO" });
    await write({ "KV-Operation": "del" });
    await write({ "kv-operation": "DEL" });
    await write({ "Nats-Marker-Reason": "bogus" });
    await write({ "KV-Operation": "DEL" }, "left over");
    await write({ "KV-Operation": "PURGE" }, "left over");
    const expected = ["1 PUT k", "2 PUT k", "3 PUT k", "4 PUT k", "5 DEL k", "6 PURGE k"];
    expect(await historyOf(bucket)).toEqual(expected);
    for (const consistency of ["direct", "leader"] as const) {
      const read = (revision: number): Promise<unknown> =>
        bucket.get("k", { revision, consistency, includeDeleted: true });
      expect(await read(2)).toMatchObject({ operation: "PUT", length: 1 });
      expect(await read(3)).toMatchObject({ operation: "PUT", length: 1 });
      expect(await read(5)).toMatchObject({ operation: "DEL", length: 0 });
    }
  });
});

describeServers("rule 6: what a server refuses to read", {}, (server) => {
  const here = storeOn(server);

  test("a leader without the stream is BUCKET_NOT_FOUND with its number", async () => {
    const bucket = await here.bucket();
    await here.kv.delete(bucket.name);
    expect(await failure(bucket.get("k", { consistency: "leader" }))).toMatchObject({
      code: "BUCKET_NOT_FOUND",
      natsCode: 10059,
    });
  });
});
