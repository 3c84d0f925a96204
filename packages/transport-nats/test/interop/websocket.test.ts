import { wsconnect, type NatsConnection } from "@nats-io/nats-core";
import { describeServers, freePort, startServer, type RunningServer } from "@revkv/dev/nats-server";
import { WebSocket as NodeWebSocket } from "undici";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { storeAt, storeOn } from "./store.ts";
import { tour } from "./tour.ts";

vi.setConfig({ testTimeout: 20_000 });

describeServers("by WebSocket", { versions: "newest", start: "none" }, (_, found) => {
  let server: RunningServer;
  let port: number;
  beforeAll(async () => {
    port = await freePort();
    const config = `websocket { listen: "127.0.0.1:${port}", no_tls: true }`;
    server = await startServer(found, { config });
  }, 30_000);
  afterAll(async () => {
    await server.stop();
  });

  async function webConnection(): Promise<NatsConnection> {
    const connection = await wsconnect({
      servers: `ws://127.0.0.1:${port}`,
      // Node has a WebSocket of its own from 22 on.
      wsFactory: async (url) => ({
        socket: new NodeWebSocket(url) as unknown as WebSocket,
        encrypted: false,
      }),
    });
    onTestFinished(() => connection.close());
    return connection;
  }

  test("every call works", async () => {
    expect(await tour(await storeOn(await webConnection()), "web")).toHaveLength(10);
  });

  test("a watch follows what comes by TCP, more of it than a window of flow control", async () => {
    const kv = await storeAt(server);
    const bucket = await kv.create("big", { storage: "memory" });
    const web = await storeOn(await webConnection());
    const watcher = await (await web.open("big")).watch();
    expect(await watcher.snapshot()).toEqual([]);
    const value = new Uint8Array(50_000).fill(7);
    await Promise.all(Array.from({ length: 100 }, (_, at) => bucket.put(`k.${at}`, value)));
    const revisions: number[] = [];
    for await (const entry of watcher) {
      expect(entry.length).toBe(50_000);
      if (revisions.push(entry.revision) === 100) break;
    }
    expect(revisions).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
  });
});
