import type { Call } from "../recording/call.ts";
import { isUnknown } from "../recording/doubt.ts";
import type { CallLine } from "../recording/line.ts";

/** What happened at some moment between two lines of the recording. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A write that was stored, or may have been. */
export interface AskedWrite extends Span {
  readonly asked: Extract<CallLine, { readonly ask: "write" }>;
  /** Undefined where nobody was told. */
  readonly revision: number | undefined;
}

/** Whether a call did what it was asked for, or may have done it, or may still do it. */
export function mayHaveDone({ ended }: Call): boolean {
  return ended === undefined || !("error" in ended) || isUnknown(ended.error);
}

/** When a call did what it did. One whose outcome is unknown may do it after it has failed. */
export function spanOf({ ended, from, to }: Call): Span {
  return { from, to: ended !== undefined && "result" in ended ? to : Infinity };
}

/** The writes among these calls, without those that were surely refused. */
export function writesOf(calls: readonly Call[]): readonly AskedWrite[] {
  return calls.filter(mayHaveDone).flatMap((call) => {
    const { asked, ended } = call;
    if (asked.ask !== "write") return [];
    const isTold = ended !== undefined && "result" in ended;
    return [{ asked, revision: isTold ? Number(ended.result) : undefined, ...spanOf(call) }];
  });
}
