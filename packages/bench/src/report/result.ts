import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Measured } from "../run/measure-section.ts";
import type { Surroundings } from "../run/surroundings.ts";

/** A measured section, and where it was measured. */
export interface Result extends Measured {
  readonly surroundings: Surroundings;
}

const FOLDER = new URL("../../../../docs/benchmarks/", import.meta.url);

/** Keeps a result for the document, in place of an older one of its section. */
export function writeResult(result: Result): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(fileOf(result.section), `${JSON.stringify(result, null, 2)}\n`);
}

/** The result that is kept for a section; undefined where there is none. */
export function readResult(section: string): Result | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(section), "utf8")) as Result;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Writes a chart beside the results. */
export function writeChart(name: string, svg: string): void {
  writeFileSync(new URL(`${name}.svg`, FOLDER), `${svg}\n`);
}

/** Writes the document. */
export function writeDocument(text: string): void {
  writeFileSync(new URL("../benchmarks.md", FOLDER), text);
}

function fileOf(section: string): URL {
  return new URL(`${section}.json`, FOLDER);
}
