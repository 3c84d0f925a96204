import { connect } from "@nats-io/transport-node";
import { newestServer, startServer } from "@revkv/dev/nats-server";
import { pairReadings } from "../measure/pair.ts";
import { FilledBucket } from "../nats/filled-bucket.ts";
import { official } from "../nats/official.ts";
import { revkv } from "../nats/revkv.ts";
import { rows } from "../nats/row.ts";
import type { Readings } from "../run/place.ts";

/** Two clients of one server, each with a connection and a bucket of its own: `nats`. */
export async function run(): Promise<Readings> {
  const found = newestServer();
  if (found === undefined) throw new Error("there is no nats-server");
  const server = await startServer(found);
  try {
    return await compare(server.url);
  } finally {
    await server.stop();
  }
}

async function compare(servers: string): Promise<Readings> {
  const [theirs, ours] = [await connect({ servers }), await connect({ servers })];
  const readings = await pairReadings(rows, {
    official: new FilledBucket(await official(theirs)),
    revkv: new FilledBucket(await revkv(ours)),
  });
  await theirs.close();
  await ours.close();
  return readings;
}
