import { place, type Place } from "../run/place.ts";
import { apart, plain, times } from "../run/row.ts";
import type { Section } from "../run/section.ts";

const MANY = "expiry 1000000 timer";
const FEW = "expiry 100000 timer";
const MET = "expiry 1000000 get";
const GROWN = "growth 1000000";
const SMALL = "growth 100000";

/** Expiry and growth: what takes long, and in how large pieces. */
export const slices: Section = {
  name: "slices",
  about:
    "1,000,000 keys that fall due at the same time, and 1,000,000 keys put one after the other. A slice is what runs in one piece: " +
    "a timer, a get, a put. Pauses of the collector within a slice are taken out of it and told apart.",
  rounds: 3,
  isTimed: true,
  rows: [
    plain("expiry, longest slice", "ms", place(MANY, "ownMs")),
    plain("expiry met by a get, longest slice", "ms", place(MET, "ownMs")),
    plain("growth, longest put", "ms", place(GROWN, "ownMs")),
    apart("expiry, steps a key at 1,000,000 less at 100,000", "steps", steps(MANY, FEW)),
    apart("growth, steps a put at 1,000,000 less at 100,000", "steps", steps(GROWN, SMALL)),
    times("expiry of a key, 1,000,000 beside 100,000", key(MANY), key(FEW)),
    times("growth, a put, 1,000,000 beside 100,000", put(GROWN), put(SMALL)),
    plain("expiry, cpu a key", "ns", key(MANY)),
    plain("expiry, longest pause of the collector", "ms", place(MANY, "pauseMs")),
    plain("growth, longest pause of the collector", "ms", place(GROWN, "pauseMs")),
    plain("growth, longest put with the collector's pauses", "ms", place(GROWN, "withPausesMs")),
  ],
};

function steps(...commands: string[]): Place[] {
  return commands.map((command) => place(command, "steps"));
}

function key(command: string): Place {
  return place(command, "key.cpuNs");
}

function put(command: string): Place {
  return place(command, "put.cpuNs");
}
