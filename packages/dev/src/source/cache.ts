import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./repository.ts";

/**
 * A folder of this package for what tests write: git ignores it, and what lies in it finds the package's
 * dependencies.
 */
export function cacheFolder(name: string): string {
  const folder = join(root, "packages/dev/.cache", name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
