// Entries: put, get, create, update, delete, purge.

import { all, outcome, section, status, stored, text } from "./transcript.mjs";

export async function entries(world) {
  await values(world, true);
  await values(world, false);
  await revisions(world, true);
  await revisions(world, false);
  await conditions(world);
  await markers(world);
  await wildcards(world);
  await limits(world);
  await invalidKeys(world);
  await purgedDeletes(world);
  await purgedBucket(world);
}

async function values({ kvm }, isDirect) {
  section(`values, direct=${isDirect}`);
  const kv = await kvm.create("values", { history: 2, storage: "memory", allow_direct: isDirect });
  const cases = {
    bytes: Uint8Array.of(0, 1, 2, 255, 13, 10),
    empty: "",
    none: new Uint8Array(),
    text: "grüße, 世界 🙂",
    number: String(42),
    json: JSON.stringify({ a: [1, null] }),
    "a.b.c": "dotted",
    "a/b=c_d-e.F9": "all characters",
    big: new Uint8Array(1 << 20).fill(120),
    bigger: new Uint8Array((1 << 20) + 1).fill(120),
    [`${"long.".repeat(200)}key`]: "long",
  };
  for (const [key, value] of Object.entries(cases))
    await outcome(`put ${key}`, () => kv.put(key, value, { timeout: 5000 }));
  await outcome("put again", () => kv.put("number", "43"));
  for (const key of [...Object.keys(cases), "nothing"])
    await outcome(`get ${key}`, () => kv.get(key));
  const json = await kv.get("json");
  await outcome("as JSON", () => json.json());
  await outcome("as a string", async () => (await kv.get("text")).string());
  await outcome("status", () => kv.status(), status);
  await kv.destroy();
}

async function revisions({ kvm }, isDirect) {
  section(`revisions, direct=${isDirect}`);
  const options = { history: 2, storage: "memory", allow_direct: isDirect };
  const kv = await kvm.create("revisions", options);
  for (const key of ["a", "b", "a", "a"]) await kv.put(key, `of ${key}`);
  await kv.delete("b");
  for (const revision of [0, 1, 2, 3, 4, 5, 6, 2 ** 52, -1, 1.5])
    for (const key of ["a", "b"])
      await outcome(`get ${key} at ${revision}`, () => kv.get(key, { revision }));
  await kv.destroy();
}

async function conditions(world) {
  section("conditions");
  const kv = await world.kvm.create("conditions", { history: 10, storage: "memory" });
  await outcome("create", () => kv.create("a", "1"));
  await outcome("create over a value", () => kv.create("a", "2"));
  await outcome("update right", () => kv.update("a", "3", 1, 5000));
  await outcome("update wrong", () => kv.update("a", "4", 1));
  await outcome("update of a missing key at 0", () => kv.update("b", "1", 0));
  await outcome("update of a missing key at 9", () => kv.update("c", "1", 9));
  await outcome("put at the right revision", () => kv.put("a", "5", { previousSeq: 2 }));
  await outcome("put at a wrong revision", () => kv.put("a", "6", { previousSeq: 2 }));
  await outcome("put at 0 of a new key", () => kv.put("d", "1", { previousSeq: 0 }));
  await outcome("put at 0 of a live key", () => kv.put("d", "2", { previousSeq: 0 }));
  await outcome("delete wrong", () => kv.delete("a", { previousSeq: 1 }));
  await outcome("delete right", () => kv.delete("a", { previousSeq: 3 }));
  await outcome("create over a delete", () => kv.create("a", "7"));
  await outcome("purge wrong", () => kv.purge("a", { previousSeq: 1 }));
  await outcome("purge right", () => kv.purge("a", { previousSeq: 6 }));
  await outcome("create over a purge", () => kv.create("a", "8"));
  await outcome("delete at 0, which is not sent", () => kv.delete("a", { previousSeq: 0 }));
  await outcome("update over a delete", () => kv.update("a", "9", 9));
  await outcome("create with a ttl where none is allowed", () => kv.create("t", "1", "1m"));
  await outcome("purge with a ttl where none is allowed", () => kv.purge("a", { ttl: "1m" }));
  await outcome("history", async () => all(await kv.history()));
  for (let revision = 1; revision < 13; revision += 1) await stored(world, "conditions", revision);
  await kv.destroy();
}

