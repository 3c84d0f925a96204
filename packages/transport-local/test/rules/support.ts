import {
  connect,
  isKvError,
  type KvBucket,
  type KvConfig,
  type KvError,
  type KvManager,
} from "@revkv/core";
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

/** What a promise rejects with, whatever it is. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it resolved");
}

/** The KvError that a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<KvError> {
  const error = await rejection(promise);
  if (isKvError(error)) return error;
  throw error;
}

/** The code of the KvError that a promise rejects with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  return (await failure(promise)).code;
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

/** What a wrongly typed caller passes. */
export function wrong<T>(value: unknown): T {
  return value as T;
}

/** The state of a bucket as far as a reader can see it. */
export async function stateOf(bucket: KvBucket): Promise<unknown> {
  const history = await bucket.history(">").toArray();
  const { values, bytes, lastRevision } = await bucket.status();
  return { values, bytes, lastRevision, entries: history.map(brief) };
}

interface Brief {
  readonly key: string;
  readonly operation: string;
  readonly revision: number;
}

/** An entry in short: `1 PUT a`. */
export function brief({ key, operation, revision }: Brief): string {
  return `${revision} ${operation} ${key}`;
}

/** Takes so many entries from an iterable that goes on. */
export async function take<T>(source: AsyncIterator<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = await source.next();
    if (next.done === true) throw new Error(`it ended after ${taken.length}`);
    taken.push(next.value);
  }
  return taken;
}

/** Lets everything run that waits for a turn. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
