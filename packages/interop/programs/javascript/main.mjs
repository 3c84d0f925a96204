// Calls every key-value operation and option of @nats-io/kv, and prints what each gave.
//
// Usage: main.mjs <url>

import { jetstreamManager } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import { connect } from "@nats-io/transport-node";
import { buckets } from "./buckets.mjs";
import { codecs } from "./codecs.mjs";
import { entries } from "./entries.mjs";
import { lifetimes } from "./lifetimes.mjs";
import { topologies } from "./topologies.mjs";
import { all, failure, say, section, WHOLE_RUN_MS } from "./transcript.mjs";
import { watches } from "./watches.mjs";

const [url] = process.argv.slice(2);
if (url === undefined) throw new Error("usage: main.mjs <url>");
setTimeout(() => {
  console.error("the program took too long");
  process.exit(1);
}, WHOLE_RUN_MS).unref();

const nc = await connect({ servers: url, reconnect: false });
const jsm = await jetstreamManager(nc);
const world = { nc, jsm, kvm: new Kvm(nc) };

section("connection");
const account = await jsm.getAccountInfo();
say("api level", account.api.level);
say("streams", account.streams);
say("max payload", nc.info.max_payload);
say("headers", nc.info.headers);

for (const part of [buckets, entries, watches, codecs, lifetimes, topologies]) await attempt(part);
await nc.close();

/** A part that breaks off makes the program fail, and leaves nothing to the next part. */
async function attempt(part) {
  try {
    await part(world);
  } catch (error) {
    say("broken off", failure(error));
    console.error(error);
    process.exitCode = 1;
    for (const name of await all(jsm.streams.names())) await jsm.streams.delete(name);
  }
}
