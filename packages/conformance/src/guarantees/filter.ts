import { matchesAny } from "../model/wildcards.ts";
import type { Checker } from "./guarantee.ts";
import { inShort, lineOf } from "./words.ts";

/** Every key that comes is matched by one of the filters. */
export const filter: Checker = {
  name: "Filter",
  promise: "Only entries come whose key one of the filters matches.",
  rules: ["R1.3", "R10.7"],
  broken: ({ watch: { entries, request } }) =>
    entries
      .filter(({ entry }) => !matchesAny(request.filters, entry.key))
      .map(({ at, entry }) => `${inShort(entry)}, matches no filter (${lineOf(at)})`),
};
