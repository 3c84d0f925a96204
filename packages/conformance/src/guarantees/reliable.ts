import { contentOfEntry, isSameContent } from "./committed.ts";
import type { Delivered } from "./given-watch.ts";
import type { Checker } from "./guarantee.ts";
import type { Trial } from "./trial.ts";
import { contentInShort, inShort, lineOf } from "./words.ts";

/**
 * Between the first and the last entry that came, and from the first live one on, none is missing that was committed
 * and matches, unless it may have been removed in silence (R10.9) before a later one came; and what came is what was
 * committed. Initial values of `last` are the last entries as of some moment between the call and the end of the
 * initial values: what was overwritten before the call is none of them, what was overwritten meanwhile may be. Those
 * that lack before the first that came are a matter of Resumable and of Converges.
 */
export const reliable: Checker = {
  name: "Reliable",
  promise:
    "What comes is what was stored, and from the first entry to the last nothing is left out.",
  rules: ["R10.1", "R10.2", "R10.6"],
  broken: (trial) => [
    ...trial.missing
      .filter(({ place }) => place === "between")
      .map(({ entry }) => `${inShort(entry)}, is missing`),
    ...trial.watch.entries.flatMap((delivered) => wrong(delivered, trial)),
  ],
};

function wrong({ at, entry }: Delivered, { watch, truth, caughtUpAt }: Trial): readonly string[] {
  if (truth === undefined) return [];
  const { metaOnly, start } = watch.request;
  const committed = truth.at(entry.revision);
  const where = lineOf(at);
  if (committed === undefined) return [`${inShort(entry)}, was written by nobody (${where})`];
  const content = contentOfEntry(entry, metaOnly);
  if (!isSameContent(committed, content)) {
    const stored = contentInShort(committed);
    return [
      `revision ${entry.revision} is ${stored}, and came as ${contentInShort(content)} (${where})`,
    ];
  }
  if (metaOnly && entry.value !== "") return [`${inShort(entry)}, came with its bytes (${where})`];
  const isInitial = caughtUpAt === undefined || at < caughtUpAt;
  const span = { from: watch.calledAt, to: at };
  if (start === "last" && isInitial && truth.isOutdated(committed, span)) {
    return [`${inShort(entry)}, had been overwritten before the watch was asked for (${where})`];
  }
  return [];
}
