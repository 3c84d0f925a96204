import { describeServers } from "@revkv/dev/nats-server";
import { expect, test } from "vitest";
import { codeOf, failure, fill, historyOf, storeOn, wrong } from "./support.ts";
import { Wire } from "./wire.ts";

describeServers("rule 27: purgeDeletes", {}, (server) => {
  const here = storeOn(server);

  test("of old markers takes them and all below; live keys keep their history", async () => {
    const bucket = await here.bucket({ history: 5 });
    await bucket.put("live", "1");
    await bucket.delete("live");
    await bucket.put("live", "2");
    await bucket.put("gone", "1");
    await bucket.delete("gone");
    await bucket.purge("purged");
    await bucket.delete("never");
    await bucket.delete("never");
    expect(await bucket.purgeDeletes({ olderThanMs: 0 })).toBe(5);
    expect(await historyOf(bucket)).toEqual(["1 PUT live", "2 DEL live", "3 PUT live"]);
    expect(await bucket.purgeDeletes({ olderThanMs: 0 })).toBe(0);
    expect(await bucket.put("gone", "v", { expected: 0 })).toBe(9);
  });

  test("of young markers takes what is below them, and leaves the markers", async () => {
    const bucket = await here.bucket({ history: 5 });
    await bucket.put("k", "1");
    await bucket.put("k", "2");
    await bucket.delete("k");
    await bucket.delete("k");
    await bucket.put("live", "1");
    expect(await bucket.purgeDeletes()).toBe(3);
    expect(await historyOf(bucket)).toEqual(["4 DEL k", "5 PUT live"]);
    expect(await bucket.purgeDeletes({ olderThanMs: 60_000 })).toBe(0);
    expect(await bucket.purgeDeletes({ olderThanMs: 0 })).toBe(1);
    expect(await historyOf(bucket)).toEqual(["5 PUT live"]);
  });

  test("counts the age of a marker from its time", async () => {
    const bucket = await here.bucket();
    await bucket.delete("old");
    const marker = await bucket.get("old", { includeDeleted: true });
    const bornMs = marker?.created.getTime() ?? 0;
    await expect.poll(() => Date.now() - bornMs).toBeGreaterThan(500);
    await bucket.delete("young");
    expect(await bucket.purgeDeletes({ olderThanMs: 400 })).toBe(1);
    expect(await historyOf(bucket)).toEqual(["2 DEL young"]);
  });

  test("sends a purge for what there is to purge, and none for a young marker that is alone", async () => {
    const bucket = await here.bucket({ history: 3 });
    await bucket.delete("alone");
    await bucket.purge("alone-too");
    await bucket.put("below", "v");
    await bucket.delete("below");
    const wire = await Wire.of(here);
    const stream = `KV_${bucket.name}`;
    const purges = async (olderThanMs: number): Promise<readonly unknown[]> => {
      const sent = await wire.during(() => bucket.purgeDeletes({ olderThanMs }));
      const asked = sent.filter(({ subject }) => subject === `$JS.API.STREAM.PURGE.${stream}`);
      return asked.map(({ body }) => JSON.parse(body) as unknown);
    };
    const filter = (key: string): string => `$KV.${bucket.name}.${key}`;
    expect(await purges(60_000)).toEqual([{ filter: filter("below"), seq: 4 }]);
    expect(await purges(60_000)).toEqual([]);
    const all = await purges(0);
    expect(all).toEqual([
      { filter: filter("alone"), seq: 2 },
      { filter: filter("alone-too"), seq: 3 },
      { filter: filter("below"), seq: 5 },
    ]);
  });

  test("a marker of revision 1 stays while it is young, and nothing else goes with it", async () => {
    const bucket = await here.bucket({ history: 3 });
    await bucket.delete("first");
    await bucket.put("k", "v");
    await bucket.put("first.below", "v");
    expect(await bucket.purgeDeletes()).toBe(0);
    expect(await historyOf(bucket)).toEqual(["1 DEL first", "2 PUT k", "3 PUT first.below"]);
    expect(await bucket.purgeDeletes({ olderThanMs: 0 })).toBe(1);
    expect(await historyOf(bucket)).toEqual(["2 PUT k", "3 PUT first.below"]);
  });

  test("an entry that is written meanwhile survives", async () => {
    const bucket = await here.bucket({ history: 2 });
    const writer = await (await here.anotherStore()).open(bucket.name);
    const keys = await fill(bucket, 300);
    for (let round = 0; round < 2; round += 1) {
      await Promise.all(keys.map((key) => bucket.delete(key)));
      const purging = bucket.purgeDeletes({ olderThanMs: 0 });
      const written = Promise.all(keys.map((key) => writer.put(key, `again ${round}`)));
      await Promise.all([purging, written]);
      const found = await bucket.getMany(keys);
      expect([...found.keys()]).toEqual(keys);
    }
  });

  test("tells watchers nothing", async () => {
    const bucket = await here.bucket();
    await bucket.delete("k");
    const watcher = await bucket.watch();
    const seen: string[] = [];
    watcher.on("entry", ({ key, revision }) => seen.push(`${revision} ${key}`));
    await bucket.purgeDeletes({ olderThanMs: 0 });
    await bucket.put("mark", "v");
    await expect.poll(() => seen).toEqual(["1 k", "2 mark"]);
    await watcher.stop();
  });

  test("of thousands of markers takes them all", async () => {
    const bucket = await here.bucket();
    const keys = await fill(bucket, 1_500);
    await Promise.all(keys.map((key) => bucket.delete(key)));
    expect(await bucket.purgeDeletes({ olderThanMs: 0 })).toBe(1_500);
    expect((await bucket.status()).values).toBe(0);
  });

  test("a negative or odd age is INVALID_ARGUMENT; a missing bucket BUCKET_NOT_FOUND", async () => {
    const bucket = await here.bucket();
    for (const olderThanMs of [-1, Number.NaN, "1", null]) {
      const options = { olderThanMs: wrong<number>(olderThanMs) };
      expect(await codeOf(bucket.purgeDeletes(options))).toBe("INVALID_ARGUMENT");
    }
    await here.kv.delete(bucket.name);
    expect(await failure(bucket.purgeDeletes())).toMatchObject({ code: "BUCKET_NOT_FOUND" });
  });
});
