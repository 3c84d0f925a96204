// What ends by itself: values with a time to live, and the markers that tell of it.

import { all, liveEntry, next, outcome, say, section, stored, until } from "./transcript.mjs";

export async function lifetimes(world) {
  await perKey(world);
  await perBucket(world);
}

async function perKey(world) {
  section("times to live");
  const kv = await world.kvm.create("ttl", { history: 3, markerTTL: 2000, storage: "memory" });
  const watcher = await kv.watch();
  const iterator = watcher[Symbol.asyncIterator]();
  const expect = async (count) => {
    for (let i = 0; i < count; i += 1) say("watch", liveEntry((await next(iterator)).value));
  };
  await outcome("create for 2s", () => kv.create("short", "1", "2s"));
  await stored(world, "ttl", 1);
  await expect(2);
  await stored(world, "ttl", 2);
  await outcome("get what has expired", () => kv.get("short"));
  await outcome("keys, with the marker among them", async () => all(await kv.keys()));
  await outcome("create over a limit marker", () => kv.create("short", "2", "1h"));
  for (const ttl of ["1h30m", "never", "3600", "90.5s", "500ms", "0", "-1s", "1d", "soon"])
    await outcome(`create for ${ttl}`, () =>
      kv.create(`for.${ttl.replace("-", "minus")}`, "3", ttl),
    );
  await outcome("purge for 2s", () => kv.purge("short", { ttl: "2s" }));
  await stored(world, "ttl", 8);
  await until("the purge's marker is gone", async () => (await kv.get("short")) === null);
  await outcome("create over what is gone", () => kv.put("short", "4", { previousSeq: 0 }));
  watcher.stop();
  await kv.destroy();
}

async function perBucket({ kvm }) {
  section("a bucket's time to live");
  const aging = await kvm.create("aging", { ttl: 1000, storage: "memory" });
  await aging.put("a", "1");
  await until("it is empty", async () => (await aging.status()).values === 0);
  await outcome("the next revision", () => aging.put("a", "2"));
  await aging.destroy();

  const marked = await kvm.create("marked", { ttl: 2000, markerTTL: 2000, storage: "memory" });
  const watcher = await marked.watch();
  const iterator = watcher[Symbol.asyncIterator]();
  await marked.put("a", "1");
  for (let i = 0; i < 2; i += 1) say("watch", liveEntry((await next(iterator)).value));
  watcher.stop();
  await marked.destroy();
}
