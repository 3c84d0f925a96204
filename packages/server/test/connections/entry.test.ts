import { nkeyAuthenticator, type ConnectionOptions } from "@nats-io/nats-core";
import { createUser } from "@nats-io/nkeys";
import { once } from "node:events";
import { connect as dial } from "node:net";
import { connect as dialTls } from "node:tls";
import { beforeEach, describe, expect, test } from "vitest";
import { certificate } from "./certificate.ts";
import { client, webClient } from "./clients.ts";
import { startOwn } from "./own-server.ts";
import { RawClient } from "./raw-client.ts";

const user = createUser();
const nkeys = [createUser().getPublicKey(), user.getPublicKey()];
const pem = certificate();
const ca = pem?.cert ?? "";
const REFUSED = /authorization violation/i;

describe("who is let in", () => {
  const kinds: ReadonlyArray<
    [string, Parameters<typeof startOwn>[0], ConnectionOptions, ConnectionOptions]
  > = [
    ["a token", { token: "s3cret" }, { token: "s3cret" }, { token: "s3cre" }],
    [
      "a user and a password",
      { user: "ada", password: "pw" },
      { user: "ada", pass: "pw" },
      { user: "ada", pass: "pw2" },
    ],
    [
      "an NKey",
      { nkeys },
      { authenticator: nkeyAuthenticator(user.getSeed()) },
      { authenticator: nkeyAuthenticator(createUser().getSeed()) },
    ],
  ];

  describe.each(kinds)("by %s", (_, options, right, wrong) => {
    test("comes in over TCP and over WebSocket, and works there", async () => {
      const { url, wsUrl = "" } = await startOwn({ ...options, wsPort: 0 });
      await expect((await client(url, right)).rtt()).resolves.toBeGreaterThanOrEqual(0);
      await expect((await webClient(wsUrl, right)).rtt()).resolves.toBeGreaterThanOrEqual(0);
    });

    test("is sent away with the wrong one, and with none", async () => {
      const { url } = await startOwn(options);
      await expect(client(url, wrong)).rejects.toThrow(REFUSED);
      await expect(client(url)).rejects.toThrow(REFUSED);
    });
  });

  test("by several kinds is whoever proves one", async () => {
    const { url } = await startOwn({ token: "t", user: "ada", password: "pw", nkeys });
    const authenticator = nkeyAuthenticator(user.getSeed());
    for (const right of [{ token: "t" }, { user: "ada", pass: "pw" }, { authenticator }])
      await (await client(url, right)).flush();
    await expect(client(url, { user: "ada", pass: "t" })).rejects.toThrow(REFUSED);
  });

  test("by an NKey is nobody with the signature of another connection", async () => {
    const { port } = await startOwn({ nkeys });
    const [one, other] = [await RawClient.open(port), await RawClient.open(port)];
    const nonce = /"nonce":"([^"]+)"/.exec(one.received)?.[1] ?? "";
    const sig = Buffer.from(user.sign(Buffer.from(nonce))).toString("base64url");
    const connect = `CONNECT {"nkey":"${user.getPublicKey()}","sig":"${sig}","verbose":false}\r\n`;
    other.send(connect);
    expect(await other.end()).toContain("-ERR 'Authorization Violation'");
    expect(await one.ask(connect)).not.toContain("-ERR");
  });
});

describe("TLS", () => {
  beforeEach(({ skip }) => {
    skip(pem === undefined, "there is no openssl to make a certificate with");
  });

  test.each([
    ["after INFO, as clients expect", false],
    ["before INFO", true],
  ])("begins %s", async (_, handshakeFirst) => {
    const { url } = await startOwn({ tls: pem ?? {}, handshakeFirst });
    expect(url).toMatch(/^tls:/);
    const options = { tls: { ca, handshakeFirst } };
    const [one, other] = [await client(url, options), await client(url, options)];
    other.subscribe("a", { callback: (_, message) => void message.respond(message.data) });
    await other.flush();
    const big = Buffer.alloc(600_000, "many records of TLS");
    const { data } = await one.request("a", big, { timeout: 5_000 });
    expect(big.equals(data)).toBe(true);
  });

  test("is not trusted without the certificate's authority, and the server forgets who went", async () => {
    const events: string[] = [];
    const onEvent = ({ type }: { type: string }) => void events.push(type);
    const { url } = await startOwn({ tls: { ...pem, handshakeTimeout: 100 }, onEvent });
    await expect(client(url, { tls: {} })).rejects.toThrow(/certificate/);
    await expect.poll(() => events).toEqual(["connected", "disconnected"]);
  });

  test("secures WebSockets too", async () => {
    const { wsUrl = "" } = await startOwn({ tls: pem ?? {}, wsPort: 0 });
    expect(wsUrl).toMatch(/^wss:/);
    await (await webClient(wsUrl, { ca })).flush();
  });

  test("with a client's certificate asked for lets nobody in without one", async () => {
    const { url } = await startOwn({
      tls: { ...pem, ca, requestCert: true, rejectUnauthorized: true },
    });
    await expect(client(url, { tls: { ca } })).rejects.toThrow(/certificate|closed/i);
    const own = { ca, ...pem };
    const connection = await client(url, { tls: own });
    expect(connection.info?.tls_verify).toBe(true);
  });

  test("that does not come in time, or is none, closes the connection and leaves the server whole", async () => {
    const { port, url } = await startOwn({ tls: { ...pem, handshakeTimeout: 100 } });
    const silent = await RawClient.open(port);
    await silent.end();
    const rude = await RawClient.open(port);
    rude.send('CONNECT {"verbose":false}\r\nPING\r\n');
    expect(await rude.end()).not.toContain("PONG");
    await (await client(url, { tls: { ca } })).flush();
  });

  test("is gone from the server when the client goes", async () => {
    const events: string[] = [];
    const onEvent = ({ type }: { type: string }) => void events.push(type);
    const { port } = await startOwn({ tls: pem ?? {}, handshakeFirst: true, onEvent });
    const socket = dialTls({ port, host: "127.0.0.1", ca });
    await once(socket, "data");
    socket.destroy();
    await expect.poll(() => events).toEqual(["connected", "disconnected"]);
  });
});

test("an HTTP request that is none for a WebSocket is answered so", async () => {
  const { wsUrl = "" } = await startOwn({ wsPort: 0 });
  const socket = dial(Number(new URL(wsUrl).port), "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1.1 426 /);
  socket.destroy();
});
