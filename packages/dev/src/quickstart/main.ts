import { connect as natsConnect } from "@nats-io/transport-node";
import { local, manualClock } from "@revkv/transport-local";
import { nats } from "@revkv/transport-nats";
import { setTimeout as sleep } from "node:timers/promises";
import { tour, type TourOptions } from "./tour.ts";

const [url] = process.argv.slice(2);
const print = (line: string): void => console.log(line);

await (url === undefined ? onTheEmbeddedStore() : onServer(url));

/** Nothing to start, nothing to wait for. */
async function onTheEmbeddedStore(): Promise<void> {
  const clock = manualClock(Date.now());
  await run({ transport: local({ clock }), passTime: (ms) => clock.advance(ms), print });
}

async function onServer(servers: string): Promise<void> {
  const connection = await natsConnect({ servers }).catch((error: unknown) => {
    console.error(`no NATS server answers at ${servers}: ${String(error)}`);
    process.exitCode = 1;
  });
  if (connection === undefined) return;
  try {
    await run({ transport: nats(connection), passTime: (ms) => sleep(ms), print });
  } finally {
    await connection.close();
  }
}

async function run(options: TourOptions): Promise<void> {
  print("A tour of revkv: the same lines on the embedded store and on a NATS server");
  print("");
  await tour(options);
  print("That was packages/dev/src/quickstart/tour.ts: read it, change it, run it again.");
}
