import type { Checker } from "./guarantee.ts";
import { inShort, lineOf } from "./words.ts";

/** Revisions ascend. An entry that comes twice in a row is a matter of Unique. */
export const ordered: Checker = {
  name: "Ordered",
  promise: "Entries come in order of revision, the initial ones and the live ones.",
  rules: ["R10.2"],
  broken: ({ watch: { entries } }) =>
    entries.flatMap(({ at, entry }, place) => {
      const before = entries[place - 1]?.entry;
      if (before === undefined || before.revision <= entry.revision) return [];
      return [`${inShort(entry)}, came after revision ${before.revision} (${lineOf(at)})`];
    }),
};
