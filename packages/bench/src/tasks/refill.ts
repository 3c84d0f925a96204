import { Engine } from "@revkv/core/engine";
import { demand } from "../measure/demand.ts";
import { keyOf } from "../measure/keys.ts";
import { retainedBytes } from "../measure/retained.ts";
import { VALUE_BYTES } from "../measure/values.ts";
import type { Readings } from "../run/place.ts";

const TIMES = 10;

/** Fills a store, empties it and fills it again, ten times: `refill 200000`. */
export async function run([size = ""]: readonly string[]): Promise<Readings> {
  const keys = Number(size);
  const value = new Uint8Array(VALUE_BYTES);
  const bucket = new Engine().create("bench");
  const before = await retainedBytes();
  const full: number[] = [];
  const empty: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    // Other keys at each time: what is kept for a key that is gone would add up.
    for (let at = 0; at < keys; at += 1) bucket.put(keyOf(at + time * keys), value);
    full.push((await retainedBytes()) - before);
    for (let at = 0; at < keys; at += 1) bucket.delete(keyOf(at + time * keys));
    demand(bucket.purgeDeletes({ olderThanMs: 0 }) === keys, "everything goes");
    empty.push((await retainedBytes()) - before);
  }
  const [first = Number.NaN] = full;
  return {
    fullGrowth: (full.at(-1) ?? Number.NaN) / first,
    emptyShare: Math.max(...empty) / first,
    firstMb: first / 1e6,
  };
}
