import { parseArgs } from "node:util";
import type { Section } from "./run/section.ts";

/** What the command was called with. */
export interface Options {
  readonly sections: readonly Section[];
  /** Instead of each section's own number. */
  readonly rounds: number | undefined;
  /** A file for all that was measured. */
  readonly json: string | undefined;
  /** Keep what was measured, and draw the document anew. */
  readonly isWritten: boolean;
}

/** Takes more than a minute, or repeats what others measure: by name alone. */
const BY_NAME = new Set(["soak", "short"]);

/** Reads the arguments; throws for what makes no sense. */
export function readOptions(args: readonly string[], all: readonly Section[]): Options {
  const { values, positionals } = parseArgs({
    // pnpm hands on the two dashes that end its own options.
    args: args.filter((argument) => argument !== "--"),
    allowPositionals: true,
    options: {
      rounds: { type: "string" },
      json: { type: "string" },
      write: { type: "boolean", default: false },
    },
  });
  return {
    sections:
      positionals.length === 0
        ? all.filter(({ name }) => !BY_NAME.has(name))
        : positionals.map((name) => sectionOf(name, all)),
    rounds: values.rounds === undefined ? undefined : countOf(values.rounds),
    json: values.json,
    isWritten: values.write,
  };
}

function sectionOf(name: string, all: readonly Section[]): Section {
  const section = all.find((known) => known.name === name);
  if (section !== undefined) return section;
  throw new Error(`there is no section ${name}: ${all.map((known) => known.name).join(", ")}`);
}

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw new Error(`--rounds is a whole number of at least 1, not ${text}`);
}
