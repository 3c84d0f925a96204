import type { Row } from "./row.ts";

/** Rows that are measured together: one name of the command. */
export interface Section {
  readonly name: string;
  /** What is measured and how, as the document says it. */
  readonly about: string;
  readonly rounds: number;
  /** Its figures depend on how busy the machine is: a canary tells. */
  readonly isTimed: boolean;
  readonly rows: readonly Row[];
}

/** The children that a section's rows read from, each once, in the order of the rows. */
export function commandsOf({ rows }: Pick<Section, "rows">): readonly string[] {
  return [...new Set(rows.flatMap(({ places }) => places.map(({ command }) => command)))];
}
