import { join } from "node:path";
import { parseArgs } from "node:util";
import { connect } from "@nats-io/transport-node";
import { nats } from "@revkv/transport-nats";
import { HOW_TO_GET, newestServer } from "../nats-server/choose.ts";
import type { FoundServer } from "../nats-server/find.ts";
import { startServer } from "../nats-server/server.ts";
import { root } from "../source/repository.ts";
import { validateRecordings } from "./validate.ts";

// Replays the stored recordings on the newest server at hand, and writes its version and the date into their
// headers: `pnpm recordings`. `--check` leaves the files as they are.

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const found = newestServer();
if (found === undefined) {
  console.error(`there is no nats-server to replay recordings on; get one: ${HOW_TO_GET}`);
  process.exitCode = 1;
} else {
  await validateOn(found);
}

async function validateOn(found: FoundServer): Promise<void> {
  const server = await startServer(found);
  const connection = await connect({ servers: server.url });
  try {
    const { recordings, differences } = await validateRecordings({
      folder: join(root, "packages/conformance/fixtures/recordings"),
      store: { transport: nats(connection) },
      by: { server: found.version, date: new Date().toISOString().slice(0, 10) },
      isOnlyCheck: values.check,
    });
    for (const difference of differences) console.error(difference);
    const count = `${differences.length} of ${recordings} recordings differ`;
    console.log(`nats-server ${found.version}: ${count}`);
    if (differences.length > 0 || recordings === 0) process.exitCode = 1;
  } finally {
    await connection.close();
    await server.stop();
  }
}
