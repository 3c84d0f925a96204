import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Engine, type EngineBucket } from "@revkv/core/engine";
import { describe, expect, test } from "vitest";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const MIB = 1_048_576;

/** MiB of values that are still reachable; buffers are given back some time after a collection. */
async function heldMib(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    collect();
    await new Promise(setImmediate);
  }
  return process.memoryUsage().arrayBuffers / MIB;
}

/** Forty values of half a MiB, one each. */
function fill(bucket: EngineBucket, size: number): void {
  for (let at = 0; at < 40; at += 1) bucket.put(`k.${at}`, new Uint8Array(size));
}

describe("memory: what nobody can read any more is given back", () => {
  test.each(["last", "history", "updates"] as const)(
    "a watch with include '%s' does not keep values that it has delivered",
    async (include) => {
      const before = await heldMib();
      const bucket = new Engine().create("b");
      fill(bucket, MIB / 2);
      const stop = bucket.watch(">", () => undefined, { include });
      expect((await heldMib()) - before).toBeGreaterThan(19);
      fill(bucket, 1);
      expect((await heldMib()) - before).toBeLessThan(5);
      stop();
    },
  );

  test("a handle keeps nothing of a bucket that was deleted", async () => {
    const before = await heldMib();
    const engine = new Engine();
    const bucket = engine.create("b");
    fill(bucket, MIB / 2);
    const stop = bucket.watch(">", () => undefined);
    engine.delete("b");
    expect((await heldMib()) - before).toBeLessThan(5);
    stop();
  });
});
