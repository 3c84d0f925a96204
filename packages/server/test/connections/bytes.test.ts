import { describeServers, startServer, type FoundServer } from "@revkv/dev/nats-server";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ServeOptions } from "../../src/options.ts";
import { startOwn } from "./own-server.ts";
import { RawClient } from "./raw-client.ts";

const CONNECT =
  'CONNECT {"verbose":false,"pedantic":false,"headers":true,"no_responders":true,"protocol":1}\r\n';

/** What leaves the connection open. */
const open: Readonly<Record<string, string>> = {
  "nothing but PING": "",
  "CONNECT, and INFO again after the first PING": CONNECT,
  "operations before CONNECT": "SUB foo 1\r\nPUB foo 2\r\nhi\r\n",
  "CONNECT of a client that knows no new INFO": "CONNECT {}\r\n",
  "CONNECT null": "CONNECT null\r\n",
  "a second CONNECT ends subscriptions": `${CONNECT}SUB a 1\r\n${CONNECT}PUB a 1\r\nx\r\n`,
  "a message with a reply": `${CONNECT}SUB foo.> 1\r\nPUB foo.a b 5\r\nhello\r\n`,
  "an empty message": `${CONNECT}SUB a 1\r\nPUB a r 0\r\n\r\n`,
  "a header block": `${CONNECT}SUB a 1\r\nHPUB a b 20 22\r\nNATS/1.0\r\nA: \xe9b\r\n\r\nhi\r\n`,
  "a header block for a client without headers":
    'CONNECT {"headers":true}\r\nSUB a 1\r\n' +
    'HPUB a 12 14\r\nNATS/1.0\r\n\r\nhi\r\nCONNECT {"headers":false}\r\nSUB a 1\r\nPUB a 2\r\nhi\r\n',
  "a header block of no bytes": `${CONNECT}SUB a 1\r\nHPUB a b 0 5\r\nhello\r\n`,
  "verbs in small letters, tabs and several blanks": `${CONNECT}sub\ta\t \t1\r\npub  a   2\r\nhi\r\n`,
  "blanks at the end": `${CONNECT}SUB a 1 \r\nPUB a 1 \r\nx\r\nPING \r\n`,
  "lines that end with LF alone": `${CONNECT}SUB a 1\nPUB a 1\nx\r\n`,
  "what follows PING and PONG": `${CONNECT}PINGabc\r\nPONG y\r\n+OK z\r\n`,
  "INFO of a client": `${CONNECT}INFO {}\r\n`,
  "a control character in a subject": `${CONNECT}SUB a\0b 1\r\nPUB a\0b 1\r\nx\r\n`,
  "a subject in UTF-8": `${CONNECT}SUB \xc3\xa9 1\r\nPUB \xc3\xa9 1\r\nx\r\n`,
  "an empty token": `${CONNECT}SUB foo..bar 1\r\n`,
  "> before the end": `${CONNECT}SUB foo.>.bar 1\r\n`,
  "UNSUB of what is not there": `${CONNECT}UNSUB 9\r\nUNSUB 1 -3\r\n`,
  "UNSUB with a maximum": `${CONNECT}SUB a 1\r\nUNSUB 1 2\r\n${"PUB a 1\r\nx\r\n".repeat(3)}`,
  "UNSUB with a maximum that is reached": `${CONNECT}SUB a 1\r\n${"PUB a 1\r\nx\r\n".repeat(2)}UNSUB 1 2\r\nPUB a 1\r\n3\r\n`,
  "nobody responds": `${CONNECT}SUB inbox 7\r\nPUB nobody inbox 2\r\nhi\r\n`,
  "nobody responds, and the inbox is in UTF-8": `${CONNECT}SUB \xc3\xa9 7\r\nPUB n\xc3\xa9 \xc3\xa9 2\r\nhi\r\n`,
  "nobody responds to a queue": `${CONNECT}SUB inbox q 7\r\nPUB nobody inbox 2\r\nhi\r\n`,
  "nobody responds and nobody listens": `${CONNECT}PUB nobody inbox 2\r\nhi\r\n`,
  "nobody responds but oneself without echo":
    'CONNECT {"echo":false,"headers":true,"no_responders":true}\r\n' +
    "SUB a 1\r\nSUB i 2\r\nPUB a i 1\r\nx\r\n",
  "a wildcard as a subject, and empty tokens":
    `${CONNECT}SUB a.* 7\r\nPUB a..b 2\r\nhi\r\nPUB a.* 1\r\nx\r\nPUB a.> 1\r\nx\r\n` +
    "PUB a. 1\r\nx\r\n",
  "a pedantic client":
    'CONNECT {"pedantic":true}\r\nPUB a.* 1\r\nx\r\nPUB a..b 1\r\nx\r\nSUB a..b 1\r\n',
  "a verbose client":
    'CONNECT {"verbose":true,"protocol":1,"headers":true}\r\n' +
    "SUB a 1\r\nSUB a 1\r\nPUB a 1\r\nx\r\nUNSUB 1 5\r\nUNSUB 1\r\n",
  "subjects and replies of the server's own":
    `${CONNECT}PUB $NRG.a 1\r\nx\r\nPUB a $JS.ACK.x 1\r\nx\r\nPUB a _R_.x 1\r\nx\r\n` +
    "PUB _GR_.a 1\r\nx\r\nPUB $GR.a 1\r\nx\r\n",
  "a line of the longest kind": `${CONNECT}PUB ${"a".repeat(4_094)} 5\r\nhello\r\n`,
  "the largest payload": `${CONNECT}PUB a 1048576\r\n${"x".repeat(1_048_576)}\r\n`,
};

