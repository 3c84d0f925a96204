import { describe, expect, test } from "vitest";
import { readSource, readText, repositoryPaths } from "../src/source/repository.ts";
import type { SourceFile } from "../src/source/source-file.ts";
import { walk } from "../src/source/walk.ts";

const PAGE = "docs/testing.md";
const HEADING = "## What other clients' suites assert";
const OUR_FILES = /^packages\/transport-local\/test\/peers\/[^/]+\.test\.ts$/;
const THEIR_NAMES = "packages/dev/test/fixtures/peer-e-tests.json";

/** The rows of the section's tables, without their heads: a list of cells each. */
function tablesOf(page: string): string[][][] {
  const section = page.split(`${HEADING}\n`)[1]?.split("\n## ", 1)[0] ?? "";
  const blocks = section.split("\n\n").filter((block) => block.startsWith("|"));
  return blocks.map((block) => block.trimEnd().split("\n").slice(2).map(cellsOf));
}

function cellsOf(row: string): string[] {
  return row
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** What a last cell says: titles in backticks, reasons without. */
function partsOf(row: readonly string[]): string[] {
  return (row.at(-1) ?? "").split("<br>");
}

/** The titles of the calls of `test` in a file. */
function titlesOf(file: SourceFile): string[] {
  const titles: string[] = [];
  walk(file.program, (node) => {
    if (node.type !== "CallExpression" || node.callee.type !== "Identifier") return;
    const [title] = node.arguments;
    const isTitle = title?.type === "Literal" && typeof title.value === "string";
    if (isTitle && ["test", "it"].includes(node.callee.name)) titles.push(title.value);
  });
  return titles;
}

function doublesIn(names: readonly string[]): string[] {
  return names.filter((name, at) => names.indexOf(name) !== at);
}

const [asked = [], mirrored = [], own = []] = tablesOf(readText(PAGE).text);
const rows = [...asked, ...mirrored, ...own];
const parts = rows.flatMap(partsOf);
const named = parts.flatMap((part) => /^`([^`]+)`$/.exec(part)?.[1] ?? []);
const reasons = parts.filter((part) => /^does not apply: \S/.test(part));
const ourTitles = repositoryPaths()
  .filter((path) => OUR_FILES.test(path))
  .flatMap((path) => titlesOf(readSource(path)));
const theirs = JSON.parse(readText(THEIR_NAMES).text) as Readonly<Record<string, string[]>>;
const theirNames = Object.entries(theirs).flatMap(([suite, names]) =>
  names.map((name) => `${suite}: ${name}`),
);
const nameOf = ([suite, name]: readonly string[]): string => `${suite}: ${name}`;

describe("the table of what other clients' suites assert", () => {
  test("is found, with the tests that it speaks of", () => {
    expect(rows.length).toBeGreaterThan(theirNames.length);
    expect(ourTitles.length).toBeGreaterThan(100);
    expect(theirNames).toHaveLength(149);
  });

  test("has a row for every test of theirs that a store without a server can be asked", () => {
    expect(asked.map(nameOf).toSorted()).toEqual(theirNames.toSorted());
  });

  test("has one row for each test of theirs", () => {
    expect(doublesIn([...asked, ...mirrored].map(nameOf))).toEqual([]);
  });

  test("says in every row which tests of ours assert it, or why none does", () => {
    expect([...asked, ...mirrored].filter((row) => row.length !== 3)).toEqual([]);
    expect(own.filter((row) => row.length !== 2)).toEqual([]);
    expect(parts.filter((part) => !part.startsWith("`") && !reasons.includes(part))).toEqual([]);
    expect(named.length + reasons.length).toBe(parts.length);
  });

  test("names tests of ours that exist", () => {
    expect(named.filter((title) => !ourTitles.includes(title))).toEqual([]);
  });

  test("leaves out none of our tests, and no two share a title", () => {
    expect(ourTitles.filter((title) => !named.includes(title))).toEqual([]);
    expect(doublesIn(ourTitles)).toEqual([]);
  });
});
