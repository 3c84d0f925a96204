import type { SourceFile } from "../source/source-file.ts";
import { importsOf } from "./imports.ts";

/**
 * Circles of files that import each other, be it types alone. Each circle is told once, from its first file
 * in the order of paths.
 */
export function importCycles(files: readonly SourceFile[]): string[] {
  const targets = new Map(files.map((file) => [file.path, targetsOf(file)]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const seenAt = trail.indexOf(path);
    if (seenAt >= 0) {
      cycles.push(`${[...trail.slice(seenAt), path].join(" -> ")} is a circle of imports`);
      return;
    }
    if (done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of [...targets.keys()].toSorted()) visit(path, []);
  return cycles;
}

function targetsOf(file: SourceFile): string[] {
  return importsOf(file).flatMap(({ target }) => (target === undefined ? [] : [target]));
}
