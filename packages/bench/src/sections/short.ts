import { place, type Place } from "../run/place.ts";
import { apart, highest, plain, times } from "../run/row.ts";
import type { Section } from "../run/section.ts";

const LISTING = "listing 100000";
const DEPTHS = [1, 8, 64];
const SIZES = [80_000, 100_000, 105_000, 120_000, 160_000];

/** What does not depend on the machine: steps, bytes, and how costs grow. */
export const short: Section = {
  name: "short",
  about:
    "The short form: steps that are counted, bytes, and ratios of a process to itself with wide margins. No speed is judged.",
  rounds: 1,
  isTimed: false,
  rows: [
    apart("steps a put, most less fewest of three histories", "steps", DEPTHS.map(historySteps)),
    apart("steps a put under 10,000 filters less under 10", "steps", [
      place("watch 10 1000", "steps"),
      place("watch 10000 1000", "steps"),
    ]),
    apart("steps of an expiry at 100,000 keys less at 10,000", "steps", [
      place("expiry 10000 timer", "steps"),
      place("expiry 100000 timer", "steps"),
    ]),
    plain("keys visited by orders.777.> among 100,000", "keys", place(LISTING, "keysVisited")),
    highest("bytes a key, worst of five sizes", "bytes", SIZES.map(bytesAt)),
    plain(
      "values after ten overwrites a key, in live values",
      "x",
      place("overwritten 50000 10", "valueBytesPerLiveByte"),
    ),
    plain("each further revision", "bytes", place("revisions 50000 8", "bytesPerRevision")),
    plain("memory of the tenth fill beside the first", "x", place("refill 20000", "fullGrowth")),
    plain("index, a key of 3 tokens", "bytes", place(LISTING, "indexBytesPerKey")),
    plain("core and transport-local together, minified, gzip", "KB", place("size", "gzipKb")),
    times(
      "a put under 10,000 filters beside 10",
      place("watch 10000 1000", "put.cpuNs"),
      place("watch 10 1000", "put.cpuNs"),
    ),
    times(
      "an entry of a backlog of 100,000 beside 1,000",
      place("backlog 100000", "entry.cpuNs"),
      place("backlog 1000", "entry.cpuNs"),
    ),
    times(
      "expiry of a key, 100,000 beside 10,000",
      place("expiry 100000 timer", "key.cpuNs"),
      place("expiry 10000 timer", "key.cpuNs"),
    ),
    times(
      "an overwrite at 100,000 keys beside 10,000",
      place("store engine 100000", "overwrite.cpuNs"),
      place("store engine 10000", "overwrite.cpuNs"),
    ),
  ],
};

function historySteps(depth: number): Place {
  return place(`history 1000 ${depth}`, "steps");
}

function bytesAt(size: number): Place {
  return place(`memory sync engine ${size}`, "bytesPerKey");
}
