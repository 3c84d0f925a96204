import type { Checker } from "./guarantee.ts";
import type { Trial } from "./trial.ts";
import { inShort } from "./words.ts";

/**
 * Who applies what a watch gives, the last entry of each key, has what the bucket has, up to removals that no watch is
 * told of (R10.9): when the initial values of `last` are complete, and, where it is live, at the end of the recording.
 */
export const converges: Checker = {
  name: "Converges",
  promise: "The last entry of each key that came is the one that the bucket has.",
  rules: ["R10.1", "R10.2", "R10.9"],
  broken: (trial) => [...lacksAtFirst(trial), ...differsInTheEnd(trial)],
};

function lacksAtFirst({ watch, missing }: Trial): readonly string[] {
  if (watch.request.start !== "last") return [];
  return missing
    .filter(({ place }) => place === "before")
    .map(({ entry }) => `${inShort(entry)}, is not among the initial values`);
}

function differsInTheEnd(trial: Trial): readonly string[] {
  const { truth, watch, isOpen } = trial;
  if (truth?.life.sure.to !== Infinity || !isOpen) return [];
  const view = new Map(watch.entries.map(({ entry }) => [entry.key, entry.revision]));
  return truth.lastEntries
    .filter((last) => trial.concerns(last) && view.get(last.key) !== last.revision)
    .filter((last) => trial.isDue(last) && !truth.mayBeGone(last, Infinity))
    .map((last) => {
      const revision = view.get(last.key);
      const seen = revision === undefined ? "nothing" : `revision ${revision}`;
      return `${inShort(last)}, is the last of its key, and the watch ends with ${seen}`;
    });
}
