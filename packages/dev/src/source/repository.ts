import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseSource, type SourceFile, type TextFile } from "./source-file.ts";

/** The root of the repository, seen from the sources and from `dist` alike. */
export const root: string = fileURLToPath(new URL("../../../../", import.meta.url));

/**
 * The paths of all files that are tracked or would be: what a commit of everything would hold. Sorted, so
 * that every machine reports problems in one order.
 */
export function repositoryPaths(): string[] {
  const options = ["--cached", "--others", "--exclude-standard", "-z"];
  const listed = execFileSync("git", ["ls-files", ...options], { cwd: root, encoding: "utf8" });
  const paths = listed.split("\0").filter((path) => path !== "" && existsSync(root + path));
  return [...new Set(paths)].toSorted();
}

/** Reads a file of the repository. */
export function readText(path: string): TextFile {
  return { path, text: readFileSync(root + path, "utf8") };
}

/** Reads and parses a file of the repository. */
export function readSource(path: string): SourceFile {
  return parseSource(path, readText(path).text);
}
