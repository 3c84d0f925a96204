import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { setTimeout as sleep } from "node:timers/promises";
import type { FoundServer } from "./find.ts";
import { freePort, LOOPBACK } from "./ports.ts";
import type { RunningServer } from "./running-server.ts";
import { startServer } from "./server.ts";

/** Servers on the loopback that are one cluster, with JetStream. */
export interface RunningCluster {
  readonly version: string;
  /** Each server, to be killed and started again by itself; one that is stopped does not come back. */
  readonly servers: readonly RunningServer[];
  readonly urls: readonly string[];
  /**
   * Waits until the servers that run now have a leader; where all run, until a stream with a replica on each
   * of them can be made.
   */
  ready(): Promise<void>;
  /** The last lines of what each server has written. */
  log(lines?: number): string;
  /** Stops all servers and removes what they have stored. */
  stop(): Promise<void>;
}

const PATIENCE_MS = 60_000;
const PROBE = "revkv-cluster-probe";

/** Starts a cluster and waits until it is ready for streams with replicas; that takes some seconds. */
export async function startCluster(found: FoundServer, size = 3): Promise<RunningCluster> {
  const places = Array.from({ length: size }, async () => ({
    port: await freePort(),
    route: await freePort(),
  }));
  const ports = await Promise.all(places);
  const routes = ports.map(({ route }) => `nats://${LOOPBACK}:${route}`);
  const starts = ports.map(({ port, route }, at) =>
    startServer(found, { name: `server-${at + 1}`, port, config: configOf(route, routes) }),
  );
  const started = await Promise.allSettled(starts);
  const servers = started.flatMap((start) => (start.status === "fulfilled" ? start.value : []));
  const cluster = new Cluster(found.version, servers);
  try {
    await Promise.all(starts);
    await cluster.ready();
    return cluster;
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

function configOf(route: number, routes: readonly string[]): string {
  const list = JSON.stringify(routes);
  return `cluster { name: "revkv", listen: "${LOOPBACK}:${route}", routes: ${list} }\n`;
}

class Cluster implements RunningCluster {
  readonly version: string;
  readonly servers: readonly RunningServer[];

  constructor(version: string, servers: readonly RunningServer[]) {
    this.version = version;
    this.servers = servers;
  }

  get urls(): readonly string[] {
    return this.servers.map(({ url }) => url);
  }

  log(lines = 15): string {
    return this.servers.map((server) => `${server.url}:\n${server.log(lines)}`).join("\n");
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
  }

  async ready(): Promise<void> {
    const running = this.servers.filter(({ pid }) => pid !== undefined).map(({ url }) => url);
    const deadline = Date.now() + PATIENCE_MS;
    let fault: unknown;
    while (Date.now() < deadline) {
      try {
        await prove(running, this.servers.length);
        return;
      } catch (error) {
        fault = error;
        await sleep(50);
      }
    }
    const problem = `the cluster of ${this.version} was not ready in ${PATIENCE_MS / 1000} s: ${String(fault)}`;
    throw new Error(`${problem}\n${this.log()}`);
  }
}

/** Throws as long as a cluster is not ready for its tests. */
async function prove(running: readonly string[], size: number): Promise<void> {
  // Each server has to answer: the routes between them may not all stand yet.
  const connections = await Promise.all(
    running.map((url) => connect({ servers: [url], reconnect: false, ignoreClusterUpdates: true })),
  );
  try {
    const managers = await Promise.all(connections.map((connection) => managerOf(connection)));
    // With a server down, a replica may be given to it for want of news, and the stream never stands.
    if (managers.length < size) return;
    await managers[0]?.streams.add({ name: PROBE, subjects: [PROBE], num_replicas: size });
    await managers[0]?.streams.delete(PROBE);
  } finally {
    await Promise.all(connections.map((connection) => connection.close()));
  }
}

/** Asks the leader of the cluster; without one nobody answers. */
async function managerOf(connection: NatsConnection): Promise<JetStreamManager> {
  const manager = await jetstreamManager(connection, { timeout: 400, checkAPI: false });
  await manager.getAccountInfo();
  return manager;
}
