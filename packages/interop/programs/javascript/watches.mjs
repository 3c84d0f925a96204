// Histories, lists of keys and watches.

import { KvWatchInclude } from "@nats-io/kv";
import { all, entry, liveEntry, next, outcome, say, section, status } from "./transcript.mjs";

export async function watches(world) {
  await histories(world);
  await keyLists(world);
  await watchesOfWhatIs(world);
  await watchesOfWhatComes(world);
  await resumed(world);
  await refused(world);
  await manyKeys(world);
}

/** A bucket with values, a delete and a purge. */
async function watched(kvm, name) {
  const kv = await kvm.create(name, { history: 3, storage: "memory" });
  for (const [i, key] of ["a", "b.x", "b.y", "c", "a", "d.x.deep"].entries())
    await kv.put(key, String(i));
  await kv.delete("c");
  await kv.put("e", "will be purged");
  await kv.purge("e");
  return kv;
}

async function histories({ kvm }) {
  section("histories");
  const kv = await watched(kvm, "histories");
  const keys = [
    undefined,
    ">",
    "a",
    "c",
    "e",
    "missing",
    "b.*",
    "d.>",
    ["a", "b.*"],
    ["a", "missing"],
    ["x", "y"],
  ];
  for (const key of keys) {
    const options = key === undefined ? {} : { key };
    await outcome(`history of ${JSON.stringify(key)}`, async () => all(await kv.history(options)));
  }
  await outcome("headers only", async () =>
    all(await kv.history({ key: "a", headers_only: true })),
  );
  for (const key of ["", "a.", "a..b", "a b"])
    await outcome(`history of "${key}"`, async () => all(await kv.history({ key })));
  await kv.destroy();
}

async function keyLists({ kvm }) {
  section("key lists");
  const empty = await kvm.create("empty", { storage: "memory" });
  await outcome("keys of an empty bucket", async () => all(await empty.keys()));
  await empty.delete("a");
  await outcome("keys of a bucket with markers only", async () => all(await empty.keys()));
  await empty.destroy();
  const kv = await watched(kvm, "keys");
  const filters = [
    undefined,
    "a",
    "b.*",
    "b.>",
    "*",
    "none",
    ["a", "b.*"],
    ["*.x", "d.>"],
    ["b.x", "c", "e"],
  ];
  filters.push(["none", "nil"], [], ["a", "a"], ["b.*", "b.x"], ["a", ">"], "a..b", ["a", ""]);
  for (const filter of filters)
    await outcome(`keys of ${JSON.stringify(filter)}`, async () => all(await kv.keys(filter)));
  await kv.destroy();
}

/** Tells the entries of a watch up to the last that is there already. */
async function initial(kv, options) {
  const what = `watch ${JSON.stringify(options)}`;
  const watcher = await kv.watch(options);
  const iterator = watcher[Symbol.asyncIterator]();
  for (;;) {
    const { value } = await next(iterator);
    say(what, entry(value));
    if (value.delta === 0) break;
  }
  watcher.stop();
  say(what, `ended=${(await next(iterator)).done}`);
}

async function watchesOfWhatIs({ kvm }) {
  section("watches of what is there");
  const kv = await watched(kvm, "watches");
  const include = KvWatchInclude.AllHistory;
  await initial(kv, {});
  await initial(kv, { include: KvWatchInclude.LastValue });
  await initial(kv, { include });
  await initial(kv, { ignoreDeletes: true });
  await initial(kv, { include, ignoreDeletes: true });
  await initial(kv, { headers_only: true });
  for (const resumeFromRevision of [1, 5, 8]) await initial(kv, { resumeFromRevision });
  for (const key of ["a", "b.*", "b.>", "*", "*.x.>", "c", ["a", "c"], ["b.*", "d.>", "missing"]])
    await initial(kv, { key });
  await initial(kv, { key: "a", include });
  await kv.destroy();
}

