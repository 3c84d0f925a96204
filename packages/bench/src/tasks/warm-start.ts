import { Engine } from "@revkv/core/engine";
import { median } from "../nats/medians.ts";
import { demand } from "../measure/demand.ts";
import { VALUE_BYTES } from "../measure/values.ts";
import type { Readings } from "../run/place.ts";

const STORES = 5_000;

/** A new store and its first put, once the code is warm: `warm-start`. */
export async function run(): Promise<Readings> {
  const value = new Uint8Array(VALUE_BYTES);
  const firstUs = start(value);
  const warm = Array.from({ length: STORES }, () => start(value)).slice(STORES / 2);
  return { firstUs, warmUs: median(warm) };
}

function start(value: Uint8Array): number {
  const begin = performance.now();
  const revision = new Engine().create("bench").put("orders.1.items", value);
  const us = (performance.now() - begin) * 1_000;
  demand(revision === 1, "the first revision is 1");
  return us;
}
