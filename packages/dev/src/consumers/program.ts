// A consumer's program: check-consumers compiles it against the packed tarballs and runs it on them.
import { connect, isKvError, json, KvError, type KvEntry, type KvManager } from "@revkv/core";
import { Engine } from "@revkv/core/engine";
import { matchesFilter } from "@revkv/core/subjects";
import { isKey, KvError as FromWords } from "@revkv/core/words";
import { local, manualClock } from "@revkv/transport-local";

interface User {
  readonly name: string;
  readonly age?: number;
}

const kv: KvManager & AsyncDisposable = await connect(local({ clock: manualClock(0) }));
const users = await kv.create("users", { history: 5, codec: json<User>() });
const watcher = await users.watch("*", { include: "updates" });
const revision = await users.put("ada", { name: "Ada" });
await users.update("ada", { name: "Ada", age: 36 }, revision);
console.log((await users.get("ada"))?.value.age);

const seen: string[] = [];
for await (const entry of watcher) {
  const known: KvEntry<User> = entry;
  seen.push(`${known.key} ${known.operation} ${known.revision}`);
  if (entry.revision === 2) break;
}
console.log(seen.join(", "));

try {
  await users.create("ada", { name: "Ada" });
} catch (error) {
  console.log(isKvError(error, "KEY_EXISTS") ? error.actual : error);
}
await kv.close();

const engine = new Engine();
const bucket = engine.create("greetings");
bucket.put("hello", "world");
console.log(bucket.get("hello")?.text(), isKey("a.b"), matchesFilter("a.*", "a.b"));
try {
  engine.open("none");
} catch (error) {
  // Whatever file of the bundle a class comes from, it is one, and has its name.
  console.log(KvError.name, error instanceof KvError, error instanceof FromWords);
}
engine.close();
