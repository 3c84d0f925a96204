import { checkValue, valueFor, valuesOf } from "../measure/values.ts";
import { demand } from "../measure/demand.ts";
import { lap, type Lap } from "../measure/lap.ts";
import { named } from "../measure/named.ts";
import { orderOf, type Order } from "../measure/order.ts";
import type { Readings } from "../run/place.ts";
import { loadSync } from "../subjects/load.ts";
import type { SyncStore, SyncSubject } from "../subjects/subject.ts";

const WARM_UP_KEYS = 20_000;
/** Otherwise a lap would be mostly the compiler at work, which has much more to do for a store than for a Map. */
const WARM_UPS = 3;
const LEAST_OPERATIONS = 100_000;

/** Measures one subject with so many keys: `store engine 100000`. */
export async function run([name = "", size = ""]: readonly string[]): Promise<Readings> {
  const subject = await loadSync(name);
  for (let turn = 0; turn < WARM_UPS; turn += 1) measure(subject, WARM_UP_KEYS);
  return named(measure(subject, Number(size)));
}

function measure(subject: SyncSubject, size: number): Record<string, Lap> {
  const laps = Math.ceil(LEAST_OPERATIONS / size);
  const values = valuesOf();
  const stores = Array.from({ length: laps }, () => new Filler(subject, size, values));
  const [store] = stores as [Filler];
  // Strings of its own for each lap: one that was looked up before knows its hash.
  const orders = (seed: number, last?: string): Order[] =>
    stores.map((_, at) => orderOf(size, seed * laps + at, last));
  const [puts, overwrites, gets, deletes] = [orders(1), orders(2), orders(3), orders(5)];
  const misses = orders(4, "other");
  const measured = (work: () => void): Lap => lap(size * laps, work);
  return {
    new: measured(() => puts.forEach((order, at) => stores[at]?.put(order, 0))),
    overwrite: measured(() => overwrites.forEach((order, at) => store.put(order, at + 1))),
    get: measured(() => gets.forEach((order) => store.get(order, laps))),
    miss: measured(() => misses.forEach((order) => store.miss(order))),
    delete: measured(() => deletes.forEach((order, at) => stores[at]?.delete(order))),
  };
}

/** A store under measurement, of which it is known what every answer has to be. */
class Filler {
  readonly #store: SyncStore;
  readonly #hasRevisions: boolean;
  readonly #values: readonly Uint8Array[];
  #last = 0;

  constructor(subject: SyncSubject, size: number, values: readonly Uint8Array[]) {
    this.#store = subject.make(size);
    this.#hasRevisions = subject.hasRevisions;
    this.#values = values;
  }

  put({ places, keys }: Order, lap: number): void {
    for (let at = 0; at < keys.length; at += 1) {
      const value = valueFor(this.#values, places[at] ?? 0, lap);
      const revision = this.#store.put(keys[at] ?? "", value);
      this.#last += 1;
      if (this.#hasRevisions) demand(revision === this.#last, "a revision was left out");
    }
  }

  get({ places, keys }: Order, lap: number): void {
    for (let at = 0; at < keys.length; at += 1) {
      checkValue(this.#store.get(keys[at] ?? ""), places[at] ?? 0, lap);
    }
  }

  miss({ keys }: Order): void {
    for (const key of keys) demand(this.#store.get(key) === undefined, "what is not there is");
  }

  delete({ keys }: Order): void {
    for (const key of keys) this.#store.delete(key);
    demand(this.#store.get(keys[0] ?? "") === undefined, "what was deleted is there");
  }
}
