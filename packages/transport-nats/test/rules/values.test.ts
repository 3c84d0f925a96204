import { headers } from "@nats-io/transport-node";
import { connect, json, text } from "@revkv/core";
import { describeServers, startProxy } from "@revkv/dev/nats-server";
import { expect, test } from "vitest";
import { nats } from "../../src/index.ts";
import { codeOf, failure, isAtLeast, storeOn, wrong } from "./support.ts";
import { Wire } from "./wire.ts";

describeServers("rule 11: values", {}, (server) => {
  const here = storeOn(server);

  test("bytes are copied before the call returns", async () => {
    const bucket = await here.bucket({ history: 5 });
    await bucket.delete("over");
    const bytes = new TextEncoder().encode("before");
    const calls = [
      bucket.put("put", bytes),
      bucket.create("create", bytes),
      bucket.create("over", bytes),
      bucket.modify("modify", () => bytes),
      bucket.put("at", bytes, { expected: 0 }),
    ];
    // The function of a modify is called later: its bytes are those of that moment.
    await new Promise<void>((resolve) => {
      queueMicrotask(() => {
        bytes.fill(120, 0, 3);
        resolve();
      });
    });
    await Promise.all(calls);
    for (const key of ["put", "create", "over", "at"]) {
      expect((await bucket.get(key, { consistency: "leader" }))?.text()).toBe("before");
    }
  });

  test("also while the connection is down", async () => {
    const proxy = await startProxy(here.server.port);
    const connection = await here.anotherConnection(proxy.url);
    const kv = await connect(nats(connection));
    const bucket = await here.bucket({}, kv);
    const lost = failure(bucket.get("none"));
    proxy.cut();
    await lost;
    const bytes = new TextEncoder().encode("before");
    const calls = [bucket.put("put", bytes), bucket.create("create", bytes)];
    bytes.fill(120);
    await Promise.all(calls);
    expect((await bucket.get("put"))?.text()).toBe("before");
    expect((await bucket.get("create"))?.text()).toBe("before");
    await kv.close();
    await connection.close();
    await proxy.stop();
  });

  test("any bytes, any well-formed string and nothing at all come back as they were", async () => {
    const bucket = await here.bucket();
    const every = Uint8Array.from({ length: 256 }, (_, at) => at);
    for (const value of [every, new Uint8Array(), every.subarray(10, 20)]) {
      await bucket.put("k", value);
      for (const consistency of ["direct", "leader"] as const) {
        const entry = await bucket.get("k", { consistency });
        expect(entry?.value).toEqual(new Uint8Array(value));
        expect(entry?.length).toBe(value.length);
      }
      expect((await bucket.getMany(["k"])).get("k")?.value).toEqual(new Uint8Array(value));
    }
    for (const value of ["", "grün\u0000\r\n", "\u{1F600}", "\uFEFFbom"]) {
      await bucket.put("k", value);
      expect((await bucket.get("k"))?.text()).toBe(value);
    }
    expect(await codeOf(bucket.put("k", "\uD800"))).toBe("INVALID_VALUE");
  });

  test("with a codec only its input is accepted, and nothing is sent of anything else", async () => {
    const { name } = await here.bucket();
    const texts = await here.kv.open(name, { codec: text });
    const people = await here.kv.open(name, { codec: json<{ age: number }>() });
    expect(await codeOf(texts.put("k", wrong(new Uint8Array([1]))))).toBe("INVALID_VALUE");
    expect(await codeOf(people.put("k", wrong(undefined)))).toBe("INVALID_VALUE");
    await people.put("k", { age: 36 });
    expect((await people.get("k"))?.value).toEqual({ age: 36 });
    expect((await people.get("k"))?.revision).toBe(1);
  });
});

describeServers("rule 13: sizes", {}, (server, { version }) => {
  const here = storeOn(server);

  test("maxValueBytes limits the value plus its headers", async () => {
    const bucket = await here.bucket({ maxValueBytes: 50, history: 2 });
    expect(await bucket.put("k", "x".repeat(50))).toBe(1);
    const error = await failure(bucket.put("k", "x".repeat(51)));
    expect(error).toMatchObject({
      code: "VALUE_TOO_LARGE",
      size: 51,
      limit: 50,
      natsCode: 10054,
    });
    // 31 bytes of headers for a delete, 51 for a purge.
    expect(await bucket.delete("k")).toBe(2);
    expect(await failure(bucket.purge("k"))).toMatchObject({
      code: "VALUE_TOO_LARGE",
      size: 51,
      limit: 50,
    });
    const head = "NATS/1.0\r\nNats-Expected-Last-Subject-Sequence: 0\r\n\r\n".length;
    expect(await failure(bucket.create("new", "x"))).toMatchObject({ size: head + 1, limit: 50 });
    expect((await bucket.status()).lastRevision).toBe(2);
  });

  test("where size and revision are both wrong, the server decides what is told", async () => {
    const bucket = await here.bucket({ maxValueBytes: 60 });
    await bucket.put("k", "v");
    expect(await codeOf(bucket.update("k", "x".repeat(61), 7))).toBe(
      isAtLeast(version, "2.11") ? "VALUE_TOO_LARGE" : "REVISION_MISMATCH",
    );
  });

  test("more than a connection takes is refused before anything is sent", async () => {
    const bucket = await here.bucket();
    const limit = here.connection.info?.max_payload ?? 0;
    const wire = await Wire.of(here);
    const sent = await wire.during(async () => {
      expect(await failure(bucket.put("k", new Uint8Array(limit + 1)))).toMatchObject({
        code: "VALUE_TOO_LARGE",
        size: limit + 1,
        limit,
        natsCode: undefined,
      });
      const head = "NATS/1.0\r\nNats-Expected-Last-Subject-Sequence: 0\r\n\r\n".length;
      expect(await failure(bucket.create("k", new Uint8Array(limit)))).toMatchObject({
        code: "VALUE_TOO_LARGE",
        size: limit + head,
        limit,
      });
    });
    expect(sent.filter(({ subject }) => subject.startsWith("$KV."))).toEqual([]);
    expect(await bucket.put("k", new Uint8Array(limit))).toBe(1);
    expect((await bucket.get("k"))?.length).toBe(limit);
  });

  test("bytes of a value and of a foreign writer's headers count as the server counts them", async () => {
    const bucket = await here.bucket();
    await bucket.put("k", "12345");
    const [memory] = [(await bucket.status()).bytes];
    expect(memory).toBe(`$KV.${bucket.name}.k`.length + 5 + 16);
    const fields = headers();
    fields.set("X", "y");
    await here.connection.request(`$KV.${bucket.name}.l`, "12345", {
      headers: fields,
      timeout: 5_000,
    });
    expect((await bucket.status()).bytes - memory).toBe(
      `$KV.${bucket.name}.l`.length + "NATS/1.0\r\nX: y\r\n\r\n".length + 5 + 16,
    );
    expect((await bucket.get("l"))?.text()).toBe("12345");
  });
});
