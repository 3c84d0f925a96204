import { describe, expect, test } from "vitest";
import { readText, repositoryPaths } from "../src/source/repository.ts";

const patches = repositoryPaths().filter((path) => path.endsWith(".patch"));

/** The hunks of a patch: which file they are for, and the lines that must be there. */
function hunksOf(patch: string): { readonly path: string; readonly before: string }[] {
  return readText(patch)
    .text.split(/^--- a\//m)
    .slice(1)
    .flatMap((part) => {
      const path = part.slice(0, part.indexOf("\n"));
      const hunks = part.split(/^@@.*@@.*\n/m).slice(1);
      const isThere = (line: string): boolean => line.startsWith(" ") || line.startsWith("-");
      return hunks.map((hunk) => {
        const lines = hunk.split("\n").filter(isThere);
        return { path, before: lines.map((line) => line.slice(1)).join("\n") };
      });
    });
}

describe("planted faults", () => {
  test("there are at least twelve", () => {
    expect(patches.length).toBeGreaterThanOrEqual(12);
  });

  test.each(patches)("%s can be planted in these sources", (patch) => {
    const hunks = hunksOf(patch);
    expect(hunks).not.toEqual([]);
    const homeless = hunks.filter(({ path, before }) => !readText(path).text.includes(before));
    expect(homeless).toEqual([]);
  });
});
