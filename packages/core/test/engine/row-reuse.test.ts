import type { RawEntry, Sink } from "@revkv/core";
import { describe, expect, test } from "vitest";
import { brief, world } from "../support.ts";

/** Takes one entry, then rests until it is resumed. */
function restingSink(entries: RawEntry[]): Sink {
  return {
    entry: (entry) => entries.push(entry) > 1,
    caughtUp: () => undefined,
    closed: () => undefined,
  };
}

describe("rule 28: rows that are given again", () => {
  test("hold nothing of what others still read: initial values stay those of the beginning", () => {
    const { engine, bucket, clock } = world({ history: 2, ttlMs: 1_000 });
    for (const key of ["a", "b", "c", "d", "e"]) bucket.put(key, `${key} as it was`);
    const entries: RawEntry[] = [];
    const plan = { filters: [">"], start: "last", metaOnly: false, live: true } as const;
    const subscription = engine.log("b").subscribe(plan, restingSink(entries));
    bucket.purge("b");
    bucket.purgeDeletes({ olderThanMs: 0 });
    bucket.put("x", "in place of b");
    for (let at = 0; at < 3; at += 1) bucket.put("c", `later ${at}`);
    clock.advance(1_000);
    bucket.put("y", "in place of others");
    subscription.resume();
    const initial = entries.slice(0, 5);
    expect(initial.map(brief)).toEqual(["1 PUT a", "2 PUT b", "3 PUT c", "4 PUT d", "5 PUT e"]);
    expect(initial.map(({ delta }) => delta)).toEqual([4, 3, 2, 1, 0]);
    expect(initial.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(
      initial.map(({ key }) => `${key} as it was`),
    );
    expect(entries.slice(5).map(({ revision }) => revision)).toEqual([6, 7, 8, 9, 10, 11]);
  });

  test("are told to those that watch the key that has them now, and to no others", () => {
    const { bucket } = world();
    const heard: string[] = [];
    bucket.watch("a", (entry) => heard.push(`a: ${brief(entry)}`));
    bucket.watch("b", (entry) => heard.push(`b: ${brief(entry)}`));
    for (const key of ["a", "b", "a"]) {
      bucket.put(key, "v");
      bucket.purge(key);
      bucket.purgeDeletes({ olderThanMs: 0 });
    }
    expect(heard).toEqual([
      "a: 1 PUT a",
      "a: 2 PURGE a",
      "b: 3 PUT b",
      "b: 4 PURGE b",
      "a: 5 PUT a",
      "a: 6 PURGE a",
    ]);
  });

  test("are listed under the key that has them now, however far the lists had come", () => {
    const { bucket } = world();
    for (let at = 0; at < 12_000; at += 1) bucket.put(`old.${at}.x`, "v");
    const gone = [100, 10_000, 11_999];
    const news = gone.map((at) => `new.${at}.x`);
    // The first listing lists a part.
    expect(bucket.keys("new.*.x")).toEqual([]);
    for (const at of gone) bucket.purge(`old.${at}.x`);
    bucket.purgeDeletes({ olderThanMs: 0 });
    for (const key of news) bucket.put(key, "v");
    for (let round = 0; round < 4; round += 1) {
      expect(bucket.keys("new.*.x")).toEqual(news);
      expect(bucket.keys("*.10000.x")).toEqual(["new.10000.x"]);
      expect(bucket.keys("old.100.*")).toEqual([]);
      expect(bucket.keys("*.9000.x")).toEqual(["old.9000.x"]);
      expect(bucket.keys("old.*.x")).toHaveLength(12_000 - gone.length);
    }
  });
});
