import { describe, expect, test } from "vitest";
import { failure, stateOf, world, wrong } from "./support.ts";

const LEGAL = "ABCXYZabcxyz0189-/_=";

describe("rule 7: bucket names", () => {
  test("letters, digits, `_` and `-`, up to 252 bytes", async () => {
    const { kv } = await world();
    for (const name of ["a", "A-z_09", "-", "_", "x".repeat(252), "__proto__", "constructor"]) {
      expect((await kv.create(name)).name).toBe(name);
    }
  });

  test("253 bytes are too many, and the error says so", async () => {
    const { kv } = await world();
    const error = await failure(kv.create("x".repeat(253)));
    expect(error.code).toBe("INVALID_BUCKET");
    expect(error.message).toContain("253 bytes");
  });

  test.each([
    ["", "not empty"],
    ["a.b", '"." at position 1'],
    ["ab c", '" " at position 2'],
    ["a/b", '"/" at position 1'],
    ["a=b", '"=" at position 1'],
    ["*", '"*" at position 0'],
    [">", '">" at position 0'],
    ["bücket", '"ü" at position 1'],
    ["a\n", String.raw`"\n" at position 1`],
    ["ab\u{1F600}", '"\u{1F600}" at position 2'],
  ])("%j names the offending character and its position", async (name, words) => {
    const { kv } = await world();
    const calls = [kv.create(name), kv.open(name), kv.update(name, {}), kv.delete(name)];
    for (const call of calls) {
      const error = await failure(call);
      expect(error.code).toBe("INVALID_BUCKET");
      expect(error.message).toContain(words);
    }
  });

  test("what is no string is no name", async () => {
    const { kv } = await world();
    for (const name of [undefined, null, 5, {}, ["b"]]) {
      expect((await failure(kv.create(wrong(name)))).code).toBe("INVALID_BUCKET");
    }
  });
});

describe("rule 7: keys", () => {
  test("tokens of the legal characters, joined by dots", async () => {
    const { bucket } = await world();
    const keys = ["a", "a.b.c", LEGAL, "=", "/", "-.-", "_kv.x", "a".repeat(3_000), `a.${LEGAL}`];
    for (const key of keys) await bucket.put(key, key);
    for (const key of keys) expect((await bucket.get(key))?.text()).toBe(key);
    expect(await bucket.keys().toArray()).toEqual(keys);
  });

  test("names of Object's own members simply work", async () => {
    const { bucket } = await world();
    const keys = ["__proto__", "constructor", "toString", "hasOwnProperty", "a.__proto__.b"];
    for (const key of keys) await bucket.create(key, key);
    expect(await bucket.keys().toArray()).toEqual(keys);
    expect([...(await bucket.getMany(keys)).keys()]).toEqual(keys);
    for (const key of keys) expect(await bucket.history(key).toArray()).toHaveLength(1);
    expect(await bucket.keys("*.__proto__.*").toArray()).toEqual(["a.__proto__.b"]);
    expect(await bucket.get("valueOf")).toBeNull();
  });

  test("upper and lower case are different keys", async () => {
    const { bucket } = await world();
    await bucket.put("Key", "v");
    expect(await bucket.get("key")).toBeNull();
  });

  test("3,001 bytes are too many, and the error says so", async () => {
    const { bucket } = await world();
    const error = await failure(bucket.put("k".repeat(3_001), "v"));
    expect(error.code).toBe("INVALID_KEY");
    expect(error.message).toContain("3001 bytes");
    expect(await stateOf(bucket)).toMatchObject({ lastRevision: 0 });
  });

  test.each([
    ["", "not empty"],
    [".", '"." at position 0'],
    [".a", '"." at position 0'],
    ["a.", '"." at position 1'],
    ["a..b", '"." at position 2'],
    ["a.b..", '"." at position 4'],
    ["a b", '" " at position 1'],
    ["a*", '"*" at position 1'],
    ["a.*", '"*" at position 2'],
    [">", '">" at position 0'],
    ["a:b", '":" at position 1'],
    ["ab\\", String.raw`"\\" at position 2`],
    ["käse", '"ä" at position 1'],
    ["k\u0000", String.raw`"\u0000" at position 1`],
    ["k\n", String.raw`"\n" at position 1`],
    ["ab\ud800", String.raw`"\ud800" at position 2`],
  ])("%j names the offending character and its position", async (key, words) => {
    const { bucket } = await world();
    const calls = [
      bucket.put(key, "v"),
      bucket.create(key, "v"),
      bucket.update(key, "v", 1),
      bucket.modify(key, () => "v"),
      bucket.delete(key),
      bucket.purge(key),
      bucket.get(key),
      bucket.getMany(["fine", key]),
    ];
    for (const call of calls) {
      const error = await failure(call);
      expect(error.code).toBe("INVALID_KEY");
      expect(error.message).toContain(words);
    }
    expect(await stateOf(bucket)).toMatchObject({ lastRevision: 0 });
  });
});

describe("rule 7: filters are keys with wildcards", () => {
  test.each([
    ["", "not empty"],
    ["a..b", '"." at position 2'],
    ["a*", '"*" at position 1'],
    ["x.a*.y", '"*" at position 3'],
    ["a>", '">" at position 1'],
    ["x.y>", '">" at position 3'],
    ["a.>.b", '">" at position 2'],
    [">.a", '">" at position 0'],
    ["**", '"*" at position 0'],
    ["a.>>", '">" at position 2'],
    ["a b", '" " at position 1'],
    ["a.ü", '"ü" at position 2'],
    [">.", '"." at position 1'],
  ])("%j names the offending character and its position", async (filter, words) => {
    const { bucket } = await world();
    const calls = [
      bucket.keys(filter).toArray(),
      bucket.keys(["fine", filter]).toArray(),
      bucket.history(filter).toArray(),
      bucket.watch(filter),
    ];
    for (const call of calls) {
      const error = await failure(call);
      expect(error.code).toBe("INVALID_FILTER");
      expect(error.message).toContain(words);
    }
  });

  test("a filter of 3,001 bytes is too long, one of 3,000 is not", async () => {
    const { bucket } = await world();
    expect((await failure(bucket.keys("k".repeat(3_001)).toArray())).code).toBe("INVALID_FILTER");
    expect(await bucket.keys("k".repeat(3_000)).toArray()).toEqual([]);
  });
});
