import { connect } from "@nats-io/transport-node";
import { newestServer, startServer } from "@revkv/dev/nats-server";
import { pairReadings } from "../measure/pair.ts";
import { FilledBucket } from "../nats/filled-bucket.ts";
import { official } from "../nats/official.ts";
import { serverRows } from "../nats/row.ts";
import type { Readings } from "../run/place.ts";
import { startServed } from "../server/served-process.ts";

/** Two servers under one client, each in a process of its own: `server`. */
export async function run(): Promise<Readings> {
  const found = newestServer();
  if (found === undefined) throw new Error("there is no nats-server");
  const [theirs, ours] = [await startServer(found), await startServed()];
  // Whatever happens, no server is left behind.
  try {
    return await compare(theirs.url, ours.url);
  } finally {
    await ours.stop();
    await theirs.stop();
  }
}

async function compare(theirs: string, ours: string): Promise<Readings> {
  const [toTheirs, toOurs] = [await connect({ servers: theirs }), await connect({ servers: ours })];
  const readings = await pairReadings(serverRows, {
    official: new FilledBucket(await official(toTheirs)),
    revkv: new FilledBucket(await official(toOurs)),
  });
  await toTheirs.close();
  await toOurs.close();
  return readings;
}
