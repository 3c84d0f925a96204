import type { KvConfig } from "@revkv/core";
import { describe, expect, test } from "vitest";
import { failure, rejection, wrong } from "@revkv/dev/expecting";
import { world } from "./support.ts";

describe("rule 5: settings that a backend cannot honour", () => {
  test("an empty list of sources asks for nothing", async () => {
    const { kv } = await world();
    expect((await kv.create("m", { sources: [] })).name).toBe("m");
  });

  test("replicas, placement, compression, republish and the file are recorded and listed as ignored", async () => {
    const { bucket } = await world({
      replicas: 3,
      placement: { cluster: "east", tags: ["ssd"] },
      compression: true,
      republish: { source: "a.>", destination: "copy.>", headersOnly: true },
      storage: "file",
    });
    const { config, ignored } = await bucket.status();
    expect(ignored.toSorted()).toEqual([
      "compression",
      "placement",
      "replicas",
      "republish",
      "storage",
    ]);
    expect(config).toEqual({
      history: 1,
      replicas: 3,
      placement: { cluster: "east", tags: ["ssd"] },
      compression: true,
      republish: { source: "a.>", destination: "copy.>", headersOnly: true },
      storage: "file",
    });
  });

  test("nothing is ignored that was not given, or that has its effect", async () => {
    expect((await (await world()).bucket.status()).ignored).toEqual([]);
    const config: KvConfig = {
      description: "d",
      history: 2,
      ttlMs: 1_000,
      limitMarkerTtlMs: 1_000,
      maxBytes: 1_000,
      maxValueBytes: 100,
      metadata: { a: "b" },
      storage: "memory",
      replicas: 1,
      compression: false,
    };
    expect((await (await world(config)).bucket.status()).ignored).toEqual([]);
  });

  test("what is ignored is compared all the same", async () => {
    const { kv } = await world({ replicas: 3 });
    const error = await failure(kv.create("b", { replicas: 1 }));
    expect(error).toMatchObject({ differences: ["replicas is 3, asked for 1"] });
  });

  test("what a status shows cannot change the settings of the bucket", async () => {
    const { bucket } = await world({
      republish: { destination: "copy.>" },
      placement: { cluster: "east", tags: ["ssd"] },
      metadata: { a: "b" },
    });
    const { config, ignored } = await bucket.status();
    const attempts: readonly (() => unknown)[] = [
      () => Object.assign(config.republish ?? {}, { destination: "x" }),
      () => Object.assign(config.placement ?? {}, { cluster: "x" }),
      () => wrong<string[]>(config.placement?.tags).push("x"),
      () => Object.assign(config.metadata ?? {}, { a: "x" }),
      () => Object.assign(config, { history: 64 }),
      () => wrong<string[]>(ignored).push("history"),
    ];
    for (const attempt of attempts) await rejection(Promise.resolve().then(attempt)).catch(() => 0);
    const after = await bucket.status();
    expect(after.config).toEqual({
      history: 1,
      storage: "file",
      replicas: 1,
      compression: false,
      republish: { destination: "copy.>" },
      placement: { cluster: "east", tags: ["ssd"] },
      metadata: { a: "b" },
    });
    expect(after.ignored).toEqual(["placement", "republish"]);
  });

  test("what the caller does with the config later cannot change the bucket", async () => {
    const metadata: Record<string, string> = { a: "b" };
    const placement = { tags: ["ssd"] };
    const { bucket } = await world({ metadata, placement });
    metadata["a"] = "x";
    placement.tags.push("x");
    const { config } = await bucket.status();
    expect(config.metadata).toEqual({ a: "b" });
    expect(config.placement).toEqual({ tags: ["ssd"] });
  });
});

describe("rule 5: status", () => {
  test("gives the settings in force, defaults filled in", async () => {
    const { bucket } = await world();
    expect(await bucket.status()).toEqual({
      bucket: "b",
      values: 0,
      bytes: 0,
      lastRevision: 0,
      backingStore: "local",
      config: { history: 1, storage: "file", replicas: 1, compression: false },
      ignored: [],
    });
  });
});
