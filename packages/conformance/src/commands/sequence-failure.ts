import { Difference } from "./difference.ts";

/** The end of a sequence that did not come to its own end. */
export class SequenceFailure extends Error {
  override readonly name: "SequenceFailure" = "SequenceFailure";
  /** What it has in common with others, such as `keys: another answer`: for counting. */
  readonly sort: string;

  constructor(transcript: readonly string[], cause: unknown) {
    const what = cause instanceof Error ? cause.message : String(cause);
    super([...transcript, `DIFFERENCE: ${what}`].join("\n"), { cause });
    this.sort = cause instanceof Difference ? cause.sort : what;
  }
}
