import { connect, type KvBucket, type KvConfig, type KvManager } from "@revkv/core";
import { local, manualClock } from "@revkv/transport-local";
import { failure } from "../../src/suite/expecting.ts";
import { faulty, type FaultyOptions, type FaultyTransport } from "../../src/faulty.ts";

export { failure };

/** A bucket that two connections share, of which one has faults. */
export interface Bench {
  readonly clock: ReturnType<typeof manualClock>;
  readonly store: FaultyTransport;
  readonly kv: KvManager;
  /** Over the faulty connection. */
  readonly bucket: KvBucket;
  /** Over a sound one: sees and writes what really is. */
  readonly sound: KvBucket;
  readonly soundKv: KvManager;
}

export async function bench(
  options: FaultyOptions = {},
  config: KvConfig = { history: 10 },
): Promise<Bench> {
  const clock = manualClock();
  const shared = local({ clock });
  const soundKv = await connect(shared);
  const sound = await soundKv.create("b", config);
  const store = faulty(shared, { clock, ...options });
  const kv = await connect(store);
  return { clock, store, kv, bucket: await kv.open("b"), sound, soundKv };
}

/** Its code, and whether the outcome is unknown where the code says so. */
export async function endOf(promise: Promise<unknown>): Promise<string> {
  const error = await failure(promise);
  if (!("outcomeUnknown" in error)) return error.code;
  return `${error.code}, ${error.outcomeUnknown === true ? "outcome unknown" : "not done"}`;
}

/** An entry in short: `1 PUT a=x`. */
export function brief(entry: {
  readonly key: string;
  readonly operation: string;
  readonly revision: number;
  readonly text?: () => string;
}): string {
  const value = entry.text === undefined ? "" : `=${entry.text()}`;
  return `${entry.revision} ${entry.operation} ${entry.key}${value}`;
}

/** All that is stored. */
export async function logOf(bucket: KvBucket): Promise<string[]> {
  return (await bucket.history(">").toArray()).map(brief);
}

/** Lets everything happen that needs no time. */
export function turns(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Lets time pass, a ms at a time, and what it brings be read. */
export async function pass(clock: Bench["clock"], ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 1) {
    clock.advance(1);
    await turns();
  }
}

/** What a wrongly typed caller passes. */
export function wrong<T>(value: unknown): T {
  return value as T;
}
