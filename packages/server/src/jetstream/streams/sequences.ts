import type { ServedLog, LogTotals } from "@revkv/core/engine";

/** The lowest sequence that is stored; the one to come where nothing is any more, 0 where nothing ever was. */
export function firstOf({ firstRevision, lastRevision }: LogTotals): number {
  return firstRevision ?? (lastRevision === 0 ? 0 : lastRevision + 1);
}

/** The sequence of the first message that is as young as a moment; the one to come when none is. */
export function sequenceAt(log: ServedLog, ms: number): number {
  const all = log.read({ filters: [">"], start: "all" });
  return all.find(({ createdMs }) => createdMs >= ms)?.revision ?? log.lastRevision + 1;
}
