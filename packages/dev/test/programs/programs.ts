/** Small programs that must compile against the packages; each `@ts-expect-error` is a mistake that must be refused. */
import { connect, isKvError, json, text } from "@revkv/core";
import type { Bytes, KvBucket, KvEntry, KvMeta, KvPut, KvWatcher, Transport } from "@revkv/core";
import { Engine } from "@revkv/core/engine";
import { local, manualClock } from "@revkv/transport-local";
import { nats } from "@revkv/transport-nats";
import { z } from "zod";

export interface User {
  readonly name: string;
  readonly age: number;
}
type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <T extends true>(): T => true as T;

/** The same program on either backend. */
export const pick = (url: string | undefined, connection: object): Transport =>
  url === undefined ? local() : nats(connection);

export async function typedBuckets(): Promise<void> {
  const kv = await connect(local());
  const users = await kv.create("users", { history: 5, codec: json<User>() });
  same<Equal<typeof users, KvBucket<User, User>>>();
  await users.put("ada", { name: "Ada", age: 36 });
  // @ts-expect-error not a user
  await users.put("ada", "x");
  const config = { history: 5, codec: json<User>() };
  const held = await kv.create("held", config);
  same<Equal<typeof held, KvBucket<User, User>>>();
  const opened = await kv.open("users", { codec: json<User>() });
  same<Equal<typeof opened, KvBucket<User, User>>>();
  const raw = await kv.create("raw", { ttlMs: undefined });
  same<Equal<typeof raw, KvBucket<Bytes, Uint8Array | string>>>();
  const dated = await kv.create("dated", {
    codec: json(z.object({ at: z.string().transform((s) => new Date(s)) })),
  });
  await dated.put("k", { at: "2026-01-01" });
  const at: Date | undefined = (await dated.get("k"))?.value.at;
  void at;
}

export async function narrowing(users: KvBucket<User>): Promise<void> {
  const live = await users.get("ada");
  if (live) console.log(live.value.name);
  const any = await users.get("ada", { includeDeleted: true });
  same<Equal<typeof any, KvEntry<User> | null>>();
  if (any?.operation === "PUT") console.log(any.value.name);
  else console.log(any?.reason);
  console.log(any?.value?.name);
}

export async function increment(counters: KvBucket<number>): Promise<number> {
  for (;;) {
    const seen = await counters.get("n", { consistency: "leader" });
    try {
      return await counters.put("n", (seen?.value ?? 0) + 1, {
        expected: seen?.revision ?? "absent",
      });
    } catch (error) {
      if (isKvError(error, "REVISION_MISMATCH")) console.log(error.expected, error.actual);
      else if (!isKvError(error, "KEY_EXISTS")) throw error;
    }
  }
}
export const incrementShort = (counters: KvBucket<number>): Promise<number> =>
  counters.modify("n", (n = 0) => n + 1);
export async function blindOverwrite(
  counters: KvBucket<number>,
  seen: KvPut<number> | null,
): Promise<void> {
  // @ts-expect-error undefined is not "no expectation"
  await counters.put("n", 1, { expected: seen?.revision });
}

export async function watching(
  users: KvBucket<User>,
  signal: AbortSignal | undefined,
  filters: readonly string[],
): Promise<void> {
  const watcher = await users.watch("team.>", { signal });
  same<Equal<typeof watcher, KvWatcher<KvEntry<User>>>>();
  const state = new Map((await watcher.snapshot()).map((entry) => [entry.key, entry]));
  for await (const entry of watcher) {
    if (entry.operation === "PUT") state.set(entry.key, entry);
    else state.delete(entry.key);
  }
  const heads = await users.watch(filters, { metaOnly: true });
  for await (const entry of heads) {
    same<Equal<typeof entry, KvMeta>>();
    // @ts-expect-error there is no value under metaOnly
    console.log(entry.operation === "PUT" ? entry.value : entry.length);
  }
  const puts = await users.watch(">", { ignoreDeletes: true, include: "updates" });
  puts
    .on("entry", (entry) => console.log(entry.value.age))
    .on("closed", (reason) => console.log(reason?.code));
  // @ts-expect-error include and fromRevision exclude each other
  await users.watch(">", { include: "last", fromRevision: 3 });
}

export async function reading(bucket: KvBucket): Promise<void> {
  const keys: string[] = await bucket.keys("a.>").toArray();
  const history: KvEntry[] = await bucket.history("a.>").toArray();
  const several: Map<string, KvPut> = await bucket.getMany(new Set(keys));
  // @ts-expect-error a string is an iterable of its characters
  await bucket.getMany("abc");
  const entry = await bucket.get("a");
  if (entry) await crypto.subtle.digest("SHA-256", entry.value);
  void [history, several];
}

export async function timeInTests(): Promise<void> {
  const clock = manualClock(0);
  const sessions = await (
    await connect(local({ clock }))
  ).create("sessions", { ttlMs: 60_000, codec: text });
  await sessions.put("k", "v");
  clock.advance(60_000);
  console.log(await sessions.get("k"));
}

export function synchronous(): number {
  const engine = new Engine({ clock: manualClock() });
  const bucket = engine.create("c", { history: 5 });
  bucket.watch(
    "a.>",
    (entry, stop) => {
      if (entry.operation !== "PUT") stop();
    },
    { include: "last" },
  );
  const revision: number = bucket.put("a.b", "x");
  return revision + bucket.keys("a.>").length;
}
