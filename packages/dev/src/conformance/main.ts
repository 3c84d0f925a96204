import { connect, type NatsConnection } from "@nats-io/transport-node";
import { proveTransport, type Subject } from "@revkv/conformance";
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { findServers, type FoundServer } from "../nats-server/find.ts";
import { startCluster } from "../nats-server/cluster.ts";
import { startServer } from "../nats-server/server.ts";
import { localSubject } from "../subjects/local-subject.ts";
import { mapSubject } from "../subjects/map-subject.ts";
import { clusterSubject, serverSubject } from "../subjects/nats-subjects.ts";
import { servedSubject, servedSubjectOfTurnedTime } from "../subjects/served-subject.ts";
import { allClaims } from "./claims.ts";
import { pageOf } from "./page.ts";

// Runs the suite on every backend at hand, and prints a line a rule: `pnpm conformance`.
// `--write` writes docs/conformance.md, `--only <word>` runs the backends whose name has the word.

const { values } = parseArgs({
  options: { write: { type: "boolean" }, only: { type: "string", default: "" } },
});
const page = new URL("../../../../docs/conformance.md", import.meta.url);

/** A backend at hand, started when its turn comes. */
interface Stand {
  readonly name: string;
  prove(): Promise<void>;
}

async function prove(subject: Subject): Promise<void> {
  const beginMs = performance.now();
  const { holds, cases, table } = await proveTransport(subject);
  const seconds = ((performance.now() - beginMs) / 1_000).toFixed(1);
  console.log(`\n${subject.name}: ${cases} cases, ${seconds} s\n${table}`);
  if (!holds) process.exitCode = 1;
}

async function proveOn(
  running: { readonly urls: readonly string[]; stop(): Promise<void> },
  subjectOf: (connection: () => NatsConnection) => Subject,
): Promise<void> {
  const connection = await connect({ servers: [...running.urls] });
  try {
    await prove(subjectOf(() => connection));
  } finally {
    await connection.close();
    await running.stop();
  }
}

function standOf(found: FoundServer): Stand {
  return {
    name: `nats-server ${found.version}`,
    prove: async () => {
      const server = await startServer(found);
      const running = { urls: [server.url], stop: () => server.stop() };
      await proveOn(running, (connection) => serverSubject(found.version, connection));
    },
  };
}

function clusterOf(found: FoundServer): Stand {
  return {
    name: `cluster of nats-server ${found.version}`,
    prove: async () => {
      const cluster = await startCluster(found);
      await proveOn(cluster, (connection) => clusterSubject(found.version, connection));
    },
  };
}

const servers = findServers();
const stands: readonly Stand[] = [
  ...[localSubject, mapSubject, servedSubject, servedSubjectOfTurnedTime].map((one) => ({
    name: one.name,
    prove: () => prove(one),
  })),
  ...servers.map(standOf),
  ...servers.slice(0, 1).map(clusterOf),
];
for (const stand of stands) if (stand.name.includes(values.only)) await stand.prove();
if (servers.length === 0)
  console.log("\nno nats-server was found: what runs on servers is left out");
if (values.write === true) writeFileSync(page, pageOf(allClaims()));
