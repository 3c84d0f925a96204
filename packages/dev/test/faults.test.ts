import { RULES } from "@revkv/conformance";
import { describe, expect, test } from "vitest";
import { readText, repositoryPaths } from "../src/source/repository.ts";

/** A fault that can be planted, as packages/conformance/faults/run.mjs reads it. */
interface Fault {
  readonly rule: string;
  readonly name: string;
  readonly breaks: string;
  readonly edits: readonly { readonly file: string; readonly find: string }[];
}

const lists = repositoryPaths().filter((path) =>
  /^packages\/conformance\/faults\/.*\.json$/.test(path),
);
const faults = lists.flatMap((path) => JSON.parse(readText(path).text) as Fault[]);
const page = readText("docs/testing.md").text;

describe("planted faults", () => {
  test("leave out no rule, and know no other", () => {
    const numbers = RULES.map(({ number }) => number);
    expect(new Set(faults.map(({ rule }) => rule))).toEqual(new Set(numbers));
  });

  test("have names of their own", () => {
    const names = faults.map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  test.each(faults)("$name can be planted in these sources", ({ edits }) => {
    expect(edits).not.toEqual([]);
    for (const { file, find } of edits)
      expect(readText(file).text.split(find), `${file}: ${find}`).toHaveLength(2);
  });

  test.each(faults)("$name is listed in docs/testing.md with what caught it", (fault) => {
    const row = page.split("\n").find((line) => line.includes(`| \`${fault.name}\` `));
    expect(row).toContain(`| ${fault.rule} `);
    expect(row).toContain(fault.breaks);
    expect(row).toMatch(/ \| `.+` +\|$/);
  });
});
