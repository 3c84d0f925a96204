import {
  connect,
  type KvBucket,
  type KvConfig,
  type KvEntry,
  type KvManager,
  type KvMeta,
  type KvWatcher,
} from "@revkv/core";
import { local, manualClock } from "@revkv/transport-local";

/** What every clock of these tests shows first. */
export const START_MS: number = Date.UTC(2026, 0, 1);

/** A store of one test's own, and the clock that it lives by. */
export interface World {
  readonly kv: KvManager;
  readonly clock: ReturnType<typeof manualClock>;
}

export async function newStore(): Promise<World> {
  const clock = manualClock(START_MS);
  return { kv: await connect(local({ clock })), clock };
}

/** A store with one bucket, called `things`. */
export async function newBucket(config?: KvConfig): Promise<World & { readonly bucket: KvBucket }> {
  const world = await newStore();
  return { ...world, bucket: await world.kv.create("things", config) };
}

/** An entry in a line: `PUT a=one @1`, without the value where it has none. */
export function line(entry: KvEntry<unknown> | KvMeta): string {
  const value = "text" in entry ? `=${entry.text()}` : "";
  return `${entry.operation} ${entry.key}${value} @${entry.revision}`;
}

/** The stored entries of a filter, in lines. */
export async function storedLines(bucket: KvBucket, filter = ">"): Promise<string[]> {
  return (await bucket.history(filter).toArray()).map((entry) => line(entry));
}

/**
 * What a watch tells, in order: a line for each entry, `initialized`, `closed`. The list grows while
 * the watch goes on, and holds the initial values from the start.
 */
export async function recordOf(
  watcher: KvWatcher<KvEntry<unknown> | KvMeta>,
): Promise<readonly string[]> {
  const told: string[] = [];
  watcher.on("entry", (entry) => told.push(line(entry)));
  watcher.on("initialized", () => told.push("initialized"));
  watcher.on("closed", (reason) =>
    told.push(reason === undefined ? "closed" : `closed ${reason.code}`),
  );
  // Deliveries begin at the next turn.
  await Promise.resolve();
  return told;
}

/** The next few entries of a watch. */
export async function take<E>(entries: AsyncIterator<E, undefined>, count: number): Promise<E[]> {
  const taken: E[] = [];
  while (taken.length < count) {
    const next = await entries.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}
