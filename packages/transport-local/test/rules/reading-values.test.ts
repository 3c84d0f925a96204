import { json, number, text, type KvPut } from "@revkv/core";
import { describe, expect, test } from "vitest";
import { brief, failure, take, world } from "./support.ts";

const INVALID = expect.objectContaining({ code: "INVALID_VALUE", key: "k", revision: 1 });

describe("rule 18: a value that does not decode", () => {
  test("throws INVALID_VALUE at .value, each time", async () => {
    const { kv, bucket } = await world();
    await bucket.put("k", "{");
    const entry = await (await kv.open("b", { codec: json() })).get("k");
    for (let time = 0; time < 3; time += 1) expect(() => entry?.value).toThrow(INVALID);
  });

  test("leaves key, revision, bytes() and text() readable", async () => {
    const { kv, bucket } = await world();
    await bucket.put("k", new Uint8Array([0xff, 65]));
    const entry = await (await kv.open("b", { codec: text })).get("k");
    expect(() => entry?.value).toThrow(INVALID);
    expect(entry).toMatchObject({ key: "k", revision: 1, length: 2, operation: "PUT" });
    expect(entry?.bytes()).toEqual(new Uint8Array([0xff, 65]));
    expect(entry?.text()).toBe("\ufffdA");
    expect(() => entry?.json()).toThrow(INVALID);
  });

  test("kills neither a watch nor a listing", async () => {
    const { kv, bucket } = await world();
    const numbers = await kv.open("b", { codec: number });
    await numbers.put("a", 1);
    await bucket.put("k", "foreign");
    await numbers.put("z", 3);
    expect(await numbers.keys().toArray()).toEqual(["a", "k", "z"]);
    const read = (entry: KvPut<number>): number | "broken" => {
      try {
        return entry.value;
      } catch {
        return "broken";
      }
    };
    const history = await numbers.history(">").toArray();
    expect(history.map((entry) => entry.operation === "PUT" && read(entry))).toEqual([
      1,
      "broken",
      3,
    ]);
    const watcher = await numbers.watch(">", { ignoreDeletes: true });
    expect((await watcher.snapshot()).map(read)).toEqual([1, "broken", 3]);
    await bucket.put("k", "again");
    await numbers.put("k", 5);
    const live = await take(watcher[Symbol.asyncIterator](), 2);
    expect(live.map(read)).toEqual(["broken", 5]);
    expect([...(await numbers.getMany(["a", "k"])).values()].map(read)).toEqual([1, 5]);
  });

  test("text() is lenient UTF-8 and keeps a BOM", async () => {
    const { bucket } = await world();
    await bucket.put("bom", new Uint8Array([0xef, 0xbb, 0xbf, 65]));
    await bucket.put("bad", new Uint8Array([65, 0xc3, 0x28, 0xf0, 0x9f]));
    expect((await bucket.get("bom"))?.text()).toBe("\ufeffA");
    expect((await bucket.get("bad"))?.text()).toBe("A\ufffd(\ufffd");
  });

  test("the text codec is strict, and keeps a BOM too", async () => {
    const { kv } = await world();
    const texts = await kv.open("b", { codec: text });
    await texts.put("k", "\ufeffA");
    expect((await texts.get("k"))?.value).toBe("\ufeffA");
    expect((await texts.get("k"))?.length).toBe(4);
  });

  test("json() reads the bytes as JSON whatever the codec", async () => {
    const { bucket } = await world();
    await bucket.put("k", '{"a":[1]}');
    expect((await bucket.get("k"))?.json()).toEqual({ a: [1] });
  });

  test("an error says which revision of which key, by which codec", async () => {
    const { kv, bucket } = await world();
    await bucket.put("k", "x");
    const numbers = await kv.open("b", { codec: number });
    const entry = await numbers.get("k");
    const error = await failure(Promise.resolve().then(() => entry?.value));
    expect(error.message).toContain('revision 1 of "k"');
    expect(error.message).toContain("number");
  });
});

