// Buckets: made, found, listed, destroyed.

import { all, outcome, say, section, shown, status } from "./transcript.mjs";

const FULL = {
  history: 5,
  description: "with everything",
  max_bytes: 1 << 20,
  maxValueSize: 4096,
  ttl: 3_600_000,
  markerTTL: 2000,
  storage: "memory",
  replicas: 1,
  placement: { cluster: "moon", tags: ["ssd"] },
  republish: { src: ">", dest: "copied.>", headers_only: true },
  compression: true,
  metadata: { owner: "interop", größe: "ü" },
  timeout: 5000,
};

const nameOf = (kv) => `bucket ${kv.bucket}`;

export async function buckets(world) {
  await created(world);
  await found(world);
  await listed(world);
  await paged(world);
}

async function created({ kvm }) {
  section("buckets created");
  const create = async (what, name, options) => {
    const kv = await outcome(`create ${what}`, () => kvm.create(name, options), nameOf);
    if (kv !== undefined) await outcome(`status of ${name}`, () => kv.status(), status);
  };
  await create("plain", "plain");
  await create("plain again", "plain");
  await create("plain with another history, which is not compared", "plain", { history: 3 });
  await create("full", "full", FULL);
  await create("without direct gets", "indirect", { allow_direct: false });
  await create("without compression", "loose", { compression: false, storage: "file" });
  await create("short-lived", "short", { ttl: 30_000 });
  await create("history 64", "deep", { history: 64 });
  await create("history 100", "deeper", { history: 100 });
  await create("history 0", "endless", { history: 0 });
  await create("max bytes 0, value size 0", "unlimited", { max_bytes: 0, maxValueSize: 0 });
  const refused = {
    "replicas 3": { replicas: 3 },
    "replicas 6": { replicas: 6 },
    "replicas -1": { replicas: -1 },
    "ttl 50": { ttl: 50 },
    "ttl -1": { ttl: -1 },
    "marker ttl 500": { markerTTL: 500 },
    "marker ttl -1": { markerTTL: -1 },
    "republish into itself": { republish: { src: ">", dest: "$KV.refused.>" } },
    "a long description": { description: "x".repeat(4097) },
    "much metadata": { metadata: { a: "x".repeat(131_072) } },
    "an unknown storage": { storage: "tape" },
    "a huge value size": { maxValueSize: 2 ** 31 },
  };
  for (const [what, options] of Object.entries(refused)) await create(what, "refused", options);
  for (const name of ["", "a.b", "a b", "a*", ">", "ü", "x".repeat(252), "x".repeat(253)])
    await create(name.length > 9 ? `a name of ${name.length}` : `name "${name}"`, name);
}

async function found({ kvm, jsm }) {
  section("buckets found");
  const plain = await kvm.open("plain");
  await outcome("open plain", () => plain.status(), status);
  await outcome(
    "open it without direct gets",
    () => kvm.open("plain", { allow_direct: false }),
    nameOf,
  );
  await outcome("open an invalid name", () => kvm.open("a.b"), nameOf);

  const missing = await outcome("open a missing one", () => kvm.open("missing"), nameOf);
  await outcome("status of a missing one", () => missing.status());
  await outcome("get from a missing one", () => missing.get("a"));
  await outcome("put in a missing one", () => missing.put("a", "1"));
  await outcome("create in a missing one", () => missing.create("a", "1"));
  await outcome("delete in a missing one", () => missing.delete("a"));
  await outcome("keys of a missing one", async () => all(await missing.keys()));
  await outcome("history of a missing one", async () => all(await missing.history()));
  await outcome("watch of a missing one", () => missing.watch());
  await outcome("purge deletes of a missing one", () => missing.purgeDeletes());
  await outcome("destroy a missing one", () => missing.destroy());
  const direct = await kvm.open("missing", { allow_direct: true });
  await outcome("get directly from a missing one", () => direct.get("a"));

  await jsm.streams.add({ name: "KV_raw", subjects: ["$KV.raw.>"], storage: "memory" });
  const raw = await kvm.open("raw");
  await outcome("a stream that is no bucket", () => raw.status(), status);
  await outcome("put in it", () => raw.put("a", "1"));
  await outcome("purge in it", () => raw.purge("a"));
  await outcome("get from it", () => raw.get("a"));
  await outcome("destroy it", () => raw.destroy());
}

async function listed({ kvm, jsm }) {
  section("buckets listed and destroyed");
  for await (const s of kvm.list()) say("listed", status(s));
  say("names", shown(await all(jsm.streams.names())));
  say("names by subject", shown(await all(jsm.streams.names("$KV.plain.>"))));
  const alias = await kvm.open("alias", { streamName: "KV_plain" });
  await outcome(
    "open under another name",
    () => alias.status(),
    (s) => s.bucket,
  );
  const names = await all(kvm.list());
  for (const { bucket } of names) {
    const kv = await kvm.open(bucket);
    await outcome(`destroy ${bucket.length > 9 ? bucket.length : bucket}`, () => kv.destroy());
  }
  await outcome("destroy again", () => alias.destroy());
  say("listed", shown(await all(kvm.list())));
}

/** More than one page of buckets. */
async function paged({ kvm }) {
  section("many buckets");
  for (let i = 0; i < 260; i += 1) await kvm.create(`page${1000 + i}`, { storage: "memory" });
  const names = (await all(kvm.list())).map(({ bucket }) => bucket);
  say("listed", `${names.length}, from ${names[0]} to ${names.at(-1)}`);
  for (const name of names) await (await kvm.open(name)).destroy();
  say("listed", (await all(kvm.list())).length);
}
