import { connect, type NatsConnection } from "@nats-io/transport-node";
import { newestServer, startServer, type FoundServer } from "@revkv/dev/nats-server";
import { cpus, loadavg } from "node:os";
import { FilledBucket } from "../nats/filled-bucket.ts";
import { median, mediansOf } from "../nats/medians.ts";
import { official } from "../nats/official.ts";
import { readOptions, type Options } from "../nats/options.ts";
import { measureRounds } from "../nats/round.ts";
import { fill, serverRows } from "../nats/row.ts";
import { isGoalMet, measuredTable, type Measured } from "../nats/table.ts";
import { startServed } from "./served-process.ts";
import { measureStarts } from "./starts.ts";

/** How many times as fast the first put has to be. */
const START_GOAL = 5;

const options = readOptions(process.argv.slice(2), serverRows);
const found = demanded(newestServer());
console.log(`Node ${process.versions.node}, nats-server ${found.version}, @nats-io/kv`);
console.log(`${cpus().length} x ${cpus()[0]?.model ?? "unknown"}, load ${loadOfMachine()}`);
const isFast = await compareStarts(options.rounds);
const measured = await compareRates(options);
console.log(`\n${measuredTable(measured, { theirs: "nats-server", ours: "revkv serve" })}`);
console.log(`\nload at the end ${loadOfMachine()}`);
process.exitCode = isFast && measured.every(isGoalMet) ? 0 : 1;

/** From nothing to the first put: a process against a server within this one. */
async function compareStarts(rounds: number): Promise<boolean> {
  const starts = await measureStarts(found, rounds);
  const ratios = starts.map(({ natsServer, revkv }) => natsServer / revkv);
  const natsServer = median(starts.map((start) => start.natsServer)).toFixed(1);
  const revkv = median(starts.map((start) => start.revkv)).toFixed(1);
  const ratio = median(ratios);
  const isMet = ratio >= START_GOAL;
  const range = `${Math.min(...ratios).toFixed(1)} - ${Math.max(...ratios).toFixed(1)}`;
  console.log(
    `from start-up to the first put, ${rounds} rounds: nats-server ${natsServer} ms, revkv ${revkv} ms, ` +
      `ratio ${ratio.toFixed(1)} (${range}), goal >= ${START_GOAL} ${isMet ? "✓" : "✗"}`,
  );
  return isMet;
}

/** Both in processes of their own, the same client on each. */
async function compareRates({ rows, rounds, load }: Options): Promise<readonly Measured[]> {
  console.log(`${rounds} rounds of ${load.operations} operations, ${load.inFlight} in flight`);
  const [theirs, ours] = [await startServer(found), await startServed()];
  const connections: NatsConnection[] = [];
  const bucketAt = async (servers: string): Promise<FilledBucket> => {
    const connection = await connect({ servers });
    connections.push(connection);
    return new FilledBucket(await official(connection));
  };
  try {
    const pair = { official: await bucketAt(theirs.url), revkv: await bucketAt(ours.url) };
    await fill(pair.official, load);
    await fill(pair.revkv, load);
    const measured: Measured[] = [];
    for (const row of rows) {
      measured.push({ row, medians: mediansOf(await measureRounds(row, pair, load, rounds)) });
    }
    return measured;
  } finally {
    for (const connection of connections) await connection.close();
    await ours.stop();
    await theirs.stop();
  }
}

function loadOfMachine(): string {
  return loadavg()
    .map((average) => average.toFixed(2))
    .join(" ");
}

function demanded(server: FoundServer | undefined): FoundServer {
  if (server !== undefined) return server;
  throw new Error("there is no nats-server; get one: sh packages/dev/scripts/get-nats-servers.sh");
}
