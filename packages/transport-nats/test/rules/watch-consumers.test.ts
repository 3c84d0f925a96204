import { connect } from "@revkv/core";
import { describeServers, startProxy } from "@revkv/dev/nats-server";
import { expect, test } from "vitest";
import { nats } from "../../src/index.ts";
import { storeOn } from "./support.ts";
import { Wire } from "./wire.ts";

describeServers("rule 26: signals", {}, (server) => {
  const here = storeOn(server);

  test("a signal that was aborted before: nothing is sent", async () => {
    const bucket = await here.bucket();
    const reason = new Error("not any more");
    const signal = AbortSignal.abort(reason);
    const wire = await Wire.of(here);
    const sent = await wire.during(async () => {
      for (const call of [
        () => bucket.put("k", "v", { signal }),
        () => bucket.create("k", "v", { signal }),
        () => bucket.update("k", "v", 1, { signal }),
        () => bucket.modify("k", () => "v", { signal }),
        () => bucket.delete("k", { signal }),
        () => bucket.purge("k", { signal }),
        () => bucket.get("k", { signal }),
        () => bucket.getMany(["k"], { signal }),
        () => bucket.keys(">", { signal }).toArray(),
        () => bucket.history(">", { signal }).toArray(),
        () => bucket.watch(">", { signal }),
        () => bucket.purgeDeletes({ signal }),
      ]) {
        await expect(call()).rejects.toBe(reason);
      }
    });
    expect(sent).toEqual([]);
  });

  test("one that is aborted later: the call rejects with its reason, and a write may still happen", async () => {
    const proxy = await startProxy(here.server.port);
    const kv = await connect(nats(await here.anotherConnection(proxy.url)));
    const bucket = await here.bucket({}, kv);
    await bucket.put("k", "v");
    const controller = new AbortController();
    const { signal } = controller;
    proxy.pause();
    const calls = [
      bucket.put("late", "v", { signal }),
      bucket.create("later", "v", { signal }),
      bucket.get("k", { signal }),
      bucket.getMany(["k"], { signal }),
      bucket.keys(">", { signal }).toArray(),
      bucket.watch(">", { signal }),
      bucket.purgeDeletes({ signal }),
    ];
    const settled = Promise.allSettled(calls);
    await expect
      .poll(async () => (await (await here.kv.open(bucket.name)).status()).values)
      .toBe(3);
    const reason = { any: "thing" };
    controller.abort(reason);
    for (const one of await settled) expect(one).toMatchObject({ status: "rejected", reason });
    proxy.resume();
    expect((await bucket.get("late"))?.text()).toBe("v");
    await kv.close();
    await proxy.stop();
  });
});
