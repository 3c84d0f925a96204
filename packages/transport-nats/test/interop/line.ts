import type { KvEntry as TheirEntry } from "@nats-io/kv";
import type { KvBucket, KvEntry, KvMeta, KvWatcher } from "@revkv/core";

/** An entry in a line: `PUT a=one @1`, without the value where it has none. */
export function line(entry: KvEntry<unknown> | KvMeta): string {
  const value = "text" in entry ? `=${entry.text()}` : "";
  return `${entry.operation} ${entry.key}${value} @${entry.revision}`;
}

/** The same of an entry that @nats-io/kv gives. */
export function theirLine(entry: TheirEntry): string {
  const value = entry.operation === "PUT" ? `=${entry.string()}` : "";
  return `${entry.operation} ${entry.key}${value} @${entry.revision}`;
}

/** The stored entries of a filter, in lines. */
export async function storedLines(bucket: KvBucket, filter = ">"): Promise<string[]> {
  return (await bucket.history(filter).toArray()).map((entry) => line(entry));
}

/** What a watch tells, in order; the list grows while it goes on. */
export function recordOf(watcher: KvWatcher<KvEntry<unknown> | KvMeta>): readonly string[] {
  const told: string[] = [];
  watcher.on("entry", (entry) => told.push(line(entry)));
  watcher.on("initialized", () => told.push("initialized"));
  watcher.on("closed", (reason) => {
    told.push(reason === undefined ? "closed" : `closed ${reason.code}`);
  });
  return told;
}

/** The same of what @nats-io/kv watches; it does not say where the initial values end. */
export function theirRecordOf(entries: AsyncIterable<TheirEntry>): readonly string[] {
  const told: string[] = [];
  void (async () => {
    for await (const entry of entries) told.push(theirLine(entry));
  })();
  return told;
}

/** Everything that an iterable gives. */
export async function collect<T>(entries: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const entry of entries) collected.push(entry);
  return collected;
}
