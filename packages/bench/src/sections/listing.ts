import { place, type Place } from "../run/place.ts";
import { plain, times } from "../run/row.ts";
import type { Section } from "../run/section.ts";

const TOKENS = 3;

/** Finding keys by filter. */
export const listing: Section = {
  name: "listing",
  about:
    "`keys(filter)` among 1,000,000 keys of three tokens that were put in random order. The scan looks at the keys of a Map " +
    "with a regular expression and orders what it finds by revision, as a listing does.",
  rounds: 2,
  isTimed: true,
  rows: [
    plain("orders.777.>", "ms", at("prefixMs")),
    plain("*.777.>", "ms", at("suffixMs")),
    plain("orders.*.items", "ms", at("quarterMs")),
    plain("the scan for orders.*.items", "ms", at("scanMs")),
    times("orders.*.items beside the scan", at("scanMs"), at("quarterMs")),
    plain(`index, a key of ${TOKENS} tokens`, "bytes", at("indexBytesPerKey")),
    plain("the first listing", "ms", at("firstMs")),
    times("the first listing beside the scan", at("firstMs"), at("scanMs")),
    plain("longest slice until the index stands", "ms", at("buildSliceMs")),
    plain("the same with the collector's pauses", "ms", at("buildSliceWithPausesMs")),
  ],
};

function at(reading: string): Place {
  return place("listing 1000000", reading);
}
