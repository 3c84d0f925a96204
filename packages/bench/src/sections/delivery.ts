import { place, type Place } from "../run/place.ts";
import { times, type Row } from "../run/row.ts";
import type { Section } from "../run/section.ts";

/** What it costs to bring an entry to whoever watches. */
export const delivery: Section = {
  name: "delivery",
  about:
    "Callbacks to 1,000 matching watchers, each with a listener of its own that counts; 1,000 emitters of eventemitter3 " +
    "with one listener each are the measure. Iteration: entries that wait in a watcher, taken by `for await`.",
  rounds: 3,
  isTimed: true,
  rows: [
    perSecond("engine, callbacks", place("delivery engine", "delivery.cpuNs")),
    perSecond("KvWatcher.on, callbacks", at("watcher")),
    perSecond("eventemitter3, callbacks", at("emitter")),
    times("KvWatcher.on beside eventemitter3", at("emitter"), at("watcher")),
    perSecond("async iteration", place("backlog 100000", "entry.cpuNs")),
    times(
      "an entry of a backlog of 1,000,000 beside 1,000",
      place("backlog 1000000", "entry.cpuNs"),
      place("backlog 1000", "entry.cpuNs"),
    ),
  ],
};

function at(kind: string): Place {
  return place(`delivery ${kind}`, "delivery.cpuNs");
}

function perSecond(name: string, from: Place): Row {
  return { name, unit: "M/s", places: [from], of: (ns = Number.NaN) => 1_000 / ns };
}
