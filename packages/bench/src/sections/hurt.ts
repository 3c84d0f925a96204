import { place } from "../run/place.ts";
import { plain, times, type Row } from "../run/row.ts";
import type { Section } from "../run/section.ts";

/** What somebody who wants to do harm can do by what is written and watched, beside the ordinary case. */
export const hurt: Section = {
  name: "hurt",
  about:
    "Keys chosen so that a polynomial hash of base 31 or 33 takes them all for the same, beside random keys; a crowd of watchers on one key; " +
    "a watcher that is never read, with both ways of its buffer; a million markers above a thousand live keys.",
  rounds: 2,
  isTimed: true,
  rows: [
    ...["31", "33"].flatMap((base) =>
      ["new", "overwrite", "get"].map((operation) => collision(base, operation)),
    ),
    times(
      "a delivery to one of 100,000 watchers of a key beside 1,000",
      place("crowd 100000", "delivery.cpuNs"),
      place("crowd 1000", "delivery.cpuNs"),
    ),
    times(
      "a put to another key beside 100,000 watchers, and 1,000",
      place("crowd 100000", "other.cpuNs"),
      place("crowd 1000", "other.cpuNs"),
    ),
    ...["error", "conflate"].flatMap((kind) => unread(kind)),
    times(
      "a put beside 1,000,000 markers, and none",
      place("markers 1000000", "put.cpuNs"),
      place("markers 0", "put.cpuNs"),
    ),
    plain("keys() of 1,000 live keys", "ms", place("markers 0", "keysMs")),
    plain("the same among 1,000,000 markers", "ms", place("markers 1000000", "keysMs")),
    plain("a marker", "bytes", place("markers 1000000", "bytesPerMarker")),
    plain("a marker purged", "ns", place("markers 1000000", "purge.cpuNs")),
    times(
      "memory of the live keys after 1,000,000 markers went, beside none",
      place("markers 1000000", "afterBytesPerLiveKey"),
      place("markers 0", "afterBytesPerLiveKey"),
    ),
  ],
};

function collision(base: string, operation: string): Row {
  return times(
    `${operation} of keys that collide in base ${base}`,
    place(`collide ${base}`, `${operation}.cpuNs`),
    place("collide random", `${operation}.cpuNs`),
  );
}

function unread(kind: string): Row[] {
  return [
    times(
      `a put beside a watcher that is never read, ${kind}`,
      place(`unread ${kind}`, "put.cpuNs"),
      place("unread none", "put.cpuNs"),
    ),
    plain(
      `held for a watcher that is never read, ${kind}`,
      "MB",
      place(`unread ${kind}`, "heldMb"),
    ),
  ];
}
