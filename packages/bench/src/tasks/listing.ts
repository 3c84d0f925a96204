import { Engine, newSteps, type Steps } from "@revkv/core/engine";
import { demand } from "../measure/demand.ts";
import { flat } from "../measure/keys.ts";
import { shuffled } from "../measure/random.ts";
import { retainedBytes } from "../measure/retained.ts";
import { Slices } from "../measure/slices.ts";
import type { Readings } from "../run/place.ts";

const LAST = ["items", "total", "state", "owner"];
const TIMES = 5;
/** So many calls come between two looks at whether the index stands. */
const CALLS = 1_000;
const FEW = 4;
const LONGEST_BUILD_MS = 20_000;
/** A listing that takes no longer has an index. */
const QUICK_MS = 1;

/** Listings by filter among so many keys, a quarter of which end in `items`: `listing 1000000`. */
export async function run([size = ""]: readonly string[]): Promise<Readings> {
  const keys = shuffled(Number(size), 1);
  const store = new Listed(keys);
  const scanMs = store.medianScan();
  const before = await retainedBytes();
  const slices = new Slices();
  const first = msOf(() => store.list("orders.777.>", FEW));
  await store.settle(slices);
  const { ownMs, withPausesMs } = await slices.longest();
  const index = (await retainedBytes()) - before;
  const visited = store.steps.keys;
  store.list("orders.777.>", FEW);
  return {
    keysVisited: store.steps.keys - visited,
    firstMs: first,
    buildSliceMs: ownMs,
    buildSliceWithPausesMs: withPausesMs,
    indexBytesPerKey: index / keys.length,
    prefixMs: store.medianOf("orders.777.>", FEW),
    suffixMs: store.medianOf("*.777.>", FEW),
    quarterMs: store.medianOf("orders.*.items", keys.length / LAST.length),
    scanMs,
  };
}

/** The same keys in an engine and in a plain Map, which can only be scanned. */
class Listed {
  readonly steps: Steps = newSteps();
  readonly #bucket = new Engine(undefined, this.steps).create("bench");
  readonly #map = new Map<string, number>();

  constructor(places: Uint32Array) {
    for (const at of places) {
      const key = flat(`orders.${Math.floor(at / LAST.length)}.${LAST[at % LAST.length]}`);
      this.#map.set(key, this.#bucket.put(key, "v"));
    }
  }

  /** Lists by a filter of which it is known how many keys match. */
  list(filter: string, count: number): void {
    const found = this.#bucket.keys(filter);
    demand(found.length === count, `${filter} matches ${found.length}`);
  }

  medianOf(filter: string, count: number): number {
    return middle(() => this.list(filter, count));
  }

  /** What one would do without an index: look at each key, and order what was found by revision. */
  medianScan(): number {
    const count = this.#map.size / LAST.length;
    return middle(() => {
      const found: [string, number][] = [];
      for (const [key, revision] of this.#map) {
        if (/^orders\.[^.]+\.items$/.test(key)) found.push([key, revision]);
      }
      const keys = found.toSorted(([, a], [, b]) => a - b).map(([key]) => key);
      demand(keys.length === count, "the scan finds all");
    });
  }

  /** Gives an index that is built in slices its time, in calls and turns of the loop, until a listing is quick. */
  async settle(slices: Slices): Promise<void> {
    const begin = performance.now();
    while (performance.now() - begin < LONGEST_BUILD_MS) {
      if (msOf(() => this.list("orders.777.>", FEW)) < QUICK_MS) return;
      for (let call = 0; call < CALLS; call += 1) {
        slices.measure(() => this.#bucket.put("orders.0.items", "v"));
      }
      const fromMs = performance.now();
      await new Promise(setImmediate);
      slices.add(fromMs, performance.now());
    }
  }
}

function middle(work: () => void): number {
  const taken = Array.from({ length: TIMES }, () => msOf(work)).toSorted((a, b) => a - b);
  return taken[Math.floor(TIMES / 2)] ?? Number.NaN;
}

function msOf(work: () => void): number {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}
