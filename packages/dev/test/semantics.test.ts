import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const page = readFileSync(join(root, "docs/semantics.md"), "utf8");

/** Sections of the page by the number of their rule. */
function rules(): Map<string, string> {
  const parts = page.split(/\n(?=\*\*R\d+\.\d+\*\* )/).slice(1);
  return new Map(
    parts.map((part) => [/^\*\*(R\d+\.\d+)\*\*/.exec(part)?.[1] ?? "", part.split(/\n#/)[0] ?? ""]),
  );
}

/** The files under a folder of every package that end in `.ts`. */
function files(folder: "src" | "test"): string[] {
  const packages = readdirSync(join(root, "packages"), { withFileTypes: true });
  return packages
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const path = join(root, "packages", name, folder);
      const found = readdirSync(path, { recursive: true, encoding: "utf8" });
      return found.filter((file) => file.endsWith(".ts")).map((file) => join(path, file));
    });
}

const titles = new Set(
  files("test").flatMap((file) =>
    [
      ...readFileSync(file, "utf8").matchAll(
        /\b(?:test|it)(?:\.prop\([^"`]*\))?\(\s*(["`])(.+?)\1/g,
      ),
    ].map((match) => match[2] ?? ""),
  ),
);

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

  test("knows every rule that the sources refer to", () => {
    const groups = new Set([...page.matchAll(/^## (R\d+) /gm)].map((match) => match[1]));
    const known = new Set([...rules().keys(), ...groups]);
    const unknown = files("src").flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/\bR\d+(?:\.\d+)?\b/g)]
        .map((match) => match[0])
        .filter((number) => !known.has(number))
        .map((number) => `${file.slice(root.length)}: ${number}`),
    );
    expect(unknown).toEqual([]);
  });
});
