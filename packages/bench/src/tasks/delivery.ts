import { connect } from "@revkv/core";
import { Engine } from "@revkv/core/engine";
import { local } from "@revkv/transport-local";
import { EventEmitter } from "eventemitter3";
import { demand } from "../measure/demand.ts";
import { lap, lapAsync, type Lap } from "../measure/lap.ts";
import { named } from "../measure/named.ts";
import { VALUE_BYTES } from "../measure/values.ts";
import type { Readings } from "../run/place.ts";

const WATCHERS = 1_000;
// Many, so that the compiler has done its work in the first half of them.
const DELIVERIES = 20_000_000;
const PUTS = DELIVERIES / WATCHERS;
const KEY = "orders.0000001.items";

/** What one callback costs where a thousand hear of every put: `delivery engine`. */
export async function run([kind]: readonly string[]): Promise<Readings> {
  if (kind === "engine") return named({ delivery: byEngine() });
  if (kind === "watcher") return named({ delivery: await byWatchers() });
  return named({ delivery: byEmitters() });
}

/** Counts what a listener hears, and the last of it. */
class Ear {
  heard = 0;
  last = 0;

  /** A listener of its own, as different users would have; it does as little as shows that it was called. */
  listener(): (entry: { readonly revision: number }) => void {
    return (entry) => {
      this.heard += 1;
      this.last = entry.revision;
    };
  }

  /** Demands that everybody has heard everything. */
  check(): void {
    demand(
      this.heard === 2 * DELIVERIES && this.last === 2 * PUTS,
      "everybody hears everything, in order",
    );
  }
}

function byEngine(): Lap {
  const bucket = new Engine().create("bench");
  const ear = new Ear();
  for (let at = 0; at < WATCHERS; at += 1) bucket.watch(">", ear.listener());
  const value = new Uint8Array(VALUE_BYTES);
  const putAll = (): void => {
    for (let put = 0; put < PUTS; put += 1) bucket.put(KEY, value);
  };
  putAll();
  const result = lap(DELIVERIES, putAll);
  ear.check();
  return result;
}

async function byWatchers(): Promise<Lap> {
  const manager = await connect(local());
  const bucket = await manager.create("bench");
  const ear = new Ear();
  for (let at = 0; at < WATCHERS; at += 1) {
    const watcher = await bucket.watch(">");
    watcher.on("entry", ear.listener());
  }
  const value = new Uint8Array(VALUE_BYTES);
  const putAll = async (): Promise<void> => {
    for (let put = 0; put < PUTS; put += 1) await bucket.put(KEY, value);
  };
  await putAll();
  const result = await lapAsync(DELIVERIES, putAll);
  ear.check();
  await manager.close();
  return result;
}

/** The measure: one emitter for each watcher, each with one listener, and one object for all. */
function byEmitters(): Lap {
  const ear = new Ear();
  const emitters = Array.from({ length: WATCHERS }, () => new EventEmitter());
  for (const emitter of emitters) emitter.on("entry", ear.listener());
  let revision = 0;
  const emitAll = (): void => {
    for (let put = 0; put < PUTS; put += 1) {
      revision += 1;
      const entry = { revision };
      for (const emitter of emitters) emitter.emit("entry", entry);
    }
  };
  emitAll();
  const result = lap(DELIVERIES, emitAll);
  ear.check();
  return result;
}
