import { connect, isKvError, type KvBucket, type KvConfig, type KvManager } from "@revkv/core";
import { brief } from "@revkv/dev/expecting";
import { local, manualClock } from "@revkv/transport-local";

type ManualClock = ReturnType<typeof manualClock>;

/** A fresh store with one bucket, at midnight of 1970. */
export interface World {
  readonly kv: KvManager;
  readonly bucket: KvBucket;
  readonly clock: ManualClock;
}

export async function world(config: KvConfig = {}, startMs = 0): Promise<World> {
  const clock = manualClock(startMs);
  const kv = await connect(local({ clock }));
  return { kv, bucket: await kv.create("b", config), clock };
}

/** The code of the KvError that a call throws before it returns. */
export function thrownCode(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (isKvError(error)) return error.code;
    throw error;
  }
  throw new Error("it did not throw");
}

/** The state of a bucket as far as a reader can see it. */
export async function stateOf(bucket: KvBucket): Promise<unknown> {
  const history = await bucket.history(">").toArray();
  const { values, bytes, lastRevision } = await bucket.status();
  return { values, bytes, lastRevision, entries: history.map(brief) };
}

/** Lets everything run that waits for a turn. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
