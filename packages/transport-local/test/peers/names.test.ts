import { isKvError, type KvErrorCode } from "@revkv/core";
import { expect, test } from "vitest";
import { newBucket, newStore } from "./world.ts";

const LEGAL_KEYS = "a Z 0 a.b.c a-b a_b a/b a=b - _ / = _kv.a __proto__ constructor".split(" ");
const ILLEGAL_KEYS = [
  ...". .. .a a. a..b a! a$b a:b a\\b ü * > a.* a.> a* a>b".split(" "),
  "",
  " ",
  "a b",
  "a\tb",
  "a\nb",
];
const LEGAL_FILTERS = "a * > a.* *.b a.*.c a.> *.> x=y/z.* -._".split(" ");
const ILLEGAL_FILTERS = [
  ...". .a a. a..b a! $ a.>.b >.a >.> a* *a a> >a ** ü".split(" "),
  "",
  "a b",
];
const ILLEGAL_BUCKETS = [
  ..."a.b a* > a/b a\\b a=b a$ ü".split(" "),
  "",
  " ",
  "a b",
  "a\n",
  "x".repeat(253),
];

/** Which of the names a call does not reject with this code. */
async function passedBy(
  call: (name: string) => Promise<unknown>,
  names: readonly string[],
  code: KvErrorCode,
): Promise<string[]> {
  const passed: string[] = [];
  for (const name of names) {
    const isRefused = await call(name).then(
      () => false,
      (error: unknown) => isKvError(error, code),
    );
    if (!isRefused) passed.push(name);
  }
  return passed;
}

test("a key takes letters, digits and - _ / = in tokens joined by dots", async () => {
  const { bucket } = await newBucket();
  for (const key of LEGAL_KEYS) await bucket.put(key, `of ${key}`);
  for (const key of LEGAL_KEYS) expect((await bucket.get(key))?.text()).toBe(`of ${key}`);
  expect(await bucket.keys().toArray()).toEqual(LEGAL_KEYS);
});

test("put, create and update refuse a malformed key and store nothing", async () => {
  const { bucket } = await newBucket();
  const put = (key: string) => bucket.put(key, "v");
  const create = (key: string) => bucket.create(key, "v");
  const update = (key: string) => bucket.update(key, "v", 1);
  for (const call of [put, create, update]) {
    expect(await passedBy(call, ILLEGAL_KEYS, "INVALID_KEY")).toEqual([]);
  }
  expect((await bucket.status()).lastRevision).toBe(0);
});

test("get refuses a malformed key", async () => {
  const { bucket } = await newBucket();
  const get = (key: string) => bucket.get(key);
  const getThen = (key: string) => bucket.get(key, { revision: 1 });
  const getMany = (key: string) => bucket.getMany(["a", key]);
  for (const call of [get, getThen, getMany]) {
    expect(await passedBy(call, ILLEGAL_KEYS, "INVALID_KEY")).toEqual([]);
  }
});

test("delete and purge refuse a malformed key and store nothing", async () => {
  const { bucket } = await newBucket();
  const remove = (key: string) => bucket.delete(key);
  const purge = (key: string) => bucket.purge(key);
  expect(await passedBy(remove, ILLEGAL_KEYS, "INVALID_KEY")).toEqual([]);
  expect(await passedBy(purge, ILLEGAL_KEYS, "INVALID_KEY")).toEqual([]);
  expect((await bucket.status()).lastRevision).toBe(0);
});

test("a filter takes * as a whole token and > as the last one", async () => {
  const { bucket } = await newBucket();
  for (const key of ["a", "a.b", "a.b.c", "b"]) await bucket.put(key, "v");
  for (const filter of LEGAL_FILTERS) await (await bucket.watch(filter)).stop();
  expect(await bucket.keys("a.*").toArray()).toEqual(["a.b"]);
  expect(await bucket.keys("*.b").toArray()).toEqual(["a.b"]);
  expect(await bucket.keys("*").toArray()).toEqual(["a", "b"]);
  expect(await bucket.keys("a.>").toArray()).toEqual(["a.b", "a.b.c"]);
  expect(await bucket.keys("a.*.c").toArray()).toEqual(["a.b.c"]);
  expect(await bucket.keys(">").toArray()).toEqual(["a", "a.b", "a.b.c", "b"]);
});

test("watch, keys and history refuse a malformed filter", async () => {
  const { bucket } = await newBucket();
  const watch = (filter: string) => bucket.watch(filter);
  const watchTwo = (filter: string) => bucket.watch(["a", filter]);
  const keys = (filter: string) => bucket.keys(filter).toArray();
  const history = (filter: string) => bucket.history(filter).toArray();
  for (const call of [watch, watchTwo, keys, history]) {
    expect(await passedBy(call, ILLEGAL_FILTERS, "INVALID_FILTER")).toEqual([]);
  }
});

test("an error about a name tells the character and its position", async () => {
  const { kv, bucket } = await newBucket();
  await expect(kv.create("two words")).rejects.toThrow(/" " at position 3/);
  await expect(bucket.put("a$b", "v")).rejects.toThrow(/"\$" at position 1/);
  await expect(bucket.get("a..b")).rejects.toThrow(/"\." at position 2/);
  await expect(bucket.watch("a.>.b")).rejects.toThrow(/">" at position 2/);
  await expect(bucket.keys("ab*").toArray()).rejects.toThrow(/"\*" at position 2/);
});

test("a bucket name takes letters, digits, - and _ in at most 252 bytes", async () => {
  const { kv } = await newStore();
  const names = ["a", "A-b_9", "0", "-", "_", "x".repeat(252)];
  for (const name of names) expect((await kv.create(name)).name).toBe(name);
  expect((await kv.names().toArray()).toSorted()).toEqual(names.toSorted());
});

test("create and update refuse a malformed bucket name and make nothing", async () => {
  const { kv } = await newStore();
  const create = (name: string) => kv.create(name);
  const update = (name: string) => kv.update(name, {});
  expect(await passedBy(create, ILLEGAL_BUCKETS, "INVALID_BUCKET")).toEqual([]);
  expect(await passedBy(update, ILLEGAL_BUCKETS, "INVALID_BUCKET")).toEqual([]);
  expect(await kv.names().toArray()).toEqual([]);
});

test("open and delete refuse a malformed bucket name", async () => {
  const { kv } = await newStore();
  const open = (name: string) => kv.open(name);
  const remove = (name: string) => kv.delete(name);
  expect(await passedBy(open, ILLEGAL_BUCKETS, "INVALID_BUCKET")).toEqual([]);
  expect(await passedBy(remove, ILLEGAL_BUCKETS, "INVALID_BUCKET")).toEqual([]);
});