/** Tells the next entries of a watch. */
async function expect(what, { iterator }, count = 1) {
  for (let i = 0; i < count; i += 1) {
    const { value, done } = await next(iterator);
    say(what, done ? "ended" : `${liveEntry(value)} isUpdate=${value.isUpdate}`);
  }
}

async function watchesOfWhatComes({ kvm }) {
  section("watches of what comes");
  const kv = await kvm.create("live", { history: 3, storage: "memory" });
  await kv.put("old", "0");
  const open = async (options) => {
    const watcher = await kv.watch(options);
    return { watcher, iterator: watcher[Symbol.asyncIterator]() };
  };
  const everything = await open();
  await expect("all", everything);
  const some = await open({ key: "b.*" });
  const several = await open({ key: ["a", "c"], ignoreDeletes: true });
  const updates = await open({ include: KvWatchInclude.UpdatesOnly, headers_only: true });

  await kv.put("a", "1");
  await expect("all", everything);
  await expect("a and c without deletes", several);
  await kv.put("b.x", "2");
  await expect("all", everything);
  await expect("b.*", some);
  await kv.delete("a");
  await expect("all", everything);
  await kv.create("a", "3");
  await expect("all", everything);
  await expect("a and c without deletes", several);
  // What a purge removes is awaited before: a watch that has not got it yet never gets it.
  await expect("updates only", updates, 4);
  await kv.purge("b.x");
  await expect("all", everything);
  await expect("b.*", some);
  await expect("updates only", updates);
  for (const watch of [everything, some, several, updates]) {
    watch.watcher.stop();
    await expect("a stopped watch", watch);
  }
  await kv.destroy();
}

/** A watch may begin at a revision that is still to come. */
async function resumed({ kvm }) {
  section("watches from a revision to come");
  const kv = await kvm.create("resumed", { storage: "memory" });
  for (const key of ["a", "b", "c"]) await kv.put(key, "1");
  const watcher = await kv.watch({ resumeFromRevision: 5 });
  const iterator = watcher[Symbol.asyncIterator]();
  for (const key of ["d", "e", "f"]) await kv.put(key, "2");
  for (let i = 0; i < 2; i += 1) say("from 5", liveEntry((await next(iterator)).value));
  watcher.stop();
  await kv.destroy();
}

async function refused({ kvm }) {
  section("watches that are refused");
  const kv = await kvm.create("refused", { storage: "memory" });
  for (const key of [
    "",
    ".a",
    "a.",
    "a..b",
    "a.>.b",
    ">.a",
    "a b",
    "ü",
    [],
    ["a", ">"],
    ["a", "a"],
  ])
    await outcome(`watch ${JSON.stringify(key)}`, () => kv.watch({ key }));
  await kv.destroy();
}

/** Lists more than fits in one go: deliveries come with flow control. */
async function manyKeys({ kvm }) {
  section("many keys");
  const kv = await kvm.create("many", { history: 2, storage: "memory" });
  const large = new Uint8Array(8192);
  for (let i = 0; i < 700; i += 50)
    await Promise.all(
      Array.from({ length: 50 }, (_, j) => kv.put(`key.${(i + j) % 7}.${i + j}`, large)),
    );
  const keys = await all(await kv.keys());
  say("keys", `${keys.length}, from ${keys[0]} to ${keys.at(-1)}`);
  say("keys of two filters", (await all(await kv.keys(["key.3.*", "key.5.*"]))).length);
  const entries = await all(await kv.history());
  const isInOrder = entries.every((e, i) => e.revision === i + 1 && e.delta === 699 - i);
  const size = entries.reduce((sum, e) => sum + e.value.length, 0);
  say("history", `${entries.length} of ${size} bytes, in order: ${isInOrder}`);
  await outcome("delete them", () => kv.delete("key.3.*"));
  say("keys", (await all(await kv.keys())).length);
  await outcome("status", () => kv.status(), status);
  await kv.destroy();
}
