import { callsOf } from "../recording/call.ts";
import type { RecordedLine } from "../recording/line.ts";
import { converges } from "./converges.ts";
import { filter } from "./filter.ts";
import { watchesOf, type GivenWatch } from "./given-watch.ts";
import { grouped } from "../grouped.ts";
import type { Checker, Guarantee, GuaranteeName } from "./guarantee.ts";
import { initializedOnce } from "./initialized-once.ts";
import { isWithin, livesOf, type Life } from "./life.ts";
import { ordered } from "./ordered.ts";
import { reliable } from "./reliable.ts";
import { resumable } from "./resumable.ts";
import { toldWhenCut } from "./told-when-cut.ts";
import { Trial } from "./trial.ts";
import { Truth } from "./truth.ts";
import { unique } from "./unique.ts";

const CHECKERS: readonly Checker[] = [
  ordered,
  unique,
  reliable,
  resumable,
  initializedOnce,
  filter,
  toldWhenCut,
  converges,
];

/** What every watch promises, finite reads included. */
export const GUARANTEES: readonly Guarantee[] = CHECKERS;

/** A guarantee that a watch broke. */
export interface Violation {
  readonly guarantee: GuaranteeName;
  /** The number of the call that began the watch. */
  readonly watch: number;
  /** What happened, and how much more of that kind. */
  readonly words: string;
}

/**
 * Judges every watch of a recording, finite reads among them, by every guarantee.
 *
 * The recording has to begin before its buckets are made, and to hold what all who wrote to them did; or, where
 * none of them did, a watch that was given everything. Its clock has to be that of the store. It is judged as it
 * ends: what a watch has not been given by its last line counts as never given.
 *
 * @returns The guarantees that were broken; none for a good run.
 *
 * @example
 * const lines: string[] = [];
 * const recorder = new Recorder({ title: "a watch", write: (line) => lines.push(line) });
 * const bucket = await (await connect(recorder.wrap(local()))).create("orders");
 * await bucket.watch("eu.>");
 * await bucket.put("eu.1", "open");
 * console.log(judgeRecording(parseRecording(lines.join("\n")))); // []
 */
export function judgeRecording(lines: readonly RecordedLine[]): readonly Violation[] {
  return trialsOf(lines).flatMap(violationsOf);
}

/** Judges one watch, by the number of the call that began it, as {@link judgeRecording} judges all. */
export function judgeWatch(lines: readonly RecordedLine[], watch: number): readonly Violation[] {
  return trialsOf(lines)
    .filter((trial) => trial.watch.watch === watch)
    .flatMap(violationsOf);
}

function violationsOf(trial: Trial): readonly Violation[] {
  return CHECKERS.flatMap(({ name, broken }): Violation[] => {
    const [first, ...more] = broken(trial);
    if (first === undefined) return [];
    const words = more.length === 0 ? first : `${first}; and ${more.length} more`;
    return [{ guarantee: name, watch: trial.watch.watch, words }];
  });
}

function trialsOf(lines: readonly RecordedLine[]): readonly Trial[] {
  const calls = grouped(callsOf(lines), ({ asked }) => asked.bucket);
  const timeAt = (at: number): number => {
    const line = lines[Math.min(at, lines.length - 1)];
    return line === undefined || "atMs" in line ? (line?.atMs ?? 0) : timeAt(at + 1);
  };
  const watches = grouped(watchesOf(lines), ({ bucket }) => bucket);
  return [...watches].flatMap(([bucket, own]) => {
    const asked = calls.get(bucket) ?? [];
    const truths = livesOf(asked).map(
      (life) => new Truth({ life, calls: asked, watches: own.filter(isBegunIn(life)), timeAt }),
    );
    return own.map(
      (watch) =>
        new Trial(
          watch,
          truths.find(({ life }) => isBegunIn(life)(watch)),
        ),
    );
  });
}

/** Whether a watch is of the bucket of this life for certain. */
function isBegunIn(life: Life): (watch: GivenWatch) => boolean {
  return ({ calledAt, openAt = Infinity }) => isWithin({ from: calledAt, to: openAt }, life);
}
