import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readBuckets } from "../../src/cli/buckets.ts";
import { readCommand, USAGE, UsageError } from "../../src/cli/command.ts";
import { logLine } from "../../src/cli/log.ts";

const folder = mkdtempSync(join(tmpdir(), "revkv-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function fault(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error("it made sense");
}

describe("revkv serve", () => {
  test("listens at the usual port of the loopback unless told otherwise", () => {
    expect(readCommand(["serve"])).toMatchObject({
      options: { port: 4_222, host: "127.0.0.1" },
      buckets: undefined,
    });
  });

  test("takes where to listen, whom to let in, TLS and buckets", () => {
    const [cert, key] = [file("cert.pem", "the certificate"), file("key.pem", "the key")];
    const where = "serve --port 0 --host ::1 --ws-port 8080 --buckets buckets.json";
    const who = "--token t --user u --password p --nkey U1 --nkey U2";
    const tls = ["--tls-cert", cert, "--tls-key", key];
    const args = [...`${where} ${who}`.split(" "), ...tls];
    expect(readCommand(args)).toEqual({
      options: {
        port: 0,
        host: "::1",
        wsPort: 8_080,
        token: "t",
        user: "u",
        password: "p",
        nkeys: ["U1", "U2"],
        tls: { cert: "the certificate", key: "the key" },
      },
      buckets: "buckets.json",
    });
  });

  test("says what makes no sense", () => {
    expect(fault(() => readCommand(["serve", "--port", "x"]))).toContain("--port");
    expect(fault(() => readCommand(["serve", "--port", "65536"]))).toContain("0 to 65535");
    expect(fault(() => readCommand(["serve", "--ws-port", "-1"]))).toContain("ws-port");
    expect(fault(() => readCommand(["serve", "--prot", "1"]))).toContain("prot");
    expect(fault(() => readCommand(["serve", "twice"]))).toContain("serve twice");
    expect(fault(() => readCommand(["what"]))).toContain("what");
    expect(fault(() => readCommand(["serve", "--tls-key", "k"]))).toContain("belong together");
    const none = join(folder, "none.pem");
    const tls = ["--tls-cert", none, "--tls-key", none];
    expect(fault(() => readCommand(["serve", ...tls]))).toContain(none);
  });

  test("explains itself when it is asked to, or asked nothing", () => {
    expect([readCommand([]), readCommand(["--help"]), readCommand(["serve", "--help"])]).toEqual([
      "help",
      "help",
      "help",
    ]);
    for (const option of [
      "port",
      "host",
      "ws-port",
      "token",
      "user",
      "nkey",
      "tls-cert",
      "buckets",
    ])
      expect(USAGE).toContain(`--${option} `);
  });
});

describe("the file of buckets", () => {
  test("holds the settings of each by its name", () => {
    const path = file("good.json", '{ "users": { "history": 5 }, "jobs": {} }');
    expect(readBuckets(path)).toEqual({ users: { history: 5 }, jobs: {} });
  });

  test("is told when it is none", () => {
    expect(fault(() => readBuckets(file("list.json", "[]")))).toContain(
      "the settings of each bucket",
    );
    expect(fault(() => readBuckets(file("half.json", '{ "users":')))).toContain("is no JSON");
    expect(fault(() => readBuckets(join(folder, "missing.json")))).toContain("cannot be read");
  });
});

test("the log says who comes and goes, and why", () => {
  const client = { client: 7, address: "127.0.0.1:50000" };
  expect(logLine({ type: "connected", reason: "", ...client })).toBe(
    "client 7 from 127.0.0.1:50000 connected",
  );
  expect(logLine({ type: "disconnected", reason: "slow consumer", ...client })).toBe(
    "client 7 from 127.0.0.1:50000 disconnected: slow consumer",
  );
});
