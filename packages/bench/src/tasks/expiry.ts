import { Engine, newSteps } from "@revkv/core/engine";
import { demand } from "../measure/demand.ts";
import { HandClock } from "../measure/hand-clock.ts";
import { keyOf } from "../measure/keys.ts";
import { lap } from "../measure/lap.ts";
import { named } from "../measure/named.ts";
import { Slices } from "../measure/slices.ts";
import { totalSteps } from "../measure/total-steps.ts";
import { VALUE_BYTES } from "../measure/values.ts";
import type { Readings } from "../run/place.ts";

const TTL_MS = 60_000;
const WARM_UP_KEYS = 20_000;

/** So many keys fall due at the same time: `expiry 1000000 timer`, or `get` to meet them by a call first. */
export async function run([size = "", by]: readonly string[]): Promise<Readings> {
  await expire(WARM_UP_KEYS, by === "get");
  return expire(Number(size), by === "get");
}

async function expire(count: number, isMet: boolean): Promise<Readings> {
  const clock = new HandClock();
  const steps = newSteps();
  const bucket = new Engine({ clock }, steps).create("bench", { ttlMs: TTL_MS });
  const value = new Uint8Array(VALUE_BYTES);
  for (let at = 0; at < count; at += 1) bucket.put(keyOf(at), value);
  globalThis.gc?.();
  clock.turn(TTL_MS);
  const slices = new Slices();
  const before = totalSteps(steps);
  const key = lap(count, () => {
    if (isMet) slices.measure(() => demand(bucket.get(keyOf(0)) === null, "it is past its time"));
    for (let due = clock.takeDue(); due !== undefined; due = clock.takeDue()) slices.measure(due);
  });
  const spent = totalSteps(steps) - before;
  const { ownMs, withPausesMs, pauseMs } = await slices.longest();
  demand(bucket.status().values === 0, "everything is gone");
  return { ...named({ key }), steps: spent / count, ownMs, withPausesMs, pauseMs };
}
