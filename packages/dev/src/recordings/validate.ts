import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseRecording, replay, type HeaderLine, type TestedStore } from "@revkv/conformance";

/** What recordings are held against. */
export interface Validation {
  /** Where they lie, each in a file of its own. */
  readonly folder: string;
  readonly store: TestedStore;
  /** What the headers are to say: which server, and when. */
  readonly by: HeaderLine["validated"][number];
  /** Leaves the files as they are. */
  readonly isOnlyCheck: boolean;
}

/** What came of it. */
export interface Validated {
  readonly recordings: number;
  /** The first difference of each recording that has one, in words. */
  readonly differences: readonly string[];
}

/**
 * Replays every recording of a folder. The header of each that shows no difference names the server from
 * then on, with the date.
 */
export async function validateRecordings(validation: Validation): Promise<Validated> {
  const { folder, store, by, isOnlyCheck } = validation;
  const files = readdirSync(folder).filter((file) => file.endsWith(".jsonl"));
  const differences: string[] = [];
  for (const file of files.toSorted()) {
    const path = join(folder, file);
    const text = readFileSync(path, "utf8");
    const difference = await replay(parseRecording(text), store);
    if (difference !== undefined) differences.push(`${file}: ${difference}`);
    else if (!isOnlyCheck) writeFileSync(path, validatedBy(text, by));
  }
  return { recordings: files.length, differences };
}

/** The text of a recording with a server in its header, once. */
function validatedBy(text: string, by: Validation["by"]): string {
  const end = text.indexOf("\n");
  const header = JSON.parse(text.slice(0, end)) as HeaderLine;
  const others = header.validated.filter(({ server }) => server !== by.server);
  return JSON.stringify({ ...header, validated: [...others, by] }) + text.slice(end);
}
