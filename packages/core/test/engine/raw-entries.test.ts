import type { RawEntry, Sink } from "@revkv/core";
import { describe, expect, test } from "vitest";
import { world } from "../support.ts";

function sink(entries: RawEntry[]): Sink {
  return {
    entry: (entry) => {
      entries.push(entry);
      return true;
    },
    caughtUp: () => undefined,
    closed: () => undefined,
  };
}

describe("rule 19: raw entries, as a transport gets them", () => {
  const all = { filters: [">"], start: "all", live: true } as const;

  test("have bytes of their own: what is done to them never reaches the store", () => {
    const { engine, bucket } = world();
    const entries: RawEntry[] = [];
    bucket.put("k", "abc");
    const log = engine.log("b");
    log.subscribe({ ...all, metaOnly: false }, sink(entries));
    bucket.put("l", "def");
    const last = log.entry("k");
    if (last !== undefined) entries.push(last);
    expect(entries.map(({ bytes }) => bytes.constructor)).toEqual(entries.map(() => Uint8Array));
    for (const { bytes } of entries) bytes.fill(0);
    expect([bucket.get("k")?.text(), bucket.get("l")?.text()]).toEqual(["abc", "def"]);
  });

  test("have a length and no bytes where only heads were asked for", () => {
    const { engine, bucket } = world();
    const entries: RawEntry[] = [];
    bucket.put("k", "abc");
    engine.log("b").subscribe({ ...all, metaOnly: true }, sink(entries));
    bucket.put("l", "defg");
    expect(entries.map(({ length, bytes }) => [length, bytes.length])).toEqual([
      [3, 0],
      [4, 0],
    ]);
  });
});
