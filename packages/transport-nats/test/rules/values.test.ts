import { headers } from "@nats-io/transport-node";
import { connect } from "@revkv/core";
import { describeServers, startProxy, isAtLeast } from "@revkv/dev/nats-server";
import { expect, test } from "vitest";
import { nats } from "../../src/index.ts";
import { codeOf, failure } from "@revkv/dev/expecting";
import { storeOn } from "./support.ts";
import { Wire } from "./wire.ts";

describeServers("rule 11: values", {}, (server) => {
  const here = storeOn(server);

  test("bytes are copied before the call returns also while the connection is down", async () => {
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
});

describeServers("rule 13: sizes", {}, (server, { version }) => {
  const here = storeOn(server);

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
