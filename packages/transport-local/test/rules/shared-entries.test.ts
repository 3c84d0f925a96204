import { setImmediate } from "node:timers/promises";
import { connect, json, type KvEntry } from "@revkv/core";
import { local } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";

interface Count {
  count: number;
}

describe("rule 19: what listeners share, none of them can spoil for another", () => {
  test("a value belongs to one call of a listener, which has the same one at each look", async () => {
    const kv = await connect(local());
    const bucket = await kv.create("b", { codec: json<Count>() });
    const seen: number[][] = [];
    const kept: KvEntry<Count>[] = [];
    for (let at = 0; at < 3; at += 1) {
      const watcher = await bucket.watch();
      watcher.on("entry", (entry) => {
        kept.push(entry);
        if (entry.operation !== "PUT") return;
        entry.value.count += 1;
        entry.value.count += 1;
        seen.push([entry.value.count]);
      });
    }
    await bucket.put("k", { count: 0 });
    expect(seen).toEqual([[2], [2], [2]]);
    await setImmediate();
    for (const entry of kept) {
      if (entry.value !== undefined) entry.value.count = 9;
    }
    expect(kept.map((entry) => entry.value)).toEqual([{ count: 0 }, { count: 0 }, { count: 0 }]);
  });
});
