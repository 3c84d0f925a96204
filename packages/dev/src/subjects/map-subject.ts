import type { KnownGap, Subject } from "@revkv/conformance";
import { manualClock } from "@revkv/transport-local";
import { MAP_FEATURES } from "../map-transport/map-store.ts";
import { mapTransport } from "../map-transport/map-transport.ts";

const reason = "no account of bytes is kept: maxBytes and maxValueBytes are refused";

/** What the store does not keep. A rule without cases: all of them fail. */
const GAPS: readonly KnownGap[] = [
  {
    rule: "R2.2",
    cases: [
      "a write for which a bucket has no room uses no revision and changes nothing",
      "a write that is too large uses no revision and changes nothing",
    ],
    reason,
  },
  {
    rule: "R4.6",
    cases: [
      "compare-and-set is judged before room",
      "size is judged before compare-and-set",
      "what a client can judge comes before size",
    ],
    reason,
  },
  { rule: "R4.8", cases: ["modify does not try again with a value that is too large"], reason },
  { rule: "R12.1", reason },
  { rule: "R12.2", reason },
  { rule: "R12.3", reason },
  { rule: "R14.1", cases: ["config gives back limits of bytes"], reason },
];

/** The store over plain Maps of docs/write-your-own-transport.md. */
export const mapSubject: Subject = {
  name: "map",
  features: MAP_FEATURES,
  time: "turned",
  knownGaps: GAPS,
  open: () => {
    const clock = manualClock();
    return { transport: mapTransport(clock), clock };
  },
};
