import { connect } from "@nats-io/transport-node";
import { newestServer, startServer } from "@revkv/dev/nats-server";
import { cpus, loadavg } from "node:os";
import { FilledBucket } from "./filled-bucket.ts";
import { mediansOf } from "./medians.ts";
import { official } from "./official.ts";
import { readOptions, type Options } from "./options.ts";
import { revkv } from "./revkv.ts";
import { measureRounds } from "./round.ts";
import { fill, rows } from "./row.ts";
import { isGoalMet, measuredTable, type Measured } from "./table.ts";

const options = readOptions(process.argv.slice(2), rows);
const found = newestServer();
if (found === undefined) {
  throw new Error("there is no nats-server; get one: sh packages/dev/scripts/get-nats-servers.sh");
}
const server = await startServer(found);
try {
  printSurroundings(server.version, options);
  const measured = await measureAll(server.url, options);
  console.log(
    `\n${measuredTable(measured, { theirs: "@nats-io/kv", ours: "revkv" })}\n\nload at the end ${loadOfMachine()}`,
  );
  process.exitCode = measured.every(isGoalMet) ? 0 : 1;
} finally {
  await server.stop();
}

/** One connection for each client, both of one kind. */
async function measureAll(servers: string, options: Options): Promise<readonly Measured[]> {
  const { rounds, load, noAsyncTraces } = options;
  const theirs = await connect({ servers, noAsyncTraces });
  const ours = await connect({ servers });
  const pair = {
    official: new FilledBucket(await official(theirs)),
    revkv: new FilledBucket(await revkv(ours)),
  };
  await fill(pair.official, load);
  await fill(pair.revkv, load);
  const measured: Measured[] = [];
  for (const row of options.rows) {
    measured.push({ row, medians: mediansOf(await measureRounds(row, pair, load, rounds)) });
  }
  await theirs.close();
  await ours.close();
  return measured;
}

function printSurroundings(version: string, { rounds, load, noAsyncTraces }: Options): void {
  console.log(`Node ${process.versions.node}, nats-server ${version}, memory storage`);
  console.log(`${cpus().length} x ${cpus()[0]?.model ?? "unknown"}, load ${loadOfMachine()}`);
  console.log(`${rounds} rounds of ${load.operations} operations, ${load.inFlight} in flight`);
  if (noAsyncTraces) console.log("@nats-io/kv on a connection with noAsyncTraces");
}

function loadOfMachine(): string {
  return loadavg()
    .map((average) => average.toFixed(2))
    .join(" ");
}
