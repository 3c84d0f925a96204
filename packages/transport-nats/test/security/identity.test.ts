import {
  connect as natsConnect,
  nkeyAuthenticator,
  nkeys,
  type ConnectionOptions,
} from "@nats-io/transport-node";
import { connect } from "@revkv/core";
import { describeServers } from "@revkv/dev/nats-server";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { nats } from "../../src/index.ts";

/** A life of a bucket on a connection that may be made so; gives the keys that it had. */
async function live(options: ConnectionOptions): Promise<string[]> {
  const connection = await natsConnect(options);
  const kv = await connect(nats(connection));
  const bucket = await kv.create("safe");
  const watcher = await bucket.watch();
  expect(await watcher.snapshot()).toEqual([]);
  const revision = await bucket.put("a", "1");
  expect(await bucket.get("a")).toMatchObject({ revision });
  for await (const entry of watcher) {
    expect(entry).toMatchObject({ key: "a", revision });
    break;
  }
  const keys = await bucket.keys().toArray();
  await kv.delete("safe");
  await kv.close();
  await connection.close();
  return keys;
}

/** A server that somebody else may not enter, and a user who may. */
interface Gate {
  readonly by: string;
  readonly config: string;
  readonly right: ConnectionOptions;
  readonly wrong: ConnectionOptions;
}

const ann = nkeys.createUser();
const eve = nkeys.createUser();
const gates: readonly Gate[] = [
  {
    by: "token",
    config: `authorization { token: "opensesame" }`,
    right: { token: "opensesame" },
    wrong: { token: "sesame" },
  },
  {
    by: "user and password",
    config: `authorization { user: "ann", password: "opensesame" }`,
    right: { user: "ann", pass: "opensesame" },
    wrong: { user: "ann", pass: "sesame" },
  },
  {
    by: "NKey",
    config: `authorization { users: [{ nkey: "${ann.getPublicKey()}" }] }`,
    right: { authenticator: nkeyAuthenticator(ann.getSeed()) },
    wrong: { authenticator: nkeyAuthenticator(eve.getSeed()) },
  },
];

for (const { by, config, right, wrong } of gates) {
  const wanted = { least: "2.10", start: { config } } as const;
  describeServers(`a server that knows its users by ${by}`, wanted, (server) => {
    test("lets them use buckets", async () => {
      expect(await live({ ...right, servers: server().url })).toEqual(["a"]);
    });

    test("lets nobody else in", async () => {
      await expect(natsConnect({ ...wrong, servers: server().url })).rejects.toThrow(
        /authorization/i,
      );
      await expect(natsConnect({ servers: server().url })).rejects.toThrow(/authorization/i);
    });
  });
}

/** A tool that most machines have, and no package of ours. */
const OPENSSL = "openssl";

/** A key and a certificate of this run alone; undefined where there is no openssl to make them. */
function certificate(folder: string): { readonly key: string; readonly cert: string } | undefined {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const about = [
    "-subj",
    "/CN=revkv",
    "-addext",
    "subjectAltName=DNS:localhost,IP:127.0.0.1",
    "-days",
    "2",
  ];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  try {
    const files = ["-keyout", key, "-out", cert];
    execFileSync(OPENSSL, ["req", ...kind, ...about, ...files], { stdio: "ignore" });
    return { key, cert };
  } catch {
    return undefined;
  }
}

const folder = mkdtempSync(join(tmpdir(), "revkv-tls-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const files = certificate(folder);
const tls = files && `tls { cert_file: "${files.cert}", key_file: "${files.key}" }`;
const behindTls = { least: "2.10", start: { config: tls ?? "" } } as const;

describeServers("a server behind TLS", behindTls, (server) => {
  beforeEach(({ skip }) => {
    skip(files === undefined, "there is no openssl to make a certificate with");
  });

  test("serves buckets to those who trust it", async () => {
    const ca = readFileSync(files?.cert ?? "", "utf8");
    expect(await live({ servers: server().url, tls: { ca } })).toEqual(["a"]);
  });

  test("is left by those who do not", async () => {
    await expect(natsConnect({ servers: server().url, tls: {} })).rejects.toThrow(/certificate/);
  });
});
