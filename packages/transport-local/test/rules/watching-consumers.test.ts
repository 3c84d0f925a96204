import { connect } from "@revkv/core";
import { local } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { brief } from "@revkv/dev/expecting";
import { turns, world } from "./support.ts";

describe("rule 24: listeners", () => {
  test("an onListenerError that throws disturbs nobody either", async () => {
    const kv = await connect(local(), {
      onListenerError: () => {
        throw new Error("second");
      },
    });
    const printed: unknown[] = [];
    const { error } = console;
    console.error = (...words: unknown[]) => printed.push(words);
    try {
      const bucket = await kv.create("b");
      const watcher = await bucket.watch();
      watcher.on("entry", () => {
        throw new Error("first");
      });
      await turns();
      expect(await bucket.put("k", "v")).toBe(1);
      expect(printed).toHaveLength(1);
    } finally {
      console.error = error;
    }
  });

  test("its write commits at once and is delivered after the current entry has reached everyone", async () => {
    const { bucket } = await world();
    const seen: string[] = [];
    const revisions: Promise<number>[] = [];
    for (const name of ["one", "two"]) {
      const watcher = await bucket.watch();
      watcher.on("entry", (entry) => {
        seen.push(`${name} ${brief(entry)}`);
        if (name === "one" && entry.key === "a") revisions.push(bucket.put("b", "v"));
      });
    }
    await bucket.put("a", "v");
    expect(await Promise.all(revisions)).toEqual([2]);
    expect(seen).toEqual(["one 1 PUT a", "two 1 PUT a", "one 2 PUT b", "two 2 PUT b"]);
  });
});
