import { json, number, text, type Codec } from "@revkv/core";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { codeOf, failure, wrong } from "@revkv/dev/expecting";
import { thrownCode, world } from "./support.ts";

describe("rule 11: with a codec only what it takes is accepted", () => {
  test("text takes strings alone", async () => {
    const { kv } = await world();
    const texts = await kv.create("t", { codec: text });
    await texts.put("k", "ü");
    expect((await texts.get("k"))?.value).toBe("ü");
    for (const value of [new Uint8Array([65]), 5, null]) {
      expect(await codeOf(texts.put("k", wrong(value)))).toBe("INVALID_VALUE");
    }
  });

  test("number takes finite numbers alone, and keeps them exactly", async () => {
    const { kv } = await world();
    const numbers = await kv.create("n", { codec: number });
    for (const value of [0, -1, 0.1, 1e21, 5e-324, Number.MAX_VALUE, -1.5e-7]) {
      await numbers.put("k", value);
      expect((await numbers.get("k"))?.value).toBe(value);
    }
    for (const value of [Number.NaN, Infinity, -Infinity, "5", 5n, null]) {
      expect(await codeOf(numbers.put("k", wrong(value)))).toBe("INVALID_VALUE");
    }
  });

  test.each([
    "",
    " 1",
    "1 ",
    "+1",
    "0x10",
    "1_000",
    "Infinity",
    "NaN",
    "1e999",
    "١",
    "1,5",
    ".5",
    "--1",
  ])("number does not decode %j", async (stored) => {
    const { kv, bucket } = await world();
    await bucket.put("k", stored);
    const entry = await (await kv.open("b", { codec: number })).get("k");
    expect(() => entry?.value).toThrow(expect.objectContaining({ code: "INVALID_VALUE" }));
  });

  test("json takes what JSON can hold", async () => {
    const { kv } = await world();
    const values = await kv.create("j", { codec: json() });
    for (const value of [null, true, 0, "x", [1, [2]], { a: { b: "c" } }]) {
      await values.put("k", value);
      expect((await values.get("k"))?.value).toEqual(value);
    }
    const circle: { self?: unknown } = {};
    circle.self = circle;
    for (const value of [undefined, () => 1, Symbol("s"), 5n, circle]) {
      expect(await codeOf(values.put("k", value))).toBe("INVALID_VALUE");
    }
  });

  test("json with a schema judges on write and stores the input, judges on read and gives the output", async () => {
    const { kv, bucket } = await world();
    const schema = z.object({ at: z.string().transform((day) => new Date(day)) });
    const dated = await kv.open("b", { codec: json(schema) });
    await dated.put("k", { at: "2026-01-01" });
    expect((await bucket.get("k"))?.text()).toBe('{"at":"2026-01-01"}');
    expect((await dated.get("k"))?.value.at.getTime()).toBe(Date.UTC(2026, 0, 1));
    expect(await codeOf(dated.put("k", wrong({ at: 5 })))).toBe("INVALID_VALUE");
    await bucket.put("k", '{"at":5}');
    const entry = await dated.get("k");
    expect(() => entry?.value).toThrow(expect.objectContaining({ code: "INVALID_VALUE" }));
  });

  test("what breaks a schema is told with its path, what is no schema at once", async () => {
    const { kv } = await world();
    const numbers = z.object({ age: z.number() });
    const users = await kv.open("b", { codec: json(numbers) });
    const error = await failure(users.put("k", { age: wrong("x") }));
    expect(error.code).toBe("INVALID_VALUE");
    expect(error.message).toContain("age: ");
    expect(thrownCode(() => json(wrong<typeof numbers>({})))).toBe("INVALID_ARGUMENT");
  });

  test("a schema that answers later is INVALID_VALUE", async () => {
    const { kv } = await world();
    const later = z.string().refine(async () => true);
    const bucket = await kv.create("j", { codec: json(later) });
    expect(await codeOf(bucket.put("k", "v"))).toBe("INVALID_VALUE");
  });

  test("a codec that throws, or gives no bytes, is INVALID_VALUE with its cause", async () => {
    const { kv } = await world();
    const cause = new Error("codec");
    const broken: Codec<string> = {
      name: "broken",
      encode: (value) => {
        if (value === "throw") throw cause;
        return wrong(value);
      },
      decode: () => "never",
    };
    const bucket = await kv.create("c", { codec: broken });
    const thrown = await failure(bucket.put("k", "throw"));
    expect(thrown).toMatchObject({ code: "INVALID_VALUE", key: "k" });
    expect(thrown.cause).toBe(cause);
    expect(await codeOf(bucket.put("k", "text"))).toBe("INVALID_VALUE");
    expect((await bucket.status()).lastRevision).toBe(0);
  });
});
