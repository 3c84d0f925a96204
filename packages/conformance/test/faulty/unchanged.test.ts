import { connect, type Write } from "@revkv/core";
import { local, manualClock } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { faulty } from "../../src/faulty.ts";
import { LOCAL, runCommands } from "../../src/index.ts";
import { REMOTE, remote } from "../remote.ts";

const write: Write = {
  key: "a",
  operation: "PUT",
  bytes: new Uint8Array([1]),
  expected: "any",
  ttlMs: undefined,
};

describe("without a fault", () => {
  test(
    "a store does exactly what the model says, as it does by itself",
    { timeout: 60_000 },
    async () => {
      const open = () => {
        const clock = manualClock();
        return { transport: faulty(local({ clock }), { seed: 1, clock }), clock };
      };
      const coverage = await runCommands({
        stores: [{ profile: LOCAL, open }],
        sequences: 30,
        seed: 11,
      });
      expect(coverage.times("put")).toBeGreaterThan(100);
    },
  );

  test("a store on a slow wire does too", { timeout: 60_000 }, async () => {
    const open = () => ({ transport: faulty(remote(5)) });
    const coverage = await runCommands({
      stores: [{ profile: REMOTE, open }],
      sequences: 10,
      seed: 11,
    });
    expect(coverage.times("put")).toBeGreaterThan(10);
  });

  test("what is answered at once is answered at once, also when the store has healed", async () => {
    const transport = faulty(local(), { seed: 1, fail: 1, delayMs: { most: 5 } });
    const store = await transport.open();
    await store.createBucket("b", {});
    const link = await store.link("b");
    transport.heal();
    expect(link.write(write)).toBe(1);
    expect(link.read("a", undefined)).toMatchObject({ revision: 1 });
    expect(link.readAt(1, undefined)).toMatchObject({ key: "a" });
    expect(link.readMany(["a"])).toMatchObject([{ revision: 1 }]);
    expect(() => link.write({ ...write, expected: 7 })).toThrow(/revision/);
  });

  test("nothing is told", async () => {
    const store = faulty(local(), { seed: 9 });
    const bucket = await (await connect(store)).create("b");
    for (let at = 0; at < 50; at += 1) await bucket.put("a", `${at}`);
    expect(store.faults).toEqual([]);
  });
});
