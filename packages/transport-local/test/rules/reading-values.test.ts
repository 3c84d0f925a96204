import { number, text } from "@revkv/core";
import { describe, expect, test } from "vitest";
import { brief, failure, take } from "@revkv/dev/expecting";
import { world } from "./support.ts";

describe("rule 18: values and their codecs", () => {
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

describe("rule 19: what is given cannot be changed afterwards", () => {
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
