import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect as connectNats } from "@nats-io/transport-node";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { describeServers, startProxy, type Proxy } from "../../src/nats-server/index.ts";
import { LOOPBACK } from "../../src/nats-server/ports.ts";

/** A client of a proxy, and the server's end of its connection. */
interface Line {
  readonly client: Socket;
  readonly server: Socket;
  readonly sent: () => string;
  readonly received: () => string;
  readonly isOver: () => boolean;
}

/** A proxy before a server that says nothing by itself. */
async function setUp(): Promise<{ proxy: Proxy; dial: () => Promise<Line>; ends: Socket[] }> {
  const ends: Socket[] = [];
  const listener = createServer((socket) => ends.push(socket.on("error", () => {})));
  listener.listen(0, LOOPBACK);
  await once(listener, "listening");
  const proxy = await startProxy((listener.address() as AddressInfo).port);
  onTestFinished(async () => {
    await proxy.stop();
    listener.close();
  });
  const dial = async (): Promise<Line> => {
    const before = ends.length;
    const client = connect(proxy.port, LOOPBACK).on("error", () => {});
    await vi.waitFor(() => expect(ends).toHaveLength(before + 1), { interval: 2 });
    const server = ends[before];
    if (server === undefined) throw new Error("nobody has connected");
    const [sent, received] = [textOf(server), textOf(client)];
    return { client, server, sent, received, isOver: () => client.closed };
  };
  return { proxy, dial, ends };
}

function textOf(socket: Socket): () => string {
  let text = "";
  socket.setEncoding("latin1").on("data", (piece: string) => {
    text += piece;
  });
  return () => text;
}

const soon = (check: () => void): Promise<void> => vi.waitFor(check, { interval: 2 });
const quiet = (): Promise<void> => sleep(30);

describe("a proxy", () => {
  test("passes bytes both ways, and the end of either side", async () => {
    const { proxy, dial } = await setUp();
    const [one, two] = [await dial(), await dial()];
    expect(proxy.connections).toBe(2);
    one.client.write("question");
    one.server.write("answer");
    await soon(() => expect([one.sent(), one.received()]).toEqual(["question", "answer"]));
    one.client.end();
    two.server.end("last words");
    await soon(() => expect([one.server.closed, two.isOver()]).toEqual([true, true]));
    expect(two.received()).toBe("last words");
    await soon(() => expect(proxy.connections).toBe(0));
  });

  test("passes more than a socket takes at once", async () => {
    const { dial } = await setUp();
    const { client, server, received } = await dial();
    client.pause();
    server.write("x".repeat(20_000_000));
    await quiet();
    client.resume();
    await soon(() => expect(received().length).toBe(20_000_000));
  });

  test("cuts all connections at once and takes new ones", async () => {
    const { proxy, dial } = await setUp();
    const lines = [await dial(), await dial()];
    proxy.cut();
    await soon(() => expect(lines.map(({ isOver }) => isOver())).toEqual([true, true]));
    expect(proxy.connections).toBe(0);
    const { server, received } = await dial();
    server.write("again");
    await soon(() => expect(received()).toBe("again"));
  });

  test("holds what the server sends, while the client is heard", async () => {
    const { proxy, dial } = await setUp();
    const { client, server, sent, received } = await dial();
    proxy.pause();
    server.write("held");
    client.write("heard");
    await soon(() => expect(sent()).toBe("heard"));
    await quiet();
    expect(received()).toBe("");
    proxy.resume();
    await soon(() => expect(received()).toBe("held"));
  });

  test("loses so many bytes, or all until it is told to pass them", async () => {
    const { proxy, dial } = await setUp();
    const { server, received } = await dial();
    proxy.dropFromServer(3);
    server.write("12345");
    await soon(() => expect(received()).toBe("45"));
    proxy.dropFromServer();
    server.write("lost");
    await quiet();
    proxy.resume();
    server.write("6");
    await soon(() => expect(received()).toBe("456"));
  });

  test("cuts after exactly so many bytes", async () => {
    const { proxy, dial } = await setUp();
    const { server, received, isOver } = await dial();
    server.write("before");
    await soon(() => expect(received()).toBe("before"));
    proxy.afterFromServer(4, () => proxy.cut());
    server.write("12");
    await soon(() => expect(received()).toBe("before12"));
    server.write("3456");
    await soon(() => expect(isOver()).toBe(true));
    expect(received()).toBe("before1234");
  });

  test("acts once when the server has said something, before it is passed on", async () => {
    const { proxy, dial } = await setUp();
    const { server, received } = await dial();
    const action = vi.fn<() => void>(() => proxy.dropFromServer());
    proxy.afterFromServer((sent) => sent.includes("PONG"), action);
    server.write("PING PO");
    await soon(() => expect(received()).toBe("PING PO"));
    server.write("NG PONG");
    await soon(() => expect(action).toHaveBeenCalledTimes(1));
    server.write("PONG");
    await quiet();
    expect(received()).toBe("PING PO");
    expect(action).toHaveBeenCalledTimes(1);
  });

  test("refuses new connections for a while and keeps those it has", async () => {
    const { proxy, dial, ends } = await setUp();
    const { server, received } = await dial();
    proxy.refuse();
    const refused = connect(proxy.port, LOOPBACK).on("error", () => {});
    await once(refused, "close");
    expect(ends).toHaveLength(1);
    server.write("still here");
    await soon(() => expect(received()).toBe("still here"));
    proxy.accept();
    await dial();
    expect(ends).toHaveLength(2);
  });

  test("ends the client's connection where no server is, and stops more than once", async () => {
    const { proxy: first } = await setUp();
    await first.stop();
    const proxy = await startProxy(first.port);
    const client = connect(proxy.port, LOOPBACK).on("error", () => {});
    await once(client, "close");
    await Promise.all([proxy.stop(), proxy.stop()]);
    await proxy.stop();
    expect(proxy.connections).toBe(0);
  });
});

describeServers("a proxy before a server", { versions: "newest", isReal: true }, (server) => {
  test("lets a write through and keeps its answer from the client", async () => {
    const proxy = await startProxy(server().port);
    onTestFinished(() => proxy.stop());
    const connection = await connectNats({ servers: proxy.url, reconnectTimeWait: 10 });
    onTestFinished(() => connection.close());
    const { streams } = await jetstreamManager(connection);
    await streams.add({ name: "facts", subjects: ["facts"] });
    proxy.afterFromServer(
      (sent) => sent.includes('"stream":"facts"'),
      () => proxy.cut(),
    );
    const publish = jetstream(connection).publish("facts", "one", { timeout: 500 });
    await expect(publish).rejects.toThrow(/timeout|closed|disconnect/i);
    expect((await streams.info("facts")).state.messages).toBe(1);
  });
});