/** What makes the server close the connection. */
const closing: Readonly<Record<string, string>> = {
  "HPUB before CONNECT": "HPUB foo 12 12\r\n",
  "headers longer than the whole": `${CONNECT}HPUB foo 13 12\r\n`,
  "HPUB with one size": `${CONNECT}HPUB foo 12\r\n`,
  "a header size that is none": `${CONNECT}HPUB foo a 12\r\n`,
  "a total size that is none": `${CONNECT}HPUB foo 1 x\r\n`,
  "PUB without a size": `${CONNECT}PUB foo\r\n`,
  "PUB of a negative size": `${CONNECT}PUB foo -1\r\n`,
  "PUB with too many arguments": `${CONNECT}PUB foo 1 2 3\r\n`,
  "a size of too many digits": `${CONNECT}PUB foo 9999999999\r\n`,
  "too large a payload": `${CONNECT}PUB foo 1048577\r\n`,
  "too large a payload with headers": `${CONNECT}HPUB foo 12 1048577\r\n`,
  "a payload longer than announced": `${CONNECT}PUB foo 2\r\nhel`,
  "a payload without its end": `${CONNECT}PUB foo 1\r\nx\n`,
  "SUB without an id": `${CONNECT}SUB foo\r\n`,
  "SUB with too many arguments": `${CONNECT}SUB a b c d\r\n`,
  "UNSUB without a blank": `${CONNECT}UNSUB\r\n`,
  "UNSUB with too many arguments": `${CONNECT}UNSUB 1 2 3\r\n`,
  "a verb that is none": `${CONNECT}HELLO`,
  "an empty line": "\r\n",
  "a verb of the server": `${CONNECT}MSG`,
  "-ERR of a client": `${CONNECT}-ERR 'x'\r\n`,
  "INFO that is no JSON": `${CONNECT}INFO {\r\n`,
  "CONNECT that is no JSON": "CONNECT {\r\n",
  "CONNECT without anything": "CONNECT\r\n",
  "CONNECT with a list": "CONNECT []\r\n",
  "CONNECT with a field of the wrong kind": 'CONNECT {"verbose":1}\r\n',
  "CONNECT with a user that is no text": 'CONNECT {"user":1}\r\n',
  "CONNECT of a protocol to come": 'CONNECT {"protocol":2}\r\n',
  "CONNECT of a protocol below all": 'CONNECT {"protocol":-1}\r\n',
  "no responders without headers": 'CONNECT {"no_responders":true}\r\n',
  "an account": 'CONNECT {"account":"a"}\r\n',
  "too long a line": `${CONNECT}PUB ${"a".repeat(4_095)} 5\r\n`,
  "too long a line that does not end": `${CONNECT}PUB ${"a".repeat(5_000)}`,
};

