import type { Checker } from "./guarantee.ts";
import type { Trial } from "./trial.ts";
import { inShort, lineOf } from "./words.ts";

/**
 * The end of the initial values is told once, also when there are none: after everything that was stored when the
 * watch was asked for, before anything else where only updates are wanted, and never after the watch's own end.
 */
export const initializedOnce: Checker = {
  name: "Initialized-once",
  promise:
    "The end of the initial values is told once: after the last of them, before what is live.",
  rules: ["R10.4"],
  broken: (trial) => [...countOf(trial), ...placeOf(trial)],
};

function countOf({ watch, isOpen, overAt }: Trial): readonly string[] {
  const { caughtUpAt } = watch;
  const late = caughtUpAt.filter((at) => at > overAt);
  return [
    ...(isOpen && caughtUpAt.length === 0 ? ["the end of the initial values was never told"] : []),
    ...caughtUpAt.slice(1).map((at) => `it was told again (${lineOf(at)})`),
    ...late.map((at) => `it was told after the watch had ended (${lineOf(at)})`),
  ];
}

function placeOf({ watch, truth, caughtUpAt }: Trial): readonly string[] {
  if (caughtUpAt === undefined) return [];
  const { entries, request, calledAt } = watch;
  const isStored = (revision: number): boolean => (truth?.at(revision)?.to ?? Infinity) < calledAt;
  const early = entries.filter(({ at, entry }) => at > caughtUpAt && isStored(entry.revision));
  const late = entries.filter(({ at }) => at < caughtUpAt && request.start === "new");
  return [
    ...early.map(
      ({ at, entry }) => `${inShort(entry)}, is an initial value and came after (${lineOf(at)})`,
    ),
    ...late.map(({ at, entry }) => `${inShort(entry)}, is live and came before (${lineOf(at)})`),
  ];
}
