import { demand } from "../measure/demand.ts";
import { keyOf } from "../measure/keys.ts";
import { retainedBytes } from "../measure/retained.ts";
import { VALUE_BYTES } from "../measure/values.ts";
import type { Readings } from "../run/place.ts";
import { loadAsync, loadSync } from "../subjects/load.ts";

const WARM_UP_KEYS = 1_000;

interface Filled {
  put(key: string, value: Uint8Array): unknown;
  get(key: string): unknown;
}

/** Bytes a key of a store that was filled once: `memory sync engine 1000000`. */
export async function run([kind, name = "", size = ""]: readonly string[]): Promise<Readings> {
  const keys = Number(size);
  const make = kind === "sync" ? await syncMaker(name) : await asyncMaker(name);
  await fill(await make(WARM_UP_KEYS), WARM_UP_KEYS);
  const before = await retainedBytes();
  const store = await make(keys);
  await fill(store, keys);
  const bytes = (await retainedBytes()) - before;
  demand((await store.get(keyOf(0))) !== undefined, "the store is held until it was measured");
  return { bytesPerKey: bytes / keys };
}

/** Whoever keeps keys and values by reference keeps these: nobody else does. */
async function fill(store: Filled, keys: number): Promise<void> {
  for (let at = 0; at < keys; at += 1) {
    const done = store.put(keyOf(at), new Uint8Array(VALUE_BYTES).fill(at));
    if (done instanceof Promise) await done;
  }
}

async function syncMaker(name: string): Promise<(keys: number) => Promise<Filled>> {
  const subject = await loadSync(name);
  return async (keys) => subject.make(keys);
}

async function asyncMaker(name: string): Promise<() => Promise<Filled>> {
  const subject = await loadAsync(name);
  return () => subject.make();
}
