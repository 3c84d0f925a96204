import { Engine } from "@revkv/core/engine";
import { demand } from "../measure/demand.ts";
import { keyOf } from "../measure/keys.ts";
import { retainedBytes } from "../measure/retained.ts";
import { VALUE_BYTES } from "../measure/values.ts";
import type { Readings } from "../run/place.ts";

/** Bytes that each further revision of a key takes: `revisions 100000 8`. */
export async function run([size = "", depth = ""]: readonly string[]): Promise<Readings> {
  const keys = Number(size);
  const history = Number(depth);
  const value = new Uint8Array(VALUE_BYTES).fill(1);
  const bucket = new Engine().create("bench", { history });
  const putAll = (): void => {
    for (let at = 0; at < keys; at += 1) bucket.put(keyOf(at), value);
  };
  putAll();
  const one = await retainedBytes();
  for (let revision = 1; revision < history; revision += 1) putAll();
  const all = await retainedBytes();
  demand(bucket.status().values === keys * history, "every revision is held");
  return { bytesPerRevision: (all - one) / (keys * (history - 1)) };
}
