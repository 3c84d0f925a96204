import type { Transport } from "@revkv/core";
import { local, manualClock } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { describeTransportProperties, LOCAL, type Subject, type TestRunner } from "../src/index.ts";
import { probedProfile } from "../src/properties/probed-profile.ts";
import { lostUpdates, planted } from "./histories/planted.ts";
import { remote } from "./remote.ts";

const seed = Number(process.env["REVKV_SEED"] ?? Date.now() % 2 ** 31);
const path = process.env["REVKV_PATH"];

const near: Subject = {
  name: "local",
  features: LOCAL.features,
  time: "turned",
  open: () => {
    const clock = manualClock();
    return { transport: local({ clock }), clock };
  },
};

/** Answers late and out of turn. */
const far: Subject = { name: "remote", features: LOCAL.features, open: () => remote(seed) };

describeTransportProperties({ ...near, seed, path, sequences: 40 });
describeTransportProperties({ ...far, seed, path, sequences: 10 });

test("what runs have to know of a store is asked of it", async () => {
  const profile = await probedProfile(near);
  const { name, time, backingStore, features, refused, deviations } = LOCAL;
  expect(profile).toMatchObject({ name, time, backingStore, features, refused, deviations });
  const given = [
    { compression: true, placement: { cluster: "c" }, replicas: 3, storage: "file" },
    { republish: { destination: "copy.>" }, metadata: { team: "core" }, history: 3 },
    { compression: false, replicas: 1, storage: "memory" },
  ] as const;
  for (const config of given) {
    expect(profile.ignored(config).toSorted()).toEqual(LOCAL.ignored(config).toSorted());
  }
});

describe("a store that loses updates", () => {
  const tests = new Map<string, () => Promise<void>>();
  const runner: TestRunner = {
    describe: (_, declare) => declare(),
    test: (title, body) => void tests.set(title, body),
  };
  const open = (): Transport => planted(remote(seed), lostUpdates(5));
  describeTransportProperties({ ...far, open, runner, seed, sequences: 20, operations: 500 });

  test("ends a sequence otherwise than the model says", { timeout: 60_000 }, async () => {
    const run = tests.get("random operations end as the reference model says");
    await expect(run?.()).rejects.toThrow(`REVKV_SEED=${seed}`);
  });

  test("has a history that is not linearizable", { timeout: 60_000 }, async () => {
    const run = tests.get("what clients do at the same time is linearizable");
    await expect(run?.()).rejects.toThrow("right after revision");
  });
});
