import { checkValue, valueFor, valuesOf } from "../measure/values.ts";
import { demand } from "../measure/demand.ts";
import { keysOf } from "../measure/keys.ts";
import { lap, type Lap } from "../measure/lap.ts";
import { named } from "../measure/named.ts";
import { shuffled } from "../measure/random.ts";
import type { Readings } from "../run/place.ts";
import { loadSync } from "../subjects/load.ts";
import type { SyncStore, SyncSubject } from "../subjects/subject.ts";

const WARM_UP_KEYS = 20_000;
/** With fewer a lap would be mostly the compiler at work, which has much more to do for a store than for a Map. */
const LEAST_OPERATIONS = 200_000;

/** Measures one subject with so many keys: `store engine 100000`. */
export async function run([name = "", size = ""]: readonly string[]): Promise<Readings> {
  const subject = await loadSync(name);
  measure(subject, WARM_UP_KEYS);
  return named(measure(subject, Number(size)));
}

function measure(subject: SyncSubject, size: number): Record<string, Lap> {
  const laps = Math.ceil(LEAST_OPERATIONS / size);
  const values = valuesOf();
  const stores = Array.from({ length: laps }, () => new Filler(subject, size, values));
  const [store] = stores as [Filler];
  const operations = size * laps;
  const put = store.order(1);
  const again = store.order(2);
  const get = store.order(3);
  const miss = keysOf(shuffled(size, 4), "other");
  const gone = store.order(5);
  return {
    new: lap(operations, () => {
      for (const each of stores) each.put(put, 0);
    }),
    overwrite: lap(operations, () => {
      for (let time = 1; time <= laps; time += 1) store.put(again, time);
    }),
    get: lap(operations, () => {
      for (let time = 1; time <= laps; time += 1) store.get(get, laps);
    }),
    miss: lap(operations, () => {
      for (let time = 1; time <= laps; time += 1) store.miss(miss);
    }),
    delete: lap(operations, () => {
      for (const each of stores) each.delete(gone);
    }),
  };
}

/** The keys of a lap, in its own order and of its own string objects. */
interface Order {
  readonly places: Uint32Array;
  readonly keys: readonly string[];
}

/** A store under measurement, of which it is known what every answer has to be. */
class Filler {
  readonly #store: SyncStore;
  readonly #hasRevisions: boolean;
  readonly #size: number;
  readonly #values: readonly Uint8Array[];
  #last = 0;

  constructor(subject: SyncSubject, size: number, values: readonly Uint8Array[]) {
    this.#store = subject.make(size);
    this.#hasRevisions = subject.hasRevisions;
    this.#size = size;
    this.#values = values;
  }

  order(seed: number): Order {
    const places = shuffled(this.#size, seed);
    return { places, keys: keysOf(places) };
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

  miss(keys: readonly string[]): void {
    for (const key of keys) demand(this.#store.get(key) === undefined, "what is not there is");
  }

  delete({ keys }: Order): void {
    for (const key of keys) this.#store.delete(key);
    demand(this.#store.get(keys[0] ?? "") === undefined, "what was deleted is there");
  }
}
