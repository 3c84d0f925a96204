import { connect } from "@revkv/core";
import { describeServers, startProxy } from "@revkv/dev/nats-server";
import { expect, test } from "vitest";
import { nats } from "../../src/index.ts";
import { brief, take } from "@revkv/dev/expecting";
import { askApi, storeOn } from "./support.ts";
import { Wire } from "./wire.ts";

describeServers("rule 21: what a watch sends", {}, (server) => {
  const here = storeOn(server);

  test("asks for the stream once and makes one consumer, which goes with the watch", async () => {
    const bucket = await here.bucket();
    const wire = await Wire.of(here);
    const stream = `KV_${bucket.name}`;
    const subjects = await wire.subjectsDuring(async () => {
      const watcher = await bucket.watch("a.*");
      await watcher.stop();
    });
    expect(subjects).toEqual([
      `$JS.API.STREAM.INFO.${stream}`,
      `$JS.API.CONSUMER.CREATE.${stream}.<id>.$KV.${bucket.name}.a.*`,
      `$JS.API.CONSUMER.DELETE.${stream}.<id>`,
    ]);
  });
});

describeServers("rule 22: order", {}, (server) => {
  const here = storeOn(server);

  test("nothing is missing or doubled over a connection that is cut again and again", async () => {
    const proxy = await startProxy(here.server.port);
    const kv = await connect(nats(await here.anotherConnection(proxy.url)));
    const writer = await here.bucket({ history: 64 });
    const bucket = await kv.open(writer.name);
    const watcher = await bucket.watch(">", { include: "history" });
    const total = 600;
    const seen = take(watcher[Symbol.asyncIterator](), total);
    for (let at = 0; at < total; at += 1) {
      await writer.put(`k${at % 20}`, "v");
      if (at % 150 === 75) proxy.cut();
    }
    expect((await seen).map(({ revision }) => revision)).toEqual(
      Array.from({ length: total }, (_, at) => at + 1),
    );
    await watcher.stop();
    await kv.close();
    await proxy.stop();
  });

  test("a raw purge is silent", async () => {
    const bucket = await here.bucket({ history: 2 });
    const watcher = await bucket.watch();
    const entries = watcher[Symbol.asyncIterator]();
    await bucket.put("k", "v");
    await bucket.delete("gone");
    expect((await take(entries, 2)).map(brief)).toEqual(["1 PUT k", "2 DEL gone"]);
    await askApi(here.connection, `STREAM.PURGE.KV_${bucket.name}`, {});
    await bucket.put("last", "v");
    expect((await take(entries, 1)).map(brief)).toEqual(["3 PUT last"]);
    await watcher.stop();
  });
});