describeServers(
  "the client protocol, byte for byte",
  { versions: "newest", isReal: true },
  (server) => {
    describe.each(Object.entries(open))("%s", (_, script) => {
      test("is answered alike", async () => {
        const own = await startOwn();
        expect(await answered(own.port, script)).toBe(await answered(server().port, script));
      });
    });

    describe.each(Object.entries(closing))("%s", (_, script) => {
      test("closes the connection alike", async () => {
        const own = await startOwn();
        const said = await saidAtTheEnd(own.port, script);
        expect(said).toBe(await saidAtTheEnd(server().port, script));
      });
    });
  },
);

describeServers(
  "who is let in, byte for byte",
  { versions: "newest", start: "none" },
  (_, found) => {
    const token = { config: "authorization { token: secret, timeout: 0.2 }" };
    const tokenOptions = { token: "secret", authTimeoutMs: 200 };

    test.each([
      ["something before CONNECT", "PING\r\n"],
      ["what is no verb", "x"],
      ["no token", CONNECT],
      ["a wrong token", 'CONNECT {"auth_token":"x"}\r\n'],
      ["a user instead of the token", 'CONNECT {"user":"secret","pass":"secret"}\r\n'],
      ["silence", ""],
    ])("%s is sent away alike", async (_, script) => {
      const { own, real } = await both(found, tokenOptions, token);
      expect(await saidAtTheEnd(own, script)).toBe(await saidAtTheEnd(real, script));
    });

    test("who knows the token comes in", async () => {
      const { own, real } = await both(found, tokenOptions, token);
      const script = 'CONNECT {"auth_token":"secret","protocol":1}\r\n';
      expect(await answered(own, script)).toBe(await answered(real, script));
    });

    test("a nonce is there for those who sign", async () => {
      const nkey = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";
      const { own, real } = await both(
        found,
        { nkeys: [nkey], authTimeoutMs: 200 },
        { config: `authorization { users = [{ nkey: ${nkey} }], timeout: 0.2 }` },
      );
      const script = `CONNECT {"nkey":"${nkey}","sig":"AAAA"}\r\n`;
      const said = await saidAtTheEnd(own, script);
      expect(said).toBe(await saidAtTheEnd(real, script));
      expect(said).toContain('"nonce":"<nonce>"');
    });

    test("one connection too many is sent away alike", async () => {
      const config = { config: "max_connections: 1" };
      const { own, real } = await both(found, { maxConnections: 1 }, config);
      for (const port of [own, real]) await RawClient.open(port);
      expect(await saidAtTheEnd(own, "")).toBe(await saidAtTheEnd(real, ""));
    });

    test("one subscription too many is refused alike", async () => {
      const config = { config: "max_subscriptions: 2" };
      const { own, real } = await both(found, { maxSubscriptions: 2 }, config);
      const script = `${CONNECT}SUB a 1\r\nSUB b 2\r\nSUB c 3\r\nSUB b 2\r\n`;
      expect(await answered(own, script)).toBe(await answered(real, script));
    });

    test("a client that does not answer is stale alike", async () => {
      const config = { config: 'ping_interval: "200ms"\nping_max: 1' };
      const { own, real } = await both(found, { pingIntervalMs: 200, maxPingsOut: 1 }, config);
      expect(await saidAtTheEnd(own, CONNECT)).toBe(await saidAtTheEnd(real, CONNECT));
    });
  },
);

async function both(
  found: FoundServer,
  options: ServeOptions,
  config: { readonly config: string },
): Promise<{ own: number; real: number }> {
  const [own, real] = await Promise.all([startOwn(options), startServer(found, config)]);
  onTestFinished(() => real.stop());
  return { own: own.port, real: real.port };
}

async function answered(port: number, script: string): Promise<string> {
  const client = await RawClient.open(port);
  await client.ask(script);
  return normal(client.received);
}

async function saidAtTheEnd(port: number, script: string): Promise<string> {
  const client = await RawClient.open(port);
  client.send(script);
  return normal(await client.end());
}

/** What was said, with placeholders for what is each server's own. */
function normal(said: string): string {
  return said.replaceAll(/INFO (.*) \r\n/g, (_, json: string) => {
    const info = JSON.parse(json) as Record<string, unknown>;
    for (const own of ["server_id", "server_name", "port", "client_id", "nonce"])
      if (info[own] !== undefined) info[own] = `<${own}>`;
    // Who built the real server, and the key for messages between its accounts.
    for (const none of ["go", "git_commit", "xkey"]) delete info[none];
    return `INFO ${JSON.stringify(info)} \r\n`;
  });
}
