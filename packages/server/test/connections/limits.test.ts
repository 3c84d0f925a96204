import { connect as dial } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Message } from "../../src/routing/message.ts";
import { client, webClient } from "./clients.ts";
import { noService, startOwn } from "./own-server.ts";
import { RawClient } from "./raw-client.ts";

const CONNECT = 'CONNECT {"verbose":false,"pedantic":false,"protocol":1}\r\n';
const MIB = 1_048_576;

describe("a client that reads slowly", () => {
  test("is dropped when more waits than may, and memory stays within bounds", async () => {
    const reasons: string[] = [];
    const { port, url, router } = await startOwn({
      maxPendingBytes: 4 * MIB,
      onEvent: ({ reason }) => reasons.push(reason),
    });
    const slow = await RawClient.open(port);
    await slow.ask(`${CONNECT}SUB a 1\r\n`);
    slow.socket.pause();
    const sender = await client(url);
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    for (let sent = 0; sent < 300 && router.hasInterest("a"); sent++) {
      sender.publish("a", new Uint8Array(MIB / 2));
      await sender.flush();
      most = Math.max(most, router.backlogBytes("a"), process.memoryUsage().arrayBuffers - before);
    }
    expect(router.hasInterest("a")).toBe(false);
    expect(reasons).toContain("slow consumer");
    expect(most).toBeLessThan(100 * MIB);
    await sender.flush();
  });

  test("does not keep the others waiting", async () => {
    const { port, url } = await startOwn();
    const slow = await RawClient.open(port);
    await slow.ask(`${CONNECT}SUB a 1\r\n`);
    slow.socket.pause();
    const [sender, listener] = [await client(url), await client(url)];
    let got = 0;
    listener.subscribe("a", { callback: () => void (got += 1) });
    await listener.flush();
    for (let sent = 0; sent < 40; sent++) sender.publish("a", new Uint8Array(MIB / 2));
    await sender.flush();
    await listener.flush();
    expect(got).toBe(40);
  });

  test("is read no further while much waits for it, and then again", async () => {
    const answer = new Uint8Array(MIB);
    const take = ({ subject, reply }: Message) => {
      if (subject === "big") own.router.publish(messageTo(reply, answer));
      return subject === "big";
    };
    const own = await startOwn({ maxPendingBytes: 8 * MIB }, { ...noService, take });
    const asker = await RawClient.open(own.port);
    await asker.ask(`${CONNECT}SUB in 1\r\n`);
    let size = 0;
    asker.socket.removeAllListeners("data");
    asker.socket.on("data", (chunk: Buffer) => (size += chunk.length));
    // One chunk asks for eight times what may wait.
    asker.send("PUB big in 0\r\n\r\n".repeat(64));
    await asker.until(() => size >= 64 * MIB);
    expect(asker.isClosed).toBe(false);
  });
});

test("a subject of as many tokens as a line can have is taken, sent and given up", async () => {
  const { port, router } = await startOwn({ maxControlLineBytes: 8_192 });
  const client = await RawClient.open(port);
  const subject = "*.".repeat(4_094) + "a";
  expect(await client.ask(`${CONNECT}SUB ${subject} 1\r\n`)).not.toContain("-ERR");
  const sent = subject.replaceAll("*", "a");
  expect(await client.ask(`PUB ${sent} 0\r\n\r\n`)).toContain(`MSG ${sent} 1 0\r\n`);
  await client.ask("UNSUB 1\r\n");
  expect(router.hasInterest(sent)).toBe(false);
});

describe("a connection", () => {
  test("that is stale is closed with all that it listened to", async () => {
    const { port, router } = await startOwn({ pingIntervalMs: 30, maxPingsOut: 2 });
    const client = await RawClient.open(port);
    await client.ask(`${CONNECT}SUB a 1\r\n`);
    expect(await client.end()).toMatch(/(PING\r\n){2}-ERR 'Stale Connection'\r\n$/);
    expect(router.hasInterest("a")).toBe(false);
  });

  test("that answers lives on, and one that is busy is not asked twice", async () => {
    const { port } = await startOwn({ pingIntervalMs: 20, maxPingsOut: 1 });
    const answering = await RawClient.open(port);
    await answering.ask(CONNECT);
    let answered = 0;
    const pings = () => answering.received.match(/PING\r\n/g)?.length ?? 0;
    await answering.until(() => {
      for (; answered < pings(); answered++) answering.send("PONG\r\n");
      return answered >= 5;
    });
    expect(answering.isClosed).toBe(false);
  });

  test("that closes its side first still gets its answers", async () => {
    const { port } = await startOwn();
    const client = await RawClient.open(port);
    client.socket.end(`${CONNECT}SUB a 1\r\nPUB a 2\r\nhi\r\nPING\r\n`);
    expect(await client.end()).toContain("MSG a 1 2\r\nhi\r\nPONG\r\n");
  });

  test("that goes leaves nothing behind", async () => {
    const { port, router } = await startOwn({ maxConnections: 1 });
    const first = await RawClient.open(port);
    await first.ask(`${CONNECT}SUB a 1\r\nSUB b q 2\r\n`);
    expect([router.hasInterest("a"), router.hasInterest("b")]).toEqual([true, true]);
    first.socket.destroy();
    await first.until(() => !router.hasInterest("a") && !router.hasInterest("b"));
    await first.until(() => first.isClosed);
    await expect.poll(async () => (await RawClient.open(port)).ask(CONNECT)).toContain("PONG");
  });
});

describe("a server that closes", () => {
  test("says so to its clients and sends what waits", async () => {
    const own = await startOwn({ wsPort: 0 });
    const client = await RawClient.open(own.port);
    await client.ask(`${CONNECT}SUB a 1\r\n`);
    own.router.publish(messageTo("a", Buffer.from("last")));
    await own.close();
    const said = await client.end();
    expect(said).toMatch(/MSG a 1 4\r\nlast\r\nINFO \{.*"ldm":true.*\} \r\n$/);
  });

  test("closes once, frees its ports, and ends clients of every kind", async () => {
    const own = await startOwn({ wsPort: 0 });
    const [tcp, web] = [await client(own.url), await webClient(own.wsUrl ?? "")];
    const silent = await RawClient.open(own.port);
    silent.socket.pause();
    const undecided = dial(Number(new URL(own.wsUrl ?? "").port), "127.0.0.1");
    undecided.on("error", () => {});
    await new Promise((written) => undecided.write("GET / HTTP/1.1\r\n", written));
    await Promise.all([own.close(), own.close()]);
    await Promise.all([tcp.closed(), web.closed()]);
    const { port } = await startOwn({ port: own.port });
    expect(port).toBe(own.port);
  });
});

function messageTo(subject: string, payload: Uint8Array): Message {
  return { subject, reply: "", headers: "", payload };
}

test("what a listener of events throws is printed, and disturbs no client", async () => {
  const printed = vi.spyOn(console, "error").mockImplementation(() => undefined);
  onTestFinished(() => printed.mockRestore());
  const mistake = new Error("of the listener");
  const { port } = await startOwn({
    onEvent: () => {
      throw mistake;
    },
  });
  const raw = await RawClient.open(port);
  expect(await raw.ask(CONNECT)).toContain("PONG");
  expect(printed).toHaveBeenCalledWith("revkv: the server failed", mistake);
});
