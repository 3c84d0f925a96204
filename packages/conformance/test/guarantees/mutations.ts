import type { RecordedEntry, RecordedLine } from "../../src/recording/line.ts";
import type { GivenWatch } from "../../src/guarantees/given-watch.ts";
import type { GuaranteeName } from "../../src/guarantees/guarantee.ts";

/** A recording that was spoilt, and the guarantee that is broken by it. */
interface Spoilt {
  readonly lines: readonly RecordedLine[];
  readonly breaks: GuaranteeName;
}

/** Something that may happen to one watch of a recording, and must not. */
export interface Mutation {
  readonly name: string;
  /**
   * Undefined where it does not apply to that watch.
   *
   * @param pick - Chooses a number from 0 to below another.
   */
  readonly spoil: (
    lines: readonly RecordedLine[],
    watch: GivenWatch,
    pick: (below: number) => number,
  ) => Spoilt | undefined;
}

/** Each is seen on a bucket that keeps everything. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: "the first entry is lost",
    spoil: (lines, watch) => {
      const [first, second] = watch.entries;
      if (first === undefined || second === undefined) return undefined;
      return spoilt(lines.toSpliced(first.at, 1), firstIsLost(watch));
    },
  },
  {
    name: "an entry between others is lost",
    spoil: (lines, watch, pick) => {
      if (watch.entries.length < 3) return undefined;
      const lost = watch.entries[1 + pick(watch.entries.length - 2)];
      return lost && spoilt(lines.toSpliced(lost.at, 1), "Reliable");
    },
  },
  {
    name: "the last entry is lost",
    spoil: (lines, watch) => {
      const last = watch.entries.at(-1);
      if (last === undefined || isLeft(watch)) return undefined;
      return spoilt(lines.toSpliced(last.at, 1), "Told-when-cut");
    },
  },
  {
    name: "an entry comes twice",
    spoil: (lines, watch, pick) => {
      const doubled = watch.entries[pick(watch.entries.length)];
      const line = doubled && lines[doubled.at];
      return line && spoilt(lines.toSpliced(doubled.at, 0, line), "Unique");
    },
  },
  {
    name: "two entries change places",
    spoil: (lines, watch, pick) => {
      if (watch.entries.length < 2) return undefined;
      const at = pick(watch.entries.length - 1);
      const [one, other] = watch.entries.slice(at, at + 2);
      if (one === undefined || other === undefined) return undefined;
      const swapped = withEntry(withEntry(lines, one.at, other.entry), other.at, one.entry);
      return spoilt(swapped, "Ordered");
    },
  },
  {
    name: "an entry has a key that does not match",
    spoil: (lines, watch, pick) => {
      const { entries, request } = watch;
      const found = entries[pick(entries.length)];
      if (found === undefined || request.filters.includes(">")) return undefined;
      const other = { ...found.entry, key: "nobody.asked" };
      return spoilt(withEntry(lines, found.at, other), "Filter");
    },
  },
  {
    name: "an entry has another key that matches",
    spoil: (lines, watch, pick) => {
      const { entries } = watch;
      const found = entries[pick(entries.length)];
      const other = entries.find(({ entry }) => entry.key !== found?.entry.key);
      if (found === undefined || other === undefined) return undefined;
      const changed = { ...found.entry, key: other.entry.key };
      return spoilt(withEntry(lines, found.at, changed), "Reliable");
    },
  },
  {
    name: "an entry has another value",
    spoil: (lines, watch, pick) => {
      const { entries } = watch;
      const found = entries[pick(entries.length)];
      if (found === undefined) return undefined;
      const changed = { ...found.entry, value: "other", length: 5 };
      return spoilt(withEntry(lines, found.at, changed), "Reliable");
    },
  },
  {
    name: "the end of the initial values is not told",
    spoil: (lines, watch) => {
      const [told] = watch.caughtUpAt;
      if (told === undefined || isLeft(watch) || !watch.request.live) return undefined;
      return spoilt(lines.toSpliced(told, 1), "Initialized-once");
    },
  },
  {
    name: "the end of the initial values is told twice",
    spoil: (lines, watch) => {
      const [told] = watch.caughtUpAt;
      const line = told === undefined ? undefined : lines[told];
      if (told === undefined || line === undefined) return undefined;
      return spoilt(lines.toSpliced(told, 0, line), "Initialized-once");
    },
  },
  {
    name: "the end of the initial values is told early",
    spoil: (lines, watch) => {
      const [told] = watch.caughtUpAt;
      const last = watch.entries.findLast(({ at }) => told !== undefined && at < told);
      if (told === undefined || last === undefined) return undefined;
      return spoilt(moved(lines, told, last.at), "Initialized-once");
    },
  },
  {
    name: "the end of no initial values is told late",
    spoil: (lines, watch) => {
      const [told] = watch.caughtUpAt;
      const [first] = watch.entries;
      if (told === undefined || first === undefined || watch.request.start !== "new")
        return undefined;
      return spoilt(moved(lines, told, first.at), "Initialized-once");
    },
  },
  {
    name: "an error at the end is kept back",
    spoil: (lines, watch) => {
      const { ending } = watch;
      if (ending?.how !== "closed") return undefined;
      const clean = { watch: watch.watch, atMs: 0, closed: null };
      return spoilt(lines.with(ending.at, clean), "Told-when-cut");
    },
  },
  {
    name: "the end is not told",
    spoil: (lines, watch) => {
      if (watch.ending?.how !== "closed" || lines.some((line) => isLeaving(line, watch))) {
        return undefined;
      }
      // Its reader stops it when it hears of the end.
      const silent = lines.filter((line) => !isEnding(line, watch.watch));
      return spoilt(silent, "Told-when-cut");
    },
  },
  {
    name: "an entry comes after the end",
    spoil: (lines, watch, pick) => {
      const { ending, entries } = watch;
      const found = entries[pick(entries.length)];
      if (found === undefined || (ending?.how !== "closed" && ending?.how !== "stopped"))
        return undefined;
      return spoilt(moved(lines, found.at, ending.at), "Told-when-cut");
    },
  },
  {
    name: "an entry from before the beginning comes",
    spoil: (lines, watch) => {
      const { start } = watch.request;
      const [first] = watch.entries;
      if (typeof start !== "object" || start.revision === 1 || first === undefined)
        return undefined;
      const older = { ...first.entry, revision: start.revision - 1 };
      const line = { watch: watch.watch, atMs: 0, entry: older };
      return spoilt(lines.toSpliced(first.at, 0, line), "Resumable");
    },
  },
];

function isEnding(line: RecordedLine, watch: number): boolean {
  return "watch" in line && line.watch === watch && ("closed" in line || "stopped" in line);
}

/** Who closes the store is owed nothing more. */
function isLeaving(line: RecordedLine, { client }: GivenWatch): boolean {
  return "ask" in line && line.ask === "close" && line.client === client;
}

function firstIsLost({ request: { start }, caughtUpAt, entries }: GivenWatch): GuaranteeName {
  if (start === "all" || typeof start === "object") return "Resumable";
  const isInitial = (entries[0]?.at ?? 0) < (caughtUpAt[0] ?? Infinity);
  return isInitial ? "Converges" : "Reliable";
}

/** Whether nothing more is owed to its reader. */
function isLeft({ request, ending, caughtUpAt }: GivenWatch): boolean {
  return request.live ? ending !== undefined : caughtUpAt.length === 0;
}

function spoilt(lines: readonly RecordedLine[], breaks: GuaranteeName): Spoilt {
  return { lines, breaks };
}

function withEntry(
  lines: readonly RecordedLine[],
  at: number,
  entry: RecordedEntry,
): readonly RecordedLine[] {
  return lines.with(at, { ...lines[at], entry } as RecordedLine);
}

/** The line of one place at another, with all between one place on. */
function moved(lines: readonly RecordedLine[], from: number, to: number): readonly RecordedLine[] {
  const line = lines[from];
  return line === undefined ? lines : lines.toSpliced(from, 1).toSpliced(to, 0, line);
}
