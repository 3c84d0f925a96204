import type { CallLine, RecordedLine, ReturnLine } from "./line.ts";

/** A line of a recording, and its number there. */
export interface NumberedLine {
  readonly line: RecordedLine;
  readonly number: number;
}

/** How each call ended, by its number. */
export type CallEnds = ReadonlyMap<number, ReturnLine>;

/** The ends of all calls that have one. */
export function endsOf(lines: readonly RecordedLine[]): CallEnds {
  return new Map(lines.flatMap((line) => ("return" in line ? [[line.return, line] as const] : [])));
}

/** The revision that a write was given; undefined for all other calls and for writes that failed. */
export function revisionOf(call: CallLine, ends: CallEnds): number | undefined {
  const end = ends.get(call.call);
  return call.ask === "write" && end !== undefined && "result" in end
    ? Number(end.result)
    : undefined;
}

/**
 * The lines in the order in which their calls are made again: that of the recording, except that a write
 * waits for those which began while it was under way and were given lower revisions.
 */
export function playOrder(lines: readonly RecordedLine[]): readonly NumberedLine[] {
  const ends = endsOf(lines);
  const underWay = new Map<number, Placed>();
  const all = lines.map((line, at) => {
    const placed: Placed = { line, number: at + 1, place: at, revision: 0 };
    if ("return" in line) underWay.delete(line.return);
    const revision = "call" in line ? revisionOf(line, ends) : undefined;
    if (!("call" in line) || revision === undefined) return placed;
    placed.revision = revision;
    for (const other of underWay.values()) {
      const isLater = other.revision > revision && bucketOf(other) === line.bucket;
      if (isLater) other.place = at;
    }
    underWay.set(line.call, placed);
    return placed;
  });
  return all.toSorted((a, b) => a.place - b.place || a.revision - b.revision);
}

interface Placed extends NumberedLine {
  /** After which line it is to come. */
  place: number;
  revision: number;
}

function bucketOf({ line }: NumberedLine): string | undefined {
  return "call" in line ? line.bucket : undefined;
}
