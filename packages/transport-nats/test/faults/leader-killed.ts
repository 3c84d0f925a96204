import type { KvEntry } from "@revkv/core";
import { jetstreamManager, type StreamInfo } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { startCluster, type FoundServer, type RunningCluster } from "@revkv/dev/nats-server";
import { setTimeout as sleep } from "node:timers/promises";
import { consumersLeft, storedIn } from "./aftermath.ts";
import { sumOf, type Figures } from "./figures.ts";
import { Ledger } from "./ledger.ts";
import { listUntil } from "./listings.ts";
import { until, writeUntil } from "./load.ts";
import { raceUntil } from "./races.ts";
import { Recording } from "./recording.ts";
import { Witness } from "./witness.ts";

/** How often the leader is killed, and how much is written between. */
export interface LeaderPlan {
  readonly kills: number;
  readonly writes: number;
}

const NEWS_MS = 60_000;

/**
 * A cluster of three, each entry on all of them, whose leader is killed while several write, race for the same
 * keys and watch. Nothing that was acknowledged is lost, no race has two winners, no watch a gap.
 */
export async function leaderKilled(found: FoundServer, plan: LeaderPlan): Promise<Figures> {
  const cluster = await startCluster(found, 3);
  try {
    const recording = new Recording("a cluster whose leader is killed");
    // Each line has another server to begin with.
    const lines = await Promise.all(
      cluster.urls.map((_, at) =>
        recording.dial(...cluster.urls.slice(at), ...cluster.urls.slice(0, at)),
      ),
    );
    const [first] = lines;
    if (first === undefined) throw new Error("a cluster has servers");
    const ledger = new Ledger();
    ledger.expectRaces();
    await first.kv.create("faults", { history: 64, replicas: 3 });
    const buckets = await Promise.all(lines.map(({ kv }) => kv.open("faults")));
    const opened = buckets.flatMap((bucket, at) => [
      Witness.at(bucket, { name: `of everything at ${at}`, include: "history" }),
      Witness.at(bucket, { name: `of the races at ${at}`, filter: "race.*", include: "updates" }),
    ]);
    const witnesses = await Promise.all(opened);
    let isOver = false;
    const hasEnded = (): boolean => isOver;
    const writing = buckets.map((bucket, at) =>
      writeUntil(hasEnded, { bucket, writer: `w${at}`, ledger }),
    );
    const racing = raceUntil(hasEnded, { buckets, ledger });
    const listing = Promise.all(buckets.map((bucket) => listUntil(hasEnded, { bucket, ledger })));
    const connections = lines.map(({ connection }) => connection);
    const trouble = killLeaders({ cluster, connections, ledger }, plan);
    await Promise.race([trouble, Promise.all([...writing, racing, listing])]).finally(() => {
      isOver = true;
    });
    await Promise.all([...writing, racing]);
    const stored = await storedIn("faults", ...cluster.urls);
    await Promise.all(witnesses.map((witness) => witness.caughtUp(stored)));
    requireOneWinner(stored);
    const seen = witnesses.map((witness) => witness.figures);
    const parts = [ledger.judge(stored), ...(await listing), ...seen];
    recording.judge();
    await Promise.all(witnesses.map((witness) => witness.stop()));
    const left = await consumersLeft(first.connection, "faults");
    await Promise.all(lines.map((line) => line.close()));
    const own = { casRounds: await racing, restarts: plan.kills, leaderChanges: await trouble };
    return sumOf([...parts, { ...own, consumersLeft: left }]);
  } finally {
    await cluster.stop();
  }
}

interface KillParts {
  readonly cluster: RunningCluster;
  readonly connections: readonly NatsConnection[];
  readonly ledger: Ledger;
}

/** Kills one leader after the other, each time when the one before is back; gives how often there was another. */
async function killLeaders(parts: KillParts, { kills, writes }: LeaderPlan): Promise<number> {
  const { cluster, ledger } = parts;
  let changes = 0;
  for (let count = 1; count <= kills; count += 1) {
    const before = ledger.acknowledgedRevisions.size;
    await until(() => ledger.acknowledgedRevisions.size >= before + writes);
    const leader = await news(parts, ({ cluster: state }) => state?.leader);
    const server = cluster.servers[Number(leader.replace("server-", "")) - 1];
    if (server === undefined) throw new Error(`the leader ${leader} is none of the servers`);
    await server.kill();
    await news(parts, ({ cluster: state }) =>
      state?.leader === leader ? undefined : state?.leader,
    );
    changes += 1;
    const after = ledger.acknowledgedRevisions.size;
    await until(() => ledger.acknowledgedRevisions.size >= after + writes);
    await server.restart();
    await cluster.ready();
    await news(parts, ({ cluster: state }) => {
      const copies = state?.replicas ?? [];
      return copies.length === 2 && copies.every(({ current }) => current) ? "current" : undefined;
    });
  }
  return changes;
}

/** Asks for the state of the stream until it tells what is waited for. */
async function news(
  { connections }: KillParts,
  pick: (info: StreamInfo) => string | undefined,
): Promise<string> {
  const deadline = Date.now() + NEWS_MS;
  for (let count = 0; Date.now() < deadline; count += 1) {
    const connection = connections[count % connections.length];
    if (connection === undefined) break;
    const found = await infoFrom(connection).then(pick, () => undefined);
    if (found !== undefined && found !== "") return found;
    await sleep(50);
  }
  throw new Error(`the cluster has said nothing new for ${NEWS_MS} ms`);
}

async function infoFrom(connection: NatsConnection): Promise<StreamInfo> {
  const manager = await jetstreamManager(connection, { checkAPI: false, timeout: 500 });
  return manager.streams.info("KV_faults");
}

/** Throws when more than one write of a round is stored, whatever its writer was told. */
function requireOneWinner(stored: readonly KvEntry[]): void {
  const winners = new Map<string, number>();
  for (const entry of stored) {
    if (!entry.key.startsWith("race.") || entry.operation !== "PUT") continue;
    const [round = ""] = entry.text().split(" by ");
    const before = winners.get(round);
    if (before !== undefined)
      throw new Error(`${round} was won at ${before} and ${entry.revision}`);
    winners.set(round, entry.revision);
  }
}
