import type { Checker } from "./guarantee.ts";
import type { Trial } from "./trial.ts";
import { inShort, lineOf } from "./words.ts";

/**
 * A watch that stops short of what was committed says so: it ends with an error. It is neither silent nor ends
 * cleanly, unless its reader stopped it or closed the store, and its end is the last that is heard of it. A read that
 * is not live is complete, or ends with an error.
 */
export const toldWhenCut: Checker = {
  name: "Told-when-cut",
  promise:
    "A watch that stops short ends with an error: it is never silent, and never ends cleanly.",
  rules: ["R10.11"],
  broken: (trial) => [...silences(trial), ...cleanEnd(trial), ...afterwards(trial)],
};

function silences({ watch, truth, missing, isOpen, caughtUpAt }: Trial): readonly string[] {
  const { request, openAt, ending, isPaused } = watch;
  const isLeft = openAt === undefined || ending !== undefined || isPaused;
  return [
    ...missing
      .filter(({ place }) => place === "after")
      .map(({ entry }) => `${inShort(entry)}, never came, and no error`),
    ...(isOpen && truth?.life.isDeleted === true
      ? ["its bucket was deleted, and no error came"]
      : []),
    ...(request.live || isLeft || caughtUpAt !== undefined ? [] : ["the read has not ended"]),
  ];
}

function cleanEnd({ watch: { ending, request }, caughtUpAt }: Trial): readonly string[] {
  if (ending?.how !== "closed" || ending.error !== null) return [];
  const isComplete = !request.live && caughtUpAt !== undefined;
  return isComplete ? [] : [`it ended without an error (${lineOf(ending.at)})`];
}

function afterwards({ watch: { entries }, overAt }: Trial): readonly string[] {
  return entries
    .filter(({ at }) => at > overAt)
    .map(({ at, entry }) => `${inShort(entry)}, came after its end (${lineOf(at)})`);
}
