import type { Call } from "../recording/call.ts";
import { mayHaveDone, spanOf, type Span } from "./past-call.ts";

/**
 * The time in which a bucket is one and the same: when it is deleted and made again, revisions begin again. What
 * happened beside a deletion is of the life before or of the one after, and nobody can tell.
 */
export interface Life {
  /** Between these two lines it went on for certain. */
  readonly sure: Span;
  /** It may have begun so soon, and gone on so long. */
  readonly possible: Span;
  /** The bucket surely was deleted at its end. */
  readonly isDeleted: boolean;
}

/** The lives of a bucket by all that was asked of it. */
export function livesOf(calls: readonly Call[]): readonly Life[] {
  const deletions = calls.filter(mayHaveDeleted).toSorted((a, b) => a.from - b.from);
  const lives: Life[] = [];
  let begin: Span = { from: -1, to: -1 };
  for (const deletion of deletions) {
    const end = spanOf(deletion);
    lives.push({
      sure: { from: begin.to, to: end.from },
      possible: { from: begin.from, to: end.to },
      isDeleted: hasDeleted(deletion),
    });
    begin = { from: end.from, to: Math.max(begin.to, end.to) };
  }
  const sure = { from: begin.to, to: Infinity };
  return [...lives, { sure, possible: { ...sure, from: begin.from }, isDeleted: false }];
}

/** Whether something happened in this life for certain. */
export function isWithin(span: Span, { sure }: Life): boolean {
  return span.from > sure.from && span.to < sure.to;
}

/** Whether something may have happened in this life. */
export function mayBeWithin(span: Span, { possible }: Life): boolean {
  return span.to > possible.from && span.from < possible.to;
}

function mayHaveDeleted(call: Call): boolean {
  return call.asked.ask === "deleteBucket" && mayHaveDone(call) && resultOf(call) !== false;
}

function hasDeleted(call: Call): boolean {
  return resultOf(call) === true;
}

function resultOf({ ended }: Call): unknown {
  return ended !== undefined && "result" in ended ? ended.result : undefined;
}
