import { equal } from "node:assert/strict";
import {
  isKvError,
  type KvBucket,
  type KvEntry,
  type KvError,
  type KvMeta,
  type KvWatcher,
} from "@revkv/core";
import { brief, eventually, take, within } from "./expecting.ts";

/** The initial values of a watch. */
export function snapshotOf<E extends KvMeta>(watcher: KvWatcher<E>): Promise<E[]> {
  return within(watcher.snapshot(), "the end of the initial values");
}

/** The initial values of a watch in short; then it is stopped. */
export async function initialOf<E extends KvMeta>(
  watching: Promise<KvWatcher<E>>,
): Promise<string[]> {
  const watcher = await watching;
  const initial = await snapshotOf(watcher);
  await watcher.stop();
  for (const entry of initial) equal(entry.isUpdate, false, `${brief(entry)} is no initial value`);
  return initial.map(brief);
}

/** Further entries of a watch in short, each of them live; its iterator is used up. */
export async function liveOf<E extends KvMeta>(
  watcher: KvWatcher<E>,
  count: number,
): Promise<string[]> {
  const entries = await take(watcher[Symbol.asyncIterator](), count);
  for (const entry of entries) equal(entry.isUpdate, true, `${brief(entry)} is not live`);
  return entries.map(brief);
}

/** All that a watch still delivers, in short, and the code of the error that ends it. */
export async function drained<E extends KvMeta>(watcher: KvWatcher<E>): Promise<string[]> {
  const iterator = watcher[Symbol.asyncIterator]();
  const read: string[] = [];
  for (;;) {
    try {
      const next = await within(iterator.next(), `more than ${read.join(", ")}`);
      if (next.done === true) return read;
      read.push(brief(next.value));
    } catch (error) {
      if (!isKvError(error)) throw error;
      return [...read, error.code];
    }
  }
}

/** Listens to the end of a watch; the returned function waits for it and gives its reason. */
export function endOf<E extends KvMeta>(watcher: KvWatcher<E>): () => Promise<KvError | undefined> {
  const reasons: (KvError | undefined)[] = [];
  watcher.on("closed", (reason) => reasons.push(reason));
  return async () => {
    await eventually(() => reasons.length > 0, "the end of a watch");
    return reasons[0];
  };
}

/** All that an entry says, except how many follow. */
export function whole(entry: KvEntry): unknown {
  const { bucket, created, length, operation } = entry;
  const said =
    operation === "PUT" ? { text: entry.text(), bytes: entry.bytes() } : { reason: entry.reason };
  return { entry: brief(entry), bucket, created, length, ...said };
}

/**
 * Writes an entry and waits until a watch of its own has told it: whoever was to hear something before has
 * had the time.
 */
export async function fence(bucket: KvBucket): Promise<void> {
  const watcher = await bucket.watch("fence", { include: "updates" });
  await bucket.put("fence", "v");
  await take(watcher[Symbol.asyncIterator](), 1);
  await watcher.stop();
}
