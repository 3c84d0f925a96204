import type { NatsConnection } from "@nats-io/transport-node";
import { connect } from "@revkv/core";
import { describeServers, freePort, startServer, type RunningServer } from "@revkv/dev/nats-server";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { nats } from "../../src/index.ts";
import { eventually } from "./eventually.ts";
import { line, recordOf, storedLines } from "./line.ts";
import { connectionTo, storeOn } from "./store.ts";
import { tour } from "./tour.ts";

vi.setConfig({ testTimeout: 20_000 });

describeServers("a hub behind a leaf node", { start: "none" }, (_, found) => {
  let hub: RunningServer;
  let leaf: RunningServer;

  beforeAll(async () => {
    const address = `127.0.0.1:${await freePort()}`;
    hub = await startServer(found, {
      name: "hub",
      config: `jetstream { domain: hub }\nleafnodes { listen: "${address}" }`,
    });
    const remotes = `remotes: [{ url: "nats://${address}" }], reconnect: 1`;
    leaf = await startServer(found, {
      name: "leaf",
      config: `jetstream { domain: leaf }\nleafnodes { ${remotes} }`,
    });
  }, 30_000);
  afterAll(async () => {
    await Promise.all([hub.stop(), leaf.stop()]);
  });

  /** A connection to the leaf, once the hub is reached by it. */
  async function leafConnection(): Promise<NatsConnection> {
    const connection = await connectionTo(leaf);
    await eventually(async () => (await connect(nats(connection, { domain: "hub" }))).close());
    return connection;
  }

  test("every call works in the domain of the hub, and of the leaf from the hub", async () => {
    expect(
      await tour(await storeOn(await leafConnection(), { domain: "hub" }), "far"),
    ).toHaveLength(10);
    expect(
      await tour(await storeOn(await connectionTo(hub), { domain: "leaf" }), "far"),
    ).toHaveLength(10);
  });

  test("each domain has its own buckets", async () => {
    const connection = await leafConnection();
    const far = await storeOn(connection, { domain: "hub" });
    const near = await storeOn(connection);
    await far.create("same");
    expect(await near.names().toArray()).toEqual([]);
    const bucket = await near.create("same", { history: 2 });
    await bucket.put("here", "1");
    expect(await (await far.open("same")).keys().toArray()).toEqual([]);
    await (await far.open("same")).put("there", "1");
    expect(await bucket.keys().toArray()).toEqual(["here"]);
    await expect(connect(nats(connection, { domain: "nowhere" }))).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
  });

  test("a mirror of the hub's bucket is read on the leaf and written to on the hub", async () => {
    const connection = await leafConnection();
    const far = await storeOn(connection, { domain: "hub" });
    const origin = await far.create("origin", { history: 5 });
    await origin.put("a", "1");
    const near = await storeOn(connection);
    const mirror = { bucket: "origin", domain: "hub" };
    const copy = await near.create("copy", { history: 5, mirror });
    expect((await copy.status()).config.mirror).toEqual(mirror);
    const told = recordOf(await copy.watch());
    expect(await copy.put("a", "2")).toBe(2);
    expect(await copy.create("b", "3")).toBe(3);
    expect(await copy.update("b", "4", 3)).toBe(4);
    expect(await copy.delete("a", { expected: 2 })).toBe(5);
    await expect(copy.update("b", "x", 3)).rejects.toMatchObject({ actual: 4 });
    const written = ["PUT a=1 @1", "PUT a=2 @2", "PUT b=3 @3", "PUT b=4 @4", "DEL a @5"];
    await eventually(() =>
      expect(told.filter((it) => it !== "initialized").at(-1)).toBe("DEL a @5"),
    );
    expect(await storedLines(origin)).toEqual(written);
    expect(await storedLines(copy)).toEqual(written);
    expect(await copy.keys().toArray()).toEqual(["b"]);
    expect((await copy.get("b"))?.text()).toBe("4");
    expect(await near.create("copy", { history: 5, mirror })).toMatchObject({ name: "copy" });

    const fromHub = await (await storeOn(await connectionTo(hub), { domain: "leaf" })).open("copy");
    expect(await fromHub.put("c", "6")).toBe(6);
    const got = await eventually(async () => {
      const entry = await fromHub.get("c");
      expect(entry).not.toBeNull();
      return entry;
    });
    expect(got && line(got)).toBe("PUT c=6 @6");
  });

  test("without the hub a mirror is read, and not written to", { timeout: 30_000 }, async () => {
    const connection = await leafConnection();
    const far = await storeOn(connection, { domain: "hub" });
    await (await far.create("lost")).put("a", "1");
    const near = await storeOn(connection);
    const copy = await near.create("kept", { mirror: { bucket: "lost", domain: "hub" } });
    await eventually(async () => expect(await copy.keys().toArray()).toEqual(["a"]));
    await hub.kill();
    await eventually(async () => {
      await expect(copy.put("a", "2")).rejects.toMatchObject({ code: "READ_ONLY" });
    });
    expect((await copy.get("a"))?.text()).toBe("1");
    expect(await storedLines(copy)).toEqual(["PUT a=1 @1"]);
    await expect(far.names().toArray()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await hub.restart();
    const revision = await eventually(() => copy.put("a", "2"));
    expect(revision).toBe(2);
  });
});
