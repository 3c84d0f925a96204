import { json, type Codec } from "@revkv/core";
import { expect, test } from "vitest";
import { newBucket, newStore, take } from "./world.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

test("put, create and update take strings, which are their UTF-8", async () => {
  const { bucket } = await newBucket({ history: 5 });
  await bucket.create("a", "grün");
  await bucket.update("a", "日本", 1);
  await bucket.put("a", "🦊");
  const stored = await bucket.history("a").toArray();
  const values = stored.map((entry) => (entry.operation === "PUT" ? entry.value : undefined));
  expect(values).toEqual([utf8("grün"), utf8("日本"), utf8("🦊")]);
});

test("bytes come back as they went in, and an empty value is a value", async () => {
  const { bucket } = await newBucket();
  const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
  await bucket.put("all", bytes);
  await bucket.put("none", "");
  expect((await bucket.get("all"))?.value).toEqual(bytes);
  const empty = await bucket.get("none");
  expect(empty).toMatchObject({ operation: "PUT", length: 0 });
  expect(empty?.value).toEqual(new Uint8Array(0));
  expect(empty?.text()).toBe("");
});

test("an entry gives its value as bytes, as text and as JSON", async () => {
  const { bucket } = await newBucket();
  await bucket.put("a", '{"n":1}');
  const entry = await bucket.get("a");
  expect(entry?.bytes()).toEqual(utf8('{"n":1}'));
  expect(entry?.text()).toBe('{"n":1}');
  expect(entry?.json()).toEqual({ n: 1 });
  const [old] = await bucket.history("a").toArray();
  expect(old?.operation === "PUT" ? old.json() : undefined).toEqual({ n: 1 });
});

test("a codec for values serves put, create, update, get, history and watch", async () => {
  const { kv } = await newStore();
  const bucket = await kv.create("things", { history: 5, codec: json<{ readonly n: number }>() });
  const watcher = await bucket.watch();
  await bucket.create("a", { n: 1 });
  await bucket.update("a", { n: 2 }, 1);
  await bucket.put("a", { n: 3 });
  expect((await bucket.get("a"))?.value).toEqual({ n: 3 });
  expect((await bucket.getMany(["a"])).get("a")?.value).toEqual({ n: 3 });
  const stored = await bucket.history("a").toArray();
  expect(stored.map(({ value }) => value)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  const watched = await take(watcher[Symbol.asyncIterator](), 3);
  expect(watched.map(({ value }) => value)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
});

test("a codec of one's own decides what is stored, and what is read of it", async () => {
  const { kv } = await newStore();
  const shouted: Codec<string> = {
    name: "shouted",
    encode: (value) => utf8(`${value.toUpperCase()}!`),
    decode: (bytes) => new TextDecoder().decode(bytes).slice(0, -1).toLowerCase(),
  };
  const loud = await kv.create("things", { codec: shouted });
  const plain = await kv.open("things");
  await loud.put("a", "hey");
  expect((await plain.get("a"))?.text()).toBe("HEY!");
  expect((await loud.get("a"))?.value).toBe("hey");
  expect((await loud.get("a"))?.text()).toBe("HEY!");
});
