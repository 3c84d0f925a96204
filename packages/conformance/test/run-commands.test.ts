import type { BucketLink, Store, Transport } from "@revkv/core";
import { local, manualClock } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { overriding } from "../src/commands/overriding.ts";
import { Coverage, LOCAL, runCommands, type TestedStore } from "../src/index.ts";

/** A store on which `purgeDeletes` counts one too many as soon as it removes two entries. */
function faultyStore(): TestedStore {
  const clock = manualClock();
  const sound = local({ clock });
  const transport: Transport = {
    name: "faulty",
    async open() {
      const store = await sound.open();
      return overriding<Store>(store, {
        link: async (name) => miscounting(await store.link(name)),
      });
    },
  };
  return { transport, clock };
}

function miscounting(link: BucketLink): BucketLink {
  return overriding<BucketLink>(link, {
    dropMarkers: async (olderThanMs) => {
      const count = await link.dropMarkers(olderThanMs);
      return count >= 2 ? count + 1 : count;
    },
  });
}

async function messageOf(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => "no failure",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

describe("a difference", { timeout: 120_000 }, () => {
  const stores = [{ profile: LOCAL, open: faultyStore }];
  const run = { stores, sequences: 500, seed: 42 };

  test("is told with its seed, its path and a minimal sequence, and comes back by them", async () => {
    const message = await messageOf(runCommands(run));
    expect(message).toMatch(/^Replay: REVKV_SEED=42 REVKV_PATH=\d+(:\d+)*$/m);
    expect(message).toMatch(/the model: 2\n\s+local: 3/);
    const steps = /^bucket .*\n((?: {2}.*\n)*)What happened:/m.exec(message)?.[1]?.split("\n");
    expect((steps ?? []).filter((step) => step !== "").length).toBeLessThanOrEqual(4);

    const path = /REVKV_PATH=(\S+)/.exec(message)?.[1];
    const again = await messageOf(runCommands({ ...run, path }));
    expect(/the model: .*\n.*local: .*/.exec(again)?.[0]).toBe(
      /the model: .*\n.*local: .*/.exec(message)?.[0],
    );
  });

  test("is found whatever the seed", async () => {
    const messages = [];
    for (const seed of [1, 2, 3]) messages.push(await messageOf(runCommands({ ...run, seed })));
    expect(messages.map((message) => message.includes("purgeDeletes"))).toEqual([true, true, true]);
  });
});

test("a coverage without runs names everything as missing", () => {
  const gaps = new Coverage().gaps();
  expect(gaps).toContain("put: 0 times, at least 20 wanted");
  expect(gaps).toContain("put expired: 0 times, at least 20 wanted");
  expect(gaps).toContain("code BUCKET_FULL: 0 times, at least 20 wanted");
});
