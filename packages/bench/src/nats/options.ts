import { parseArgs } from "node:util";
import type { Load, Row } from "./row.ts";

/** What the command was called with. */
export interface Options {
  readonly rounds: number;
  readonly load: Load;
  readonly rows: readonly Row[];
  readonly noAsyncTraces: boolean;
}

/** Reads the arguments; throws for what makes no sense. */
export function readOptions(args: readonly string[], rows: readonly Row[]): Options {
  const { values } = parseArgs({
    // pnpm hands on the two dashes that end its own options.
    args: args.filter((argument) => argument !== "--"),
    options: {
      rounds: { type: "string", default: "7" },
      operations: { type: "string", default: "10000" },
      "in-flight": { type: "string", default: "500" },
      only: { type: "string", default: "" },
      "no-async-traces": { type: "boolean", default: false },
    },
  });
  const chosen = rows.filter(({ name }) => name.startsWith(values.only));
  if (chosen.length === 0) {
    throw new Error(
      `--only takes what a row begins with: ${rows.map(({ name }) => name).join("; ")}`,
    );
  }
  return {
    rounds: countOf("rounds", values.rounds),
    load: {
      operations: countOf("operations", values.operations),
      inFlight: countOf("in-flight", values["in-flight"]),
    },
    rows: chosen,
    noAsyncTraces: values["no-async-traces"],
  };
}

function countOf(name: string, text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw new Error(`--${name} is a whole number of at least 1, not ${text}`);
}
