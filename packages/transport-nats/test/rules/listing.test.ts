import { describeServers } from "@revkv/dev/nats-server";
import { expect, test } from "vitest";
import { askApi, storeOn } from "./support.ts";

describeServers("buckets are listed", { versions: "newest", isReal: true }, (server) => {
  const here = storeOn(server);

  test("all of more than a thousand, each once and sorted; other streams are left out", async () => {
    const names = Array.from({ length: 1_025 }, (_, at) => `n${at}`);
    await Promise.all(names.map((name) => here.kv.create(name, { storage: "memory" })));
    const strangers = [
      ["ORDERS", ["orders.>"]],
      ["KV_stranger", ["stranger.>"]],
      ["KV_a.b".replace(".", "ü"), ["$KV.aüb.>"]],
      ["OBJ_o", ["$O.o.C.>"]],
    ] as const;
    for (const [name, subjects] of strangers) {
      await askApi(here.connection, `STREAM.CREATE.${name}`, { name, subjects, storage: "memory" });
    }
    const last = await here.kv.open("n1024");
    await last.put("k", "v");
    expect(await here.kv.names().toArray()).toEqual(names.toSorted());
    const statuses = await here.kv.list().toArray();
    expect(statuses.map(({ bucket }) => bucket)).toEqual(names.toSorted());
    expect(statuses.find(({ bucket }) => bucket === "n1024")).toEqual(await last.status());
    expect(statuses.filter(({ values }) => values > 0)).toHaveLength(1);
  });

  test("of no bucket the list is empty", async () => {
    const second = await here.anotherStore();
    for await (const name of second.names()) await here.kv.delete(name);
    expect(await second.names().toArray()).toEqual([]);
    expect(await second.list().toArray()).toEqual([]);
  });
});

describeServers("buckets are listed on any server", {}, (server) => {
  const here = storeOn(server);

  test("more than one page of them, with what they hold", async () => {
    const names = Array.from({ length: 300 }, (_, at) => `n${at}`);
    await Promise.all(names.map((name) => here.kv.create(name, { storage: "memory" })));
    const bucket = await here.kv.open("n7");
    await bucket.put("k", "v");
    await bucket.put("k", "w");
    expect(await here.kv.names().toArray()).toEqual(names.toSorted());
    const statuses = await here.kv.list().toArray();
    expect(statuses).toHaveLength(300);
    expect(statuses.filter(({ lastRevision }) => lastRevision > 0)).toEqual([
      await bucket.status(),
    ]);
  });
});
