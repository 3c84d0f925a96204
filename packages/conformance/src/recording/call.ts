import type { CallLine, RecordedLine, ReturnLine } from "./line.ts";

/** A call of a recording and how it ended. */
export interface Call {
  readonly asked: CallLine;
  /** Undefined where it never ended. */
  readonly ended: ReturnLine | undefined;
  /** The places of its lines in the recording; one that never ended goes on for ever. */
  readonly from: number;
  readonly to: number;
}

/** The calls of a recording, in the order in which they began. */
export function callsOf(lines: readonly RecordedLine[]): readonly Call[] {
  const calls = new Map<number, Call>();
  for (const [at, line] of lines.entries()) {
    if ("call" in line) {
      calls.set(line.call, { asked: line, ended: undefined, from: at, to: Infinity });
    } else if ("return" in line) {
      const call = calls.get(line.return);
      if (call !== undefined) calls.set(line.return, { ...call, ended: line, to: at });
    }
  }
  return [...calls.values()];
}
