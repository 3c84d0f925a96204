import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseSource, type SourceFile, type TextFile } from "./source-file.ts";

/** The root of the repository, seen from the sources and from `dist` alike. */
export const root: string = fileURLToPath(new URL("../../../../", import.meta.url));

/** What installs, builds and test runs leave behind, as `.gitignore` has it, and git's own folder. */
const LEFT_BEHIND = /^(?:\.git|node_modules|dist|coverage|\.cache|.*\.tsbuildinfo|.*\.tgz)$/;

/**
 * The paths of all files that a commit of everything would hold, without asking git: not everybody who runs
 * the tests has it. Sorted, so that every machine reports problems in one order.
 */
export function repositoryPaths(folder = ""): string[] {
  const entries = readdirSync(root + folder, { withFileTypes: true });
  const kept = entries.filter((entry) => !LEFT_BEHIND.test(entry.name));
  const paths = kept.flatMap((entry) => {
    const path = folder + entry.name;
    return entry.isDirectory() ? repositoryPaths(`${path}/`) : [path];
  });
  return paths.toSorted();
}

/** Reads a file of the repository. */
export function readText(path: string): TextFile {
  return { path, text: readFileSync(root + path, "utf8") };
}

/** Reads and parses a file of the repository. */
export function readSource(path: string): SourceFile {
  return parseSource(path, readText(path).text);
}
