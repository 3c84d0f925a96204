import { Engine, newSteps } from "@revkv/core/engine";
import { demand } from "../measure/demand.ts";
import { keyOf } from "../measure/keys.ts";
import { lap } from "../measure/lap.ts";
import { named } from "../measure/named.ts";
import { Slices } from "../measure/slices.ts";
import { totalSteps } from "../measure/total-steps.ts";
import { VALUE_BYTES } from "../measure/values.ts";
import type { Readings } from "../run/place.ts";

const WARM_UP_KEYS = 20_000;

/** Fills a store key by key and looks for the put that takes longest: `growth 1000000`. */
export async function run([size = ""]: readonly string[]): Promise<Readings> {
  await grow(WARM_UP_KEYS);
  return grow(Number(size));
}

async function grow(count: number): Promise<Readings> {
  const steps = newSteps();
  const bucket = new Engine(undefined, steps).create("bench");
  const value = new Uint8Array(VALUE_BYTES);
  const slices = new Slices();
  const put = lap(count, () => {
    for (let at = 0; at < count; at += 1) {
      const key = keyOf(at);
      demand(slices.measure(() => bucket.put(key, value)) === at + 1, "a revision was left out");
    }
  });
  const { ownMs, withPausesMs, pauseMs } = await slices.longest();
  return { ...named({ put }), steps: totalSteps(steps) / count, ownMs, withPausesMs, pauseMs };
}