async function markers({ kvm }) {
  section("markers");
  const kv = await kvm.create("markers", { history: 5, storage: "memory" });
  await outcome("delete a missing key", () => kv.delete("none"));
  await outcome("delete it again", () => kv.delete("none"));
  await outcome("purge a missing key", () => kv.purge("gone"));
  for (const key of ["a", "a", "b", "b"]) await kv.put(key, "x");
  await outcome("delete a", () => kv.delete("a"));
  await outcome("purge b", () => kv.purge("b"));
  for (const key of ["a", "b", "none", "gone"]) {
    await outcome(`get ${key}`, () => kv.get(key));
    await outcome(`history of ${key}`, async () => all(await kv.history({ key })));
  }
  await outcome("remove", () => kv.remove("a"));
  await outcome("status", () => kv.status(), status);
  await kv.destroy();
}

async function wildcards({ kvm }) {
  section("wildcards");
  const kv = await kvm.create("wild", { history: 5, storage: "memory" });
  for (const key of ["a.x", "a.y", "a.x", "b.x", "b.y.z"]) await kv.put(key, "1");
  await outcome("delete a.*", () => kv.delete("a.*"));
  await outcome("purge b.>", () => kv.purge("b.>"));
  await outcome("delete of no key", () => kv.delete("c.*"));
  await outcome("purge a.>.b", () => kv.purge("a.>.b"));
  await outcome("keys", async () => all(await kv.keys()));
  await outcome("operations", async () =>
    (await all(await kv.history())).map(({ key, operation }) => `${key} ${operation}`).toSorted(),
  );
  await kv.destroy();
}

async function limits({ kvm }) {
  section("limits");
  const options = { max_bytes: 400, maxValueSize: 100, storage: "memory" };
  const kv = await kvm.create("limits", options);
  const put = (key, size) => outcome(`put ${key} of ${size}`, () => kv.put(key, "v".repeat(size)));
  for (const [key, size] of [
    ["a", 101],
    ["a", 100],
    ["b", 100],
    ["c", 100],
    ["d", 100],
  ])
    await put(key, size);
  await put("a", 99);
  await put("a", 100);
  await outcome("create with a header too many", () => kv.create("e", "v".repeat(60)));
  await outcome("create in a full bucket", () => kv.create("e", "v"));
  await outcome("update wrong and too large", () => kv.update("a", "v".repeat(101), 1));
  await outcome("delete a", () => kv.delete("a"));
  await outcome("purge b", () => kv.purge("b"));
  await put("d", 100);
  await outcome("status", () => kv.status(), status);
  await kv.destroy();
}

async function invalidKeys({ kvm }) {
  section("invalid keys");
  const kv = await kvm.create("names", { storage: "memory" });
  for (const key of ["", ".", ".a", "a.", "a b", "a*", ">", "a.>", "ü", "a\0b", "a$", "a!"]) {
    const what = JSON.stringify(key);
    await outcome(`put ${what}`, () => kv.put(key, ""));
    await outcome(`get ${what}`, () => kv.get(key));
    await outcome(`create ${what}`, () => kv.create(key, ""));
    await outcome(`update ${what}`, () => kv.update(key, "", 1));
    await outcome(`delete ${what}`, () => kv.delete(key));
    await outcome(`purge ${what}`, () => kv.purge(key));
  }
  await outcome('put "a..b", which passes the client', () => kv.put("a..b", ""));
  await outcome('get "a..b"', () => kv.get("a..b"));
  await kv.destroy();
}

async function purgedDeletes({ kvm }) {
  section("purged deletes");
  for (const age of [undefined, 3_600_000, 0, -1]) {
    const kv = await kvm.create("deletes", { history: 5, storage: "memory" });
    for (const key of ["live", "deleted", "deleted", "purged"]) await kv.put(key, "x");
    await kv.delete("deleted");
    await kv.purge("purged");
    await outcome(`purge deletes older than ${age}`, () => kv.purgeDeletes(age));
    await outcome("what is left", async () => all(await kv.history()));
    await outcome("the next revision", () => kv.put("next", "z"));
    await kv.destroy();
  }
}

async function purgedBucket({ kvm }) {
  section("purged buckets");
  const purges = [{}, { filter: "$KV.purged.a" }, { keep: 2 }, { seq: 4 }];
  purges.push(
    { filter: "$KV.purged.a", keep: 1 },
    { filter: "$KV.purged.*", seq: 3 },
    { seq: 2, keep: 1 },
  );
  for (const options of purges) {
    const kv = await kvm.create("purged", { history: 5, storage: "memory" });
    for (const key of ["a", "b", "a", "b", "c.d"]) await kv.put(key, "x");
    await outcome(`purge ${JSON.stringify(options)}`, () => kv.purgeBucket(options));
    await outcome("what is left", async () =>
      (await all(await kv.history())).map((e) => `${e.key}@${e.revision} ${text(e.value)}`),
    );
    await outcome("the next revision", () => kv.put("next", "z"));
    await kv.destroy();
  }
}
