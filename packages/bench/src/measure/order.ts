import { keysOf } from "./keys.ts";
import { shuffled } from "./random.ts";

/** The keys of a lap, in its own order and of its own string objects. */
export interface Order {
  readonly places: Uint32Array;
  readonly keys: readonly string[];
}

/** So many keys in the order of a seed; `last` is what they end in. */
export function orderOf(size: number, seed: number, last?: string): Order {
  const places = shuffled(size, seed);
  return { places, keys: keysOf(places, last) };
}
