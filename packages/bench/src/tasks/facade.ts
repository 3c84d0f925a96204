import { checkValue, valueFor, valuesOf } from "../measure/values.ts";
import { lapAsync, type Lap } from "../measure/lap.ts";
import { named } from "../measure/named.ts";
import { orderOf, type Order } from "../measure/order.ts";
import type { Readings } from "../run/place.ts";
import { loadAsync } from "../subjects/load.ts";
import type { AsyncStore, AsyncSubject } from "../subjects/subject.ts";

/** So long the compiler works more than the store. */
const WARM_UP_MS = 1_000;

/** Measures one subject whose operations are awaited one by one: `facade local`. */
export async function run([name = ""]: readonly string[]): Promise<Readings> {
  const subject = await loadAsync(name);
  const beganMs = performance.now();
  while (performance.now() - beganMs < WARM_UP_MS) await measure(subject);
  return named(await measure(subject));
}

async function measure(subject: AsyncSubject): Promise<Record<string, Lap>> {
  const { keys } = subject;
  const store = new Filler(await subject.make());
  const [first, second, third] = [orderOf(keys, 1), orderOf(keys, 2), orderOf(keys, 3)];
  const laps = {
    put: await lapAsync(keys, () => store.put(first, 0)),
    overwrite: await lapAsync(keys, () => store.put(second, 1)),
    get: await lapAsync(keys, () => store.get(third, 1)),
  };
  await store.close();
  return laps;
}

/** A store under measurement, of which it is known what every answer has to be. */
class Filler {
  readonly #store: AsyncStore<unknown>;
  readonly #values = valuesOf();

  constructor(store: AsyncStore<unknown>) {
    this.#store = store;
  }

  async put({ places, keys }: Order, lap: number): Promise<void> {
    for (let at = 0; at < keys.length; at += 1) {
      await this.#store.put(keys[at] ?? "", valueFor(this.#values, places[at] ?? 0, lap));
    }
  }

  async get({ places, keys }: Order, lap: number): Promise<void> {
    for (let at = 0; at < keys.length; at += 1) {
      const found = this.#store.bytesOf(await this.#store.get(keys[at] ?? ""));
      checkValue(found, places[at] ?? 0, lap);
    }
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}
