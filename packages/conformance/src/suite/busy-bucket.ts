import type { KvBucket, KvEntry, KvWatchOptions } from "@revkv/core";
import { brief } from "./expecting.ts";
import { WatchLog } from "./watch-log.ts";
import type { World } from "./world.ts";

/** A write of a busy bucket. */
export interface BusyWrite {
  readonly key: string;
  readonly revision: number;
  /** In short: `1 PUT a`. */
  readonly event: string;
  /** How many writes of all clients were begun before. */
  readonly begunAt: number;
}

/** A watch that began while others wrote. */
export interface BusyWatch {
  /** What was acknowledged when it was asked for. */
  readonly before: readonly BusyWrite[];
  /** How many writes were begun when it was there. */
  readonly begun: number;
  /** All that it told, up to the last write. */
  readonly log: WatchLog<KvEntry>;
}

/** What came of a busy bucket: every write in order of revision, and every watch. */
export interface BusyBucket {
  readonly writes: readonly BusyWrite[];
  readonly watches: readonly BusyWatch[];
}

const CLIENTS = 6;
const WRITES = 48;

/**
 * Lets several clients write at the same time, three times each key, and begins a watch after every fourth
 * write of the first. A bucket needs a history of 3, so that nothing is trimmed.
 */
export async function watchBusyBucket(
  world: World,
  options: KvWatchOptions & { readonly metaOnly?: false },
): Promise<BusyBucket> {
  const { bucket } = world;
  const writes: BusyWrite[] = [];
  const begins: Promise<BusyWatch>[] = [];
  let begun = 0;
  const begin = async (): Promise<BusyWatch> => {
    const before = [...writes];
    const watcher = await bucket.watch(">", options);
    return { before, begun, log: new WatchLog(watcher) };
  };
  const write = async (client: number): Promise<void> => {
    const own = await (await world.anotherManager()).open(bucket.name);
    for (let at = 0; at < WRITES; at += 1) {
      const begunAt = begun;
      begun += 1;
      writes.push({ ...(await writeOne(own, `c${client}.k${Math.floor(at / 3)}`, at)), begunAt });
      if (client === 0 && at % 4 === 0) begins.push(begin());
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, client) => write(client)));
  const watches = await Promise.all(begins);
  writes.push({ ...(await writeOne(bucket, "end", 0)), begunAt: begun });
  writes.sort((one, other) => one.revision - other.revision);
  const last = writes.at(-1)?.event ?? "none";
  await Promise.all(watches.map(({ log }) => log.has(last)));
  return { writes, watches };
}

/** Each sixth write of a client is a marker, the last of its key. */
async function writeOne(
  bucket: KvBucket,
  key: string,
  at: number,
): Promise<Omit<BusyWrite, "begunAt">> {
  const isMarker = at % 6 === 5;
  const revision = await (isMarker ? bucket.delete(key) : bucket.put(key, `${at}`));
  return { key, revision, event: brief({ key, revision, operation: isMarker ? "DEL" : "PUT" }) };
}
