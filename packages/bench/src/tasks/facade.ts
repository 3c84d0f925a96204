import { checkValue, valueFor, valuesOf } from "../measure/values.ts";
import { keysOf } from "../measure/keys.ts";
import { lapAsync, type Lap } from "../measure/lap.ts";
import { named } from "../measure/named.ts";
import { shuffled } from "../measure/random.ts";
import type { Readings } from "../run/place.ts";
import { loadAsync } from "../subjects/load.ts";
import type { AsyncSubject } from "../subjects/subject.ts";

const WARM_UP_KEYS = 20_000;

/** Measures one subject whose operations are awaited one by one: `facade local`. */
export async function run([name = ""]: readonly string[]): Promise<Readings> {
  const subject = await loadAsync(name);
  await measure(subject, Math.min(WARM_UP_KEYS, subject.keys));
  return named(await measure(subject, subject.keys));
}

async function measure(subject: AsyncSubject, size: number): Promise<Record<string, Lap>> {
  const store = await subject.make();
  const values = valuesOf();
  const order = (seed: number): [Uint32Array, string[]] => {
    const places = shuffled(size, seed);
    return [places, keysOf(places)];
  };
  const putAll = async ([places, keys]: [Uint32Array, string[]], lap: number): Promise<void> => {
    for (const [at, key] of keys.entries()) {
      await store.put(key, valueFor(values, places[at] ?? 0, lap));
    }
  };
  const [first, second, third] = [order(1), order(2), order(3)];
  const laps = {
    put: await lapAsync(size, () => putAll(first, 0)),
    overwrite: await lapAsync(size, () => putAll(second, 1)),
    get: await lapAsync(size, async () => {
      const [places, keys] = third;
      for (const [at, key] of keys.entries()) {
        checkValue(store.bytesOf(await store.get(key)), places[at] ?? 0, 1);
      }
    }),
  };
  await store.close();
  return laps;
}
