import type { Checker } from "./guarantee.ts";
import { inShort, lineOf } from "./words.ts";

/** No revision comes twice, however often the watch was taken up again and however many filters match. */
export const unique: Checker = {
  name: "Unique",
  promise: "No entry comes twice, however many filters match it.",
  rules: ["R1.3", "R10.2"],
  broken: ({ watch: { entries } }) => {
    const seen = new Set<number>();
    return entries.flatMap(({ at, entry }) => {
      const isKnown = seen.has(entry.revision);
      seen.add(entry.revision);
      return isKnown ? [`${inShort(entry)}, came again (${lineOf(at)})`] : [];
    });
  },
};