describe("rule 19: what is handed out cannot reach the store", () => {
  test("bytes are plain arrays over a buffer of their own", async () => {
    const { bucket } = await world();
    await bucket.put("k", "abc");
    const entry = await bucket.get("k");
    for (const bytes of [entry?.value, entry?.bytes()]) {
      expect(bytes?.constructor).toBe(Uint8Array);
      expect(bytes?.byteOffset).toBe(0);
      expect(bytes?.buffer.byteLength).toBe(3);
    }
  });

  test("every read gives a copy of its own", async () => {
    const { bucket } = await world();
    await bucket.put("k", "abc");
    const reads = [
      await bucket.get("k"),
      await bucket.get("k", { revision: 1 }),
      (await bucket.getMany(["k"])).get("k"),
      (await bucket.history("k").toArray())[0],
      (await (await bucket.watch()).snapshot())[0],
    ];
    for (const entry of reads) {
      entry?.value?.fill(0);
      if (entry?.operation === "PUT") entry.bytes().fill(0);
      expect((await bucket.get("k"))?.text()).toBe("abc");
    }
    const texts = reads.map((entry) => entry?.operation === "PUT" && entry.text());
    expect(texts).toEqual(reads.map(() => "abc"));
  });

  test("what one watcher does to an entry, no other sees", async () => {
    const { bucket } = await world();
    const watchers = [await bucket.watch(), await bucket.watch()];
    await bucket.put("k", "abc");
    const [one, other] = await Promise.all(
      watchers.map((watcher) => take(watcher[Symbol.asyncIterator](), 1)),
    );
    one?.[0]?.value?.fill(0);
    expect(other?.[0]?.value).toEqual(new TextEncoder().encode("abc"));
    expect((await bucket.get("k"))?.text()).toBe("abc");
  });

  test("bytes() is a new copy at each call, value stays the same", async () => {
    const { bucket } = await world();
    await bucket.put("k", "abc");
    const entry = await bucket.get("k");
    expect(entry?.bytes()).not.toBe(entry?.bytes());
    expect(entry?.value).toBe(entry?.value);
    entry?.value.fill(0);
    expect(entry?.bytes()).toEqual(new TextEncoder().encode("abc"));
  });

  test("a decoded object belongs to its entry alone", async () => {
    const { kv } = await world();
    const users = await kv.create("u", { codec: json<{ name: string }>() });
    const ada = { name: "Ada" };
    await users.put("k", ada);
    ada.name = "x";
    const entry = await users.get("k");
    if (entry) entry.value.name = "y";
    expect((await users.get("k"))?.value).toEqual({ name: "Ada" });
  });

  test("a codec that spoils the bytes it decodes spoils nothing else", async () => {
    const { kv } = await world();
    const spoiling = {
      name: "spoiling",
      encode: (value: string) => new TextEncoder().encode(value),
      decode: (bytes: Uint8Array) => new TextDecoder().decode(bytes.fill(65)),
    };
    const bucket = await kv.create("s", { codec: spoiling });
    await bucket.put("k", "abc");
    const entry = await bucket.get("k");
    expect(entry?.value).toBe("AAA");
    expect(entry?.text()).toBe("abc");
  });

  test("entries are read-only", async () => {
    const { bucket } = await world({ history: 2 });
    await bucket.put("k", "v");
    await bucket.delete("k");
    const entries = await bucket.history("k").toArray();
    const metas = await bucket.history("k", { metaOnly: true }).toArray();
    for (const entry of [...entries, ...metas]) {
      expect(Object.isFrozen(entry)).toBe(true);
      expect(() => Object.assign(entry, { revision: 9 })).toThrow(TypeError);
      expect(() => Object.assign(entry, { extra: 9 })).toThrow(TypeError);
    }
  });

  test("a date that a reader turns changes no other reading", async () => {
    const { bucket } = await world({}, 5_000);
    await bucket.put("k", "v");
    (await bucket.get("k"))?.created.setTime(0);
    expect((await bucket.get("k"))?.created).toEqual(new Date(5_000));
  });

  test("a map from getMany is the reader's own", async () => {
    const { bucket } = await world();
    await bucket.put("k", "v");
    (await bucket.getMany(["k"])).clear();
    expect((await bucket.getMany(["k"])).size).toBe(1);
  });

  test("a key given as a filter list is not kept by reference", async () => {
    const { bucket } = await world();
    const filters = ["a"];
    const watcher = await bucket.watch(filters);
    filters[0] = "b";
    await bucket.put("b", "v");
    await bucket.put("a", "v");
    const [entry] = await take(watcher[Symbol.asyncIterator](), 1);
    expect(entry && brief(entry)).toBe("2 PUT a");
  });
});
