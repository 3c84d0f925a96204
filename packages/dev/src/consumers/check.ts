import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../source/repository.ts";
import { consumerProblems, type Consumer } from "./consumer.ts";
import { pack } from "./packed.ts";
import { tarballProblems } from "./tarball.ts";

const conformance = join(root, "packages/conformance");
const transportNats = join(root, "packages/transport-nats");
const server = join(root, "packages/server");
const program = readFileSync(join(root, "packages/dev/src/consumers/program.ts"), "utf8");
const prints = "36\nada PUT 1, ada PUT 2\n2\nworld true true\nKvError true true\n";

const uses = ["@revkv/core", "@revkv/transport-local"];
const BROWSER = { lib: ["es2022", "dom"] };
const NODE = { lib: ["es2022"], types: ["node"] };
const types = { "@types/node": root };

/** Those who use the packages: with and without Node's types, and with both meanings of `?`. */
const CONSUMERS: readonly Consumer[] = [true, false].flatMap((exactOptionalPropertyTypes) => {
  const suffix = exactOptionalPropertyTypes ? "" : ", loose optional members";
  const browser = { ...BROWSER, exactOptionalPropertyTypes };
  const node = { ...NODE, exactOptionalPropertyTypes };
  return [
    { name: `browser${suffix}`, options: browser, uses, installs: {}, program, prints },
    { name: `node${suffix}`, options: node, uses, installs: types, program, prints },
  ];
});

/** Somebody who proves a backend of their own. */
const TESTER: Consumer = {
  name: "tester",
  options: NODE,
  uses: [...uses, "@revkv/conformance"],
  installs: { ...types, vitest: conformance, "fast-check": conformance },
  program: `
    import { proveTransport, type Subject } from "@revkv/conformance";
    import { local, manualClock } from "@revkv/transport-local";
    const features = {
      ttl: true, limitMarkers: true, multiFilter: true, snapshotRead: true,
      mirror: false, metadata: true, compression: true,
    };
    const open: Subject["open"] = () => {
      const clock = manualClock();
      return { transport: local({ clock }), clock };
    };
    const { holds, table } = await proveTransport({ name: "mine", features, time: "turned", open });
    console.log(holds, /R5.2 .* kept/.test(table));
  `,
  prints: "true true\n",
};

/** Somebody whose buckets are on a server. */
const SERVED: Consumer = {
  name: "served",
  options: NODE,
  uses: ["@revkv/core", "@revkv/transport-nats"],
  installs: { ...types, "@nats-io/nats-core": transportNats, "@nats-io/jetstream": transportNats },
  program: `
    import { isKvError } from "@revkv/core";
    import { nats } from "@revkv/transport-nats";
    import { toStreamConfig } from "@revkv/transport-nats/mapping";
    try {
      nats({});
    } catch (error) {
      console.log(isKvError(error) && error.code);
    }
    console.log(toStreamConfig("users", {}).name);
  `,
  prints: "INVALID_ARGUMENT\nKV_users\n",
};

/** Somebody who serves a store, in a program and by the command. */
const HOST: Consumer = {
  name: "host",
  options: NODE,
  uses: [...uses, "@revkv/transport-nats", "@revkv/server"],
  installs: {
    ...types,
    "@nats-io/nats-core": transportNats,
    "@nats-io/jetstream": transportNats,
    "@nats-io/nkeys": server,
    ws: server,
    vitest: conformance,
  },
  program: `
    import { spawn } from "node:child_process";
    import { once } from "node:events";
    import { writeFileSync } from "node:fs";
    import { connect } from "node:net";
    import { serve } from "@revkv/server";
    import { local } from "@revkv/transport-local";
    async function greet(url: string): Promise<void> {
      const socket = connect(Number(new URL(url).port), "127.0.0.1");
      const [greeting] = await once(socket, "data");
      console.log(String(greeting).slice(0, 5));
      socket.destroy();
    }
    const server = await serve(local());
    await greet(server.url);
    await server.close();

    writeFileSync("buckets.json", '{ "users": { "history": 5 } }');
    const bin = "node_modules/@revkv/server/dist/bundle/cli/main.js";
    const child = spawn(process.execPath, [bin, "serve", "--port", "0", "--buckets", "buckets.json"]);
    let said = "";
    child.stdout.on("data", (text) => (said += String(text)));
    while (!/nats:.*\\n/.test(said)) await once(child.stdout, "data");
    await greet(/nats:\\S+/.exec(said)?.[0] ?? "");
    child.kill();
    const [code] = await once(child, "exit");
    console.log(/bucket users/.test(said), code);
  `,
  prints: "INFO \nINFO \ntrue 0\n",
};

/**
 * Packs what is published and uses it as people will: what is wrong with the tarballs, with their types,
 * or with how they run.
 */
export function checkConsumers(): string[] {
  const folder = mkdtempSync(join(tmpdir(), "revkv-consumers-"));
  try {
    const names = ["core", "transport-local", "transport-nats", "conformance", "server"];
    const packages = names.map((name) => pack(name, folder));
    const consume = (consumer: Consumer, at: number): string[] => {
      const project = join(folder, `consumer-${at}`);
      mkdirSync(project);
      return consumerProblems(consumer, packages, project);
    };
    return [
      ...packages.flatMap(tarballProblems),
      ...[...CONSUMERS, TESTER, SERVED, HOST].flatMap(consume),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
