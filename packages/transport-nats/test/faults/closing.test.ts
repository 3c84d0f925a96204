import { connect as natsConnect, type Msg, type NatsConnection } from "@nats-io/transport-node";
import { connect, isKvError } from "@revkv/core";
import { describeServers, startProxy } from "@revkv/dev/nats-server";
import { expect, onTestFinished, test, vi } from "vitest";
import { nats } from "../../src/index.ts";
import { Tap } from "./tap.ts";
import { TIMEOUT_MS, within } from "./within.ts";

/** Loses what consumers deliver on a connection, as if it were still on its way. */
function deafen(connection: NatsConnection): void {
  const subscribe = connection.subscribe.bind(connection);
  connection.subscribe = (subject, options) => {
    const callback = options?.callback;
    if (callback === undefined) return subscribe(subject, options);
    const hear = (error: Error | null, message: Msg): void => {
      if (error !== null || message.reply?.startsWith("$JS.ACK.") !== true)
        void callback(error, message);
    };
    return subscribe(subject, { ...options, callback: hear });
  };
}

describeServers("a manager that is closed", { versions: "newest" }, (server) => {
  test("still hears of its connection while it waits for a write", async () => {
    const proxy = await startProxy(server().port);
    const connection = await natsConnect({ servers: proxy.url, reconnectTimeWait: 50 });
    onTestFinished(async () => {
      await connection.close();
      await proxy.stop();
    });
    const tap = new Tap(connection);
    const kv = await connect(nats(connection, { timeoutMs: 30_000 }));
    const bucket = await kv.create("closing");
    const lost = tap.loseAnswer("$KV.closing.a");
    const write = bucket.put("a", "1").catch((error: unknown) => error);
    await lost;
    const closed = kv.close();
    proxy.cut();
    const end = await within(0, "the write", write);
    expect(isKvError(end, "DISCONNECTED") && end.outcomeUnknown).toBe(true);
    await within(0, "close()", closed);
  });

  test("ends what waits for entries: listings, watches, and the scan of a purgeDeletes", async () => {
    const connection = await natsConnect({ servers: server().url });
    onTestFinished(() => connection.close());
    deafen(connection);
    const tap = new Tap(connection);
    const kv = await connect(nats(connection, { timeoutMs: TIMEOUT_MS }));
    const bucket = await kv.create("closing");
    await bucket.delete("a");
    const codes = [
      bucket.purgeDeletes(),
      bucket.keys().toArray(),
      (await bucket.watch()).snapshot(),
    ].map(async (call) => {
      try {
        return await call;
      } catch (error) {
        return isKvError(error) ? error.code : error;
      }
    });
    await vi.waitFor(() => expect(tap.sent("CONSUMER.CREATE")).toHaveLength(3), { timeout: 5_000 });
    await connection.flush();
    await within(1, "close()", kv.close());
    expect(await within(1, "what was under way", Promise.all(codes))).toEqual([
      "CLOSED",
      "CLOSED",
      "CLOSED",
    ]);
  });
});
