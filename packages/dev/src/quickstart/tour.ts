import { connect, isKvError, json, type KvBucket, type KvEntry, type Transport } from "@revkv/core";
import { table } from "./table.ts";

/** Where a tour runs, and how it shows itself. */
export interface TourOptions {
  /** Any backend: the tour prints the same lines on all of them. */
  readonly transport: Transport;
  /** Lets time go by: a manual clock is turned, a real one waited for. */
  readonly passTime: (ms: number) => void | Promise<void>;
  /** Takes one line. */
  readonly print: (line: string) => void;
}

/** What the tour keeps in its buckets. */
interface User {
  readonly name: string;
  readonly city: string;
}

/** A short walk through a revisioned store, written as a user's program would be. */
export async function tour(options: TourOptions): Promise<void> {
  const kv = await connect(options.transport);
  // The server may be somebody's own: the buckets are new ones, and go again.
  const mine = `revkv-tour-${crypto.randomUUID()}`;
  const [usersName, sessionsName] = [`${mine}-users`, `${mine}-sessions`];
  try {
    const users = await kv.create(usersName, { history: 5, codec: json<User>() });
    await historyOf(users, options);
    await raceFor(users, options);
    await markersIn(users, options);
    await watchLive(users, options);
    await stateOf(users, options);
    const sessions = await kv.create(sessionsName, { ttlMs: 2_000, limitMarkerTtlMs: 1_000 });
    await expire(sessions, options);
  } finally {
    await kv.delete(usersName);
    await kv.delete(sessionsName);
    await kv.close();
  }
}

async function historyOf(users: KvBucket<User>, { print }: TourOptions): Promise<void> {
  print("1. Every write has a revision, and a bucket remembers as many as you ask for");
  await users.put("team.ada", { name: "Ada", city: "London" });
  await users.put("team.grace", { name: "Grace", city: "New York" });
  await users.put("team.ada", { name: "Ada", city: "Turin" });
  showEntries(await users.history("team.ada").toArray(), print);
}

async function raceFor(users: KvBucket<User>, { print }: TourOptions): Promise<void> {
  print("2. Compare-and-set: two writers saw the same revision, one of them wins");
  const seen = await users.get("team.ada");
  if (seen === null) throw new Error("the tour wrote team.ada itself");
  const writers = ["Paris", "Vienna"].map(async (city) => {
    try {
      const revision = await users.update("team.ada", { name: "Ada", city }, seen.revision);
      return `${city} won: revision ${revision}`;
    } catch (error) {
      if (!isKvError(error, "REVISION_MISMATCH")) throw error;
      return `${city} lost: expected ${error.expected}, found ${error.actual}`;
    }
  });
  // On a server either may come first: the winner is told first.
  const results = (await Promise.all(writers)).map((result) =>
    result.replace(/^\w+/, "one writer"),
  );
  for (const result of results.toSorted().toReversed()) print(`  ${result}`);
  print("");
}

async function markersIn(users: KvBucket<User>, { print }: TourOptions): Promise<void> {
  print("3. A delete leaves a marker above the history, a purge takes the history away");
  await users.delete("team.grace");
  await users.purge("team.ada");
  showEntries(await users.history(["team.ada", "team.grace"]).toArray(), print);
  print(`  live keys: ${(await users.keys().toArray()).length}`);
  print("");
}

async function watchLive(users: KvBucket<User>, { print }: TourOptions): Promise<void> {
  print("4. A watch with a wildcard: what is there, then everything that happens");
  const watcher = await users.watch("team.*");
  const before = await watcher.snapshot();
  print(`  there are ${before.length} entries, both of them markers`);
  const written = async (): Promise<void> => {
    await users.create("team.ada", { name: "Ada", city: "Geneva" });
    await users.put("guests.alan", { name: "Alan", city: "Manchester" });
    await users.put("team.edsger", { name: "Edsger", city: "Austin" });
    await users.delete("team.edsger");
  };
  const writing = written();
  for await (const entry of watcher) {
    print(`  ${describe(entry)}`);
    if (entry.key === "team.edsger" && entry.operation === "DEL") break;
  }
  await writing;
  print("");
}

async function stateOf(users: KvBucket<User>, { print }: TourOptions): Promise<void> {
  print("5. The state of the bucket");
  const { values, lastRevision, config } = await users.status();
  const rows = [
    ["stored entries", String(values)],
    ["last revision", String(lastRevision)],
    ["history", String(config.history)],
    ["storage", config.storage],
  ];
  for (const line of table(["what", "value"], rows)) print(line);
  print("");
}

async function expire(sessions: KvBucket, { print, passTime }: TourOptions): Promise<void> {
  print("6. Time to live: an entry goes when its time has come, and watchers are told");
  const watcher = await sessions.watch(">", { include: "updates" });
  await sessions.put("ada", "signed in");
  print(`  at first: ${(await sessions.get("ada"))?.text()}`);
  await passTime(2_000);
  for await (const entry of watcher) {
    const why = entry.operation === "PURGE" ? `, because of ${entry.reason}` : "";
    print(`  watched: ${entry.operation} of ${entry.key} at revision ${entry.revision}${why}`);
    if (entry.operation === "PURGE") break;
  }
  print(`  after 2 s: ${(await sessions.get("ada")) === null ? "gone" : "still there"}`);
  print("");
}

function showEntries(entries: readonly KvEntry<User>[], print: (line: string) => void): void {
  const rows = entries.map((entry) => [
    String(entry.revision),
    entry.key,
    entry.operation,
    entry.operation === "PUT" ? `${entry.value.name}, ${entry.value.city}` : "",
  ]);
  for (const line of table(["revision", "key", "operation", "value"], rows)) print(line);
  print("");
}

function describe(entry: KvEntry<User>): string {
  const what = `${entry.operation} ${entry.key} at revision ${entry.revision}`;
  return entry.operation === "PUT" ? `${what}: ${entry.value.city}` : what;
}
