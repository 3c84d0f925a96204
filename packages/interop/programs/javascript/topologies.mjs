// Buckets that others follow: republished, mirrored, sourced.

import { all, headers, outcome, say, section, status, stored, text, until } from "./transcript.mjs";

export async function topologies(world) {
  await republished(world, false);
  await republished(world, true);
  await mirrored(world);
  await sourced(world);
}

async function republished({ nc, kvm }, isHeadersOnly) {
  section(`republished, headers only=${isHeadersOnly}`);
  const sub = nc.subscribe("copy.>", { max: 5 });
  const kv = await kvm.create("original", {
    history: 2,
    storage: "memory",
    republish: { src: "$KV.original.>", dest: "copy.>", headers_only: isHeadersOnly },
  });
  await kv.put("a", "1");
  await kv.put("b.c", "");
  await kv.update("a", "2", 1);
  await kv.delete("a");
  await kv.purge("b.c");
  for await (const m of sub) say("copy", `${m.subject} ${headers(m.headers)} ${text(m.data)}`);
  await kv.destroy();
}

async function mirrored(world) {
  section("mirrored");
  const { kvm } = world;
  const origin = await kvm.create("origin", { history: 2, storage: "memory" });
  await origin.put("a", "1");
  await origin.put("b", "2");
  const mirror = await kvm.create("mirror", {
    history: 2,
    storage: "memory",
    mirror: { name: "origin" },
  });
  const reaches = (revision) =>
    until(`the mirror reaches ${revision}`, async () => {
      const { streamInfo } = await mirror.status();
      return streamInfo.state.last_seq === revision;
    });
  await reaches(2);
  await outcome("put by way of the mirror", () => mirror.put("c", "1"));
  await origin.delete("a");
  await origin.purge("b");
  await reaches(4);
  await outcome("get from the mirror", () => mirror.get("a"));
  await outcome("get at a revision of the mirror", () => mirror.get("a", { revision: 1 }));
  await outcome("keys of the mirror", async () => all(await mirror.keys()));
  for (let revision = 1; revision < 6; revision += 1) await stored(world, "mirror", revision);
  await outcome("status of the mirror", () => mirror.status(), status);
  await mirror.destroy();
  await origin.destroy();
}

async function sourced(world) {
  section("sourced");
  const { kvm } = world;
  const east = await kvm.create("east", { storage: "memory" });
  const west = await kvm.create("west", { storage: "memory" });
  const sources = [{ name: "east" }, { name: "KV_west" }];
  const both = await kvm.create("both", { history: 3, storage: "memory", sources });
  const arrives = (revision) =>
    until(`revision ${revision} arrives`, async () => {
      const { streamInfo } = await both.status();
      return streamInfo.state.last_seq === revision;
    });
  await east.put("a", "east");
  await arrives(1);
  await west.put("b", "west");
  await arrives(2);
  await both.put("c", "own");
  await west.put("a", "west");
  await arrives(4);
  await east.delete("a");
  await arrives(5);
  await west.purge("b");
  await arrives(6);
  for (let revision = 1; revision < 8; revision += 1) await stored(world, "both", revision);
  await outcome("history", async () => all(await both.history()));
  await outcome("keys", async () => all(await both.keys()));
  await outcome("status", () => both.status(), status);
  for (const kv of [both, east, west]) await kv.destroy();
}
