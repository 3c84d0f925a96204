import { connect, type KvBucket } from "@revkv/core";
import { local } from "@revkv/transport-local";
import { demand } from "../measure/demand.ts";
import { keysOf } from "../measure/keys.ts";
import { lapAsync, type Lap } from "../measure/lap.ts";
import { named } from "../measure/named.ts";
import { shuffled } from "../measure/random.ts";
import { VALUE_BYTES } from "../measure/values.ts";
import type { Readings } from "../run/place.ts";

const KEYS = 1_000;
const LEAST_ENTRIES = 200_000;

/** What it costs to iterate over an entry when so many wait: `backlog 1000`. */
export async function run([size = ""]: readonly string[]): Promise<Readings> {
  const waiting = Number(size);
  const manager = await connect(local());
  const bucket = await manager.create("bench");
  await iterate(bucket, Math.min(waiting, 10_000));
  const laps: Lap[] = [];
  for (let taken = 0; taken < LEAST_ENTRIES; taken += waiting) {
    laps.push(await iterate(bucket, waiting));
  }
  await manager.close();
  const sum = (of: (lap: Lap) => number): number =>
    laps.reduce((all, lap) => all + of(lap), 0) / laps.length;
  return named({
    entry: { cpuNs: sum(({ cpuNs }) => cpuNs), wallNs: sum(({ wallNs }) => wallNs) },
  });
}

async function iterate(bucket: KvBucket, waiting: number): Promise<Lap> {
  const watcher = await bucket.watch(">", {
    include: "updates",
    buffer: { maxEntries: waiting },
  });
  const keys = keysOf(shuffled(KEYS));
  const value = new Uint8Array(VALUE_BYTES);
  let last = 0;
  for (let at = 0; at < waiting; at += 1) last = await bucket.put(keys[at % KEYS] ?? "", value);
  let expected = last - waiting;
  return lapAsync(waiting, async () => {
    for await (const { revision } of watcher) {
      expected += 1;
      demand(revision === expected, "a revision was left out");
      if (revision === last) break;
    }
  });
}
