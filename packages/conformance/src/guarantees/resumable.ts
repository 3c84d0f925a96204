import type { Checker } from "./guarantee.ts";
import { inShort, lineOf } from "./words.ts";

/**
 * A watch from a revision on is given everything from there, and nothing before it; one of all entries begins at
 * revision 1. What was removed in silence (R10.9) before a later one came is not missed.
 */
export const resumable: Checker = {
  name: "Resumable",
  promise:
    "A watch from a revision on gets all that is stored from there, and nothing from before.",
  rules: ["R10.1"],
  broken: ({ missing, watch: { entries, request } }) => {
    const { start } = request;
    if (start === "last" || start === "new") return [];
    const from = start === "all" ? 1 : start.revision;
    return [
      ...missing
        .filter(({ place }) => place === "before")
        .map(({ entry }) => `${inShort(entry)}, is missing at the beginning`),
      ...entries
        .filter(({ entry }) => entry.revision < from)
        .map(({ at, entry }) => `${inShort(entry)}, is before ${from} (${lineOf(at)})`),
    ];
  },
};
