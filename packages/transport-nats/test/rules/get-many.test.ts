import { describeServers } from "@revkv/dev/nats-server";
import { expect, test } from "vitest";
import { codeOf, fill, isAtLeast, storeOn, wrong } from "./support.ts";
import { Wire } from "./wire.ts";

describeServers("rule 16: getMany", {}, (server, { version }) => {
  const here = storeOn(server);
  const isNew = isAtLeast(version, "2.11");

  test("in the order asked, duplicates once, missing and deleted keys left out", async () => {
    const bucket = await here.bucket({ history: 3 });
    for (const key of ["a", "b", "c", "d", "a.b"]) await bucket.put(key, key);
    await bucket.delete("b");
    await bucket.purge("d");
    const found = await bucket.getMany(["c", "missing", "a.b", "b", "a", "c", "d", "a"]);
    expect([...found.keys()]).toEqual(["c", "a.b", "a"]);
    expect([...found.values()].map((entry) => entry.text())).toEqual(["c", "a.b", "a"]);
    expect([...(await bucket.getMany(new Set(["a", "c"]))).keys()]).toEqual(["a", "c"]);
    expect((await bucket.getMany([])).size).toBe(0);
    expect((await bucket.getMany(["missing", "b"])).size).toBe(0);
  });

  test("one wrong key rejects the whole call", async () => {
    const bucket = await here.bucket();
    await bucket.put("k", "v");
    for (const key of ["", "a b", "a..b", "*", ">", wrong<string>(undefined)]) {
      expect(await codeOf(bucket.getMany(["k", key]))).toBe("INVALID_KEY");
    }
  });

  test("keys of another bucket, and below the asked ones, are no answer", async () => {
    const [bucket, other] = [await here.bucket(), await here.bucket()];
    await other.put("k", "of the other");
    await bucket.put("k.below", "v");
    expect((await bucket.getMany(["k"])).size).toBe(0);
  });

  test("more than a server takes at once: 2,500 keys", async () => {
    const bucket = await here.bucket();
    const keys = await fill(bucket, 2_500);
    await bucket.delete("k7");
    const asked = keys.toReversed();
    const found = await bucket.getMany(asked);
    expect([...found.keys()]).toEqual(asked.filter((key) => key !== "k7"));
  });

  test("long keys, of which the server takes fewer at once", async () => {
    const bucket = await here.bucket();
    const keys = Array.from({ length: 800 }, (_, at) => `${at}.${"x".repeat(2_900)}`);
    await Promise.all(keys.slice(0, 400).map((key) => bucket.put(key, "v")));
    expect([...(await bucket.getMany(keys)).keys()]).toEqual(keys.slice(0, 400));
  });

  test("large values, so many that the server answers in pages", async () => {
    const bucket = await here.bucket();
    const keys = Array.from({ length: 60 }, (_, at) => `k${at}`);
    const value = (at: number): Uint8Array => new Uint8Array(400_000 + at).fill(at);
    await Promise.all(keys.map((key, at) => bucket.put(key, value(at))));
    const found = await bucket.getMany(keys);
    expect([...found.keys()]).toEqual(keys);
    const wrongs = keys.filter((key, at) => {
      const entry = found.get(key);
      return entry?.length !== 400_000 + at || entry.value.some((byte) => byte !== at);
    });
    expect(wrongs).toEqual([]);
  }, 20_000);

  test("is one request where the server reads many keys at one moment, otherwise one for each", async () => {
    const bucket = await here.bucket();
    const keys = await fill(bucket, 100);
    const wire = await Wire.of(here);
    const sent = await wire.during(() => bucket.getMany(keys));
    const subject = `$JS.API.DIRECT.GET.KV_${bucket.name}`;
    expect(sent.map((one) => one.subject)).toEqual(
      isNew ? [subject] : keys.map((key) => `${subject}.$KV.${bucket.name}.${key}`),
    );
  });
});

describeServers("rule 16: one moment", { least: "2.11" }, (server) => {
  const here = storeOn(server);

  test("up to 1,024 keys are of one moment while others write", async () => {
    const bucket = await here.bucket({ history: 64 });
    const writer = await (await here.anotherStore()).open(bucket.name);
    const keys = Array.from({ length: 20 }, (_, at) => `k${at}`);
    for (const key of keys) await bucket.put(key, "0");
    const run = { isOver: false };
    // One after the other, round after round: at any moment the revisions are without a gap.
    const writing = (async () => {
      while (!run.isOver) for (const key of keys) await writer.put(key, "v");
    })();
    const gaps: unknown[] = [];
    for (let round = 0; round < 200; round += 1) {
      const found = await bucket.getMany(keys);
      const revisions = [...found.values()].map(({ revision }) => revision);
      const sorted = revisions.toSorted((a, b) => a - b);
      const [least = 0] = sorted;
      if (sorted.some((revision, at) => revision !== least + at)) gaps.push(sorted);
      if (sorted.length !== keys.length) gaps.push([...found.keys()]);
    }
    run.isOver = true;
    await writing;
    expect(gaps).toEqual([]);
  });

  test("what a later page does not show is read again: no key that lives is missing", async () => {
    const bucket = await here.bucket();
    const writer = await (await here.anotherStore()).open(bucket.name);
    const keys = Array.from({ length: 40 }, (_, at) => `k${at}`);
    const value = new Uint8Array(500_000);
    await Promise.all(keys.map((key) => bucket.put(key, value)));
    const run = { isOver: false };
    let writes = 0;
    const writing = (async () => {
      for (let at = keys.length - 1; !run.isOver; at = (at + keys.length - 1) % keys.length) {
        await writer.put(`k${at}`, "small");
        writes += 1;
        if (writes % keys.length === 0)
          await Promise.all(keys.map((key) => writer.put(key, value)));
      }
    })();
    const missing: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const found = await bucket.getMany(keys);
      missing.push(...keys.filter((key) => !found.has(key)));
    }
    run.isOver = true;
    await writing;
    expect(missing).toEqual([]);
    expect(writes).toBeGreaterThan(0);
  }, 20_000);
});
