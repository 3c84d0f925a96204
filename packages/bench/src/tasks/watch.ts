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
/** These two see every put; the others share their beginnings and see none. */
const MATCHING = ["orders.>", "*.*.items"];

/** Puts under so many filters, of which two match: `watch 100000 1000` has as many filters, and keys in rotation. */
export async function run([filters = "", size = ""]: readonly string[]): Promise<Readings> {
  const count = Number(size);
  const steps = newSteps();
  const bucket = new Engine(undefined, steps).create("bench", { history: 1 });
  const keys = keysOf(shuffled(count, 1));
  const values = valuesOf();
  let heard = 0;
  for (const filter of filtersOf(Number(filters))) {
    bucket.watch(
      filter,
      () => {
        heard += 1;
      },
      { include: "updates" },
    );
  }
  const putAll = (): void => {
    for (const [at, key] of keys.entries()) bucket.put(key, valueFor(values, at));
  };
  // The second time around, what is remembered of each key is remembered.
  putAll();
  putAll();
  heard = 0;
  const laps = Math.ceil(PUTS / count);
  const before = totalSteps(steps);
  const put = lap(laps * count, () => {
    for (let time = 0; time < laps; time += 1) putAll();
  });
  const puts = laps * count;
  demand(heard === puts * Math.min(MATCHING.length, Number(filters)), `${heard} were heard`);
  return { ...named({ put }), steps: (totalSteps(steps) - before) / puts };
}

function filtersOf(count: number): string[] {
  const others = Array.from({ length: Math.max(0, count - MATCHING.length) }, (_, at) =>
    at % 2 === 0 ? `orders.${String(at).padStart(7, "0")}.other` : `*.n${at}.*`,
  );
  return [...MATCHING.slice(0, count), ...others];
}
