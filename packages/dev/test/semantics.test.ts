import { ALL_CASES, RULES } from "@revkv/conformance";
import { describe, expect, test } from "vitest";
import { readText, repositoryPaths } from "../src/source/repository.ts";

const paths = repositoryPaths();
const page = readText("docs/semantics.md").text;

/** Sections of the page by the number of their rule. */
function rules(): Map<string, string> {
  const parts = page.split(/\n(?=\*\*R\d+\.\d+\*\* )/).slice(1);
  return new Map(
    parts.map((part) => [/^\*\*(R\d+\.\d+)\*\*/.exec(part)?.[1] ?? "", part.split(/\n#/)[0] ?? ""]),
  );
}

/** The files of every package's sources or tests. */
function files(folder: "src" | "test"): string[] {
  return paths.filter((path) => /^packages\/[^/]+\/(src|test)\/.*\.ts$/.exec(path)?.[1] === folder);
}

const titles = new Set([
  ...ALL_CASES.map(({ title }) => title),
  ...files("test").flatMap((file) =>
    [...readText(file).text.matchAll(/\b(?:test|it)(?:\.prop\([^"`]*\))?\(\s*(["`])(.+?)\1/g)].map(
      (match) => match[2] ?? "",
    ),
  ),
]);

describe("docs/semantics.md", () => {
  test("has rules, each once", () => {
    const numbers = [...page.matchAll(/^\*\*(R\d+\.\d+)\*\* /gm)].map((match) => match[1]);
    expect(numbers.length).toBeGreaterThan(40);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  test.each([...rules()])("%s names tests that exist", (_number, text) => {
    const held = /Held by: (.+)/s.exec(text)?.[1] ?? "";
    const named = [...held.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
    expect(named).not.toEqual([]);
    expect(named.filter((title) => !titles.has(title))).toEqual([]);
  });

  test("has the rules that the suite is grouped by, in the same sections", () => {
    const sections = page.split(/\n## (?=R\d+ )/).slice(1);
    const onPage = sections.flatMap((text) =>
      [...text.matchAll(/^\*\*(R\d+\.\d+)\*\* /gm)].map(
        (match) => `${text.split("\n")[0]}: ${match[1]}`,
      ),
    );
    expect(RULES.map(({ section, number }) => `${section}: ${number}`)).toEqual(onPage);
  });

  test("knows every rule that the sources refer to", () => {
    const groups = new Set([...page.matchAll(/^## (R\d+) /gm)].map((match) => match[1]));
    const known = new Set([...rules().keys(), ...groups]);
    const unknown = files("src").flatMap((file) =>
      [...readText(file).text.matchAll(/\bR\d+(?:\.\d+)?\b/g)]
        .map((match) => match[0])
        .filter((number) => !known.has(number))
        .map((number) => `${file}: ${number}`),
    );
    expect(unknown).toEqual([]);
  });
});
