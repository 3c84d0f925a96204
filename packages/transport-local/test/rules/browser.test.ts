import { connect, json, type KvEntry } from "@revkv/core";
import { local, manualClock } from "@revkv/transport-local";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { brief } from "@revkv/dev/expecting";
import { turns } from "./support.ts";

/** What Node has and a browser has not, as far as a test runner can do without it. */
const NODE_ONLY = ["Buffer", "setImmediate", "clearImmediate", "global"];

describe("rule 1: the same program where there is no Node", () => {
  beforeEach(() => {
    for (const name of NODE_ONLY) vi.stubGlobal(name, undefined);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test("writes, reads, watches, expires and closes", async () => {
    const clock = manualClock();
    const kv = await connect(local({ clock }));
    const users = await kv.create("users", {
      history: 2,
      limitMarkerTtlMs: 1_000,
      codec: json<{ name: string }>(),
    });
    const watcher = await users.watch();
    const seen: string[] = [];
    watcher.on("entry", (entry: KvEntry<unknown>) => seen.push(brief(entry)));
    const revision = await users.create("ada", { name: "Ada" }, { ttlMs: 5_000 });
    await users.put("bob", { name: "Bob" });
    expect((await users.get("ada", { revision }))?.value).toEqual({ name: "Ada" });
    expect((await users.get("ada"))?.bytes().constructor).toBe(Uint8Array);
    clock.advance(5_000);
    await turns();
    expect(await users.keys("*").toArray()).toEqual(["bob"]);
    expect(await users.modify("bob", (bob) => ({ name: `${bob?.name}!` }))).toBe(4);
    await kv.close();
    expect(seen).toEqual(["1 PUT ada", "2 PUT bob", "3 PURGE ada", "4 PUT bob"]);
  });
});
