import type { KvEntry, KvPut } from "@revkv/core";
import { describe, expect, test } from "vitest";
import { world } from "../support.ts";

describe("rule 19: what listeners share, none of them can spoil for another", () => {
  test("a date that one turns is right for the others, at once and later", () => {
    const { bucket, clock } = world();
    clock.advance(1_000);
    const heard: KvEntry[] = [];
    const times: number[] = [];
    const look = (entry: KvEntry): void => {
      times.push(entry.created.getTime());
      entry.created.setTime(5);
    };
    for (let at = 0; at < 3; at += 1) {
      bucket.watch(">", (entry) => {
        heard.push(entry);
        look(entry);
      });
    }
    bucket.put("k", "v");
    for (const entry of heard) look(entry);
    expect(times).toEqual([1_000, 1_000, 1_000, 1_000, 1_000, 1_000]);
  });

  test("a listener that is called within another one's call has a value of its own", () => {
    const { bucket } = world();
    bucket.put("k", "abc");
    const seen: string[] = [];
    const text = (entry: KvPut): string => String.fromCharCode(...entry.value);
    bucket.watch("k", (outer) => {
      if (outer.operation !== "PUT") return;
      outer.value.fill(65);
      bucket.watch("k", (inner) => {
        if (inner.operation === "PUT") seen.push(text(inner));
      });
      seen.push(outer.text());
    });
    expect(seen).toEqual(["abc", "abc"]);
  });

  test("they look as any other entry does, and cannot be changed", () => {
    const { bucket } = world();
    const heard: KvEntry[] = [];
    bucket.watch(">", (entry) => heard.push(entry));
    bucket.watch(">", (entry) => heard.push(entry));
    bucket.put("k", "v");
    const [one, other] = heard;
    const read = bucket.get("k");
    expect(one).toBe(other);
    expect(Object.isFrozen(one)).toBe(true);
    expect(Object.keys(one ?? {}).toSorted()).toEqual(Object.keys(read ?? {}).toSorted());
    expect({ ...one, isUpdate: false }).toEqual({ ...read });
    expect(structuredClone({ ...one })).toEqual({ ...one });
  });
});
