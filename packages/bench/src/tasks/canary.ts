import { checkValue, valueFor, valuesOf } from "../measure/values.ts";
import { keysOf } from "../measure/keys.ts";
import { lap, type Lap } from "../measure/lap.ts";
import { shuffled } from "../measure/random.ts";
import { named } from "../measure/named.ts";
import type { Readings } from "../run/place.ts";

const KEYS = 20_000;
const LAPS = 20;

/** The same work on a bare Map, whatever is measured beside it. */
export async function run(): Promise<Readings> {
  work();
  const { "canary.cpuNs": cpuNs = Number.NaN } = named({ canary: work() });
  return { cpuNs };
}

function work(): Lap {
  const order = shuffled(KEYS);
  const keys = keysOf(order);
  const values = valuesOf();
  const map = new Map<string, Uint8Array>();
  return lap(KEYS * LAPS, () => {
    for (let time = 0; time < LAPS; time += 1) {
      for (const [at, key] of keys.entries()) map.set(key, valueFor(values, at, time));
      for (const [at, key] of keys.entries()) checkValue(map.get(key), at, time);
    }
  });
}
