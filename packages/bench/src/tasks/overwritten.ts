import { Engine } from "@revkv/core/engine";
import { demand } from "../measure/demand.ts";
import { keyOf } from "../measure/keys.ts";
import { randomNumbers } from "../measure/random.ts";
import { retainedBytes } from "../measure/retained.ts";
import { VALUE_BYTES } from "../measure/values.ts";
import type { Readings } from "../run/place.ts";

/** Bytes a key after a fill, and after so many random overwrites a key: `overwritten 100000 10`. */
export async function run([size = "", often = ""]: readonly string[]): Promise<Readings> {
  const keys = Number(size);
  const value = new Uint8Array(VALUE_BYTES).fill(1);
  const random = randomNumbers();
  const before = await retainedBytes();
  const bucket = new Engine().create("bench", { history: 1 });
  for (let at = 0; at < keys; at += 1) bucket.put(keyOf(at), value);
  const fresh = (await retainedBytes()) - before;
  for (let at = 0; at < keys * Number(often); at += 1) bucket.put(keyOf(random(keys)), value);
  const overwritten = (await retainedBytes()) - before;
  demand(bucket.status().values === keys, "the store is held until it was measured");
  const rows = fresh - keys * VALUE_BYTES;
  return {
    freshBytesPerKey: fresh / keys,
    bytesPerKey: overwritten / keys,
    valueBytesPerLiveByte: (overwritten - rows) / (keys * VALUE_BYTES),
  };
}
