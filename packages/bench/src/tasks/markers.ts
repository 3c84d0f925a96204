import { Engine } from "@revkv/core/engine";
import { demand } from "../measure/demand.ts";
import { keyOf } from "../measure/keys.ts";
import { lap } from "../measure/lap.ts";
import { named } from "../measure/named.ts";
import { retainedBytes } from "../measure/retained.ts";
import { VALUE_BYTES } from "../measure/values.ts";
import type { Readings } from "../run/place.ts";

const LIVE = 1_000;

/** A thousand live keys among so many markers: `markers 1000000`, and `markers 0` for the ordinary case. */
export async function run([size = ""]: readonly string[]): Promise<Readings> {
  const markers = Number(size);
  const value = new Uint8Array(VALUE_BYTES);
  const before = await retainedBytes();
  const bucket = new Engine().create("bench");
  for (let at = 0; at < markers; at += 1) bucket.put(keyOf(at), value);
  for (let at = 0; at < markers; at += 1) bucket.delete(keyOf(at));
  const bytesPerMarker = ((await retainedBytes()) - before) / Math.max(1, markers);
  const live = Array.from({ length: LIVE }, (_, at) => keyOf(at, "live"));
  const putAll = (): void => {
    for (const key of live) bucket.put(key, value);
  };
  putAll();
  const laps = 100;
  const put = lap(LIVE * laps, () => {
    for (let time = 0; time < laps; time += 1) putAll();
  });
  const begin = performance.now();
  demand(bucket.keys().length === LIVE, "the live keys are found");
  const keysMs = performance.now() - begin;
  const purge = lap(Math.max(1, markers), () => {
    demand(bucket.purgeDeletes({ olderThanMs: 0 }) === markers, "the markers go");
  });
  const afterBytes = (await retainedBytes()) - before;
  demand(bucket.status().values === LIVE, "the store is held until it was measured");
  return {
    ...named({ put, purge }),
    bytesPerMarker,
    keysMs,
    afterBytesPerLiveKey: afterBytes / LIVE,
  };
}
