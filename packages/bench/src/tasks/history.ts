import { Engine, newSteps } from "@revkv/core/engine";
import { demand } from "../measure/demand.ts";
import { keysOf } from "../measure/keys.ts";
import { lap } from "../measure/lap.ts";
import { named } from "../measure/named.ts";
import { shuffled } from "../measure/random.ts";
import { totalSteps } from "../measure/total-steps.ts";
import { valueFor, valuesOf } from "../measure/values.ts";
import type { Readings } from "../run/place.ts";

const PUTS = 200_000;

/** Overwrites in a bucket whose keys are all as deep as may be: `history 10000 64`. */
export async function run([size = "", depth = ""]: readonly string[]): Promise<Readings> {
  const count = Number(size);
  const history = Number(depth);
  const steps = newSteps();
  const bucket = new Engine(undefined, steps).create("bench", { history });
  const keys = keysOf(shuffled(count, 1));
  const values = valuesOf();
  let last = 0;
  const putAll = (): void => {
    for (const [at, key] of keys.entries()) {
      last += 1;
      demand(bucket.put(key, valueFor(values, at)) === last, "a revision was left out");
    }
  };
  for (let revision = 0; revision < history; revision += 1) putAll();
  const laps = Math.ceil(PUTS / count);
  const before = totalSteps(steps);
  const put = lap(laps * count, () => {
    for (let time = 0; time < laps; time += 1) putAll();
  });
  demand(bucket.status().values === count * history, "every key is as deep as may be");
  return { ...named({ put }), steps: (totalSteps(steps) - before) / (laps * count) };
}
