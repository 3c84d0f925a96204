import { describe, expect, test } from "vitest";
import { parseSource, type TextFile } from "../../src/source/source-file.ts";
import { anyTypes } from "../../src/style/any.ts";
import { missingDocstrings } from "../../src/style/docstrings.ts";
import { Interfaces } from "../../src/style/interfaces.ts";
import { rootStrangers } from "../../src/style/root.ts";
import { longFile, longFunctions } from "../../src/style/size.ts";
import { leftovers, machinePaths, privateTooling } from "../../src/style/words.ts";

const textFile = (text: string): TextFile => ({ path: "a.md", text });
const source = (text: string) => parseSource("a.ts", text);

test("a file is too long from one line over the limit", () => {
  expect(longFile(textFile("x\n".repeat(300)), 300)).toEqual([]);
  expect(longFile(textFile("x\n".repeat(301)), 300)).toEqual([
    "a.md:301: the file has 301 lines, 300 are allowed",
  ]);
});

describe("a function", () => {
  const lines = "\n  work();".repeat(59);

  test.each([
    ["a function", `function f() {${lines}\n}`],
    ["an arrow", `const f = () => {${lines}\n};`],
    ["a method", `class A {\n  f() {${lines}\n  }\n}`],
    ["a function within", `const a = [\n  function () {${lines}\n  },\n];`],
  ])("is too long as %s with 61 lines", (_, text) => {
    expect(longFunctions(source(text), 60)).toEqual([expect.stringContaining("has 61 lines")]);
    expect(longFunctions(source(text), 61)).toEqual([]);
  });
});

test("`any` is found wherever a type can be, and in no text", () => {
  const text = [
    "const a: any = 1;",
    "const b = a as any;",
    "type C = Map<string, any[]>;",
    'const any = "any"; // any',
  ];
  expect(anyTypes(source(text.join("\n"))).map((problem) => problem.slice(0, 6))).toEqual([
    "a.ts:1",
    "a.ts:2",
    "a.ts:3",
  ]);
});

const undocumented = (text: string): string[] => {
  const file = source(text);
  return missingDocstrings(file, new Interfaces([file]));
};

describe("a docstring", () => {
  test.each([
    ["export function f() {}", "f has no docstring"],
    ["export const a = 1;", "a has no docstring"],
    ["export type T = string;", "T has no docstring"],
    ["export class A {}", "A has no docstring"],
    ["class A {}\nexport { A };", "A has no docstring"],
    ["// A line comment does not count.\nexport class A {}", "A has no docstring"],
    ["/* Nor does this one. */\nexport class A {}", "A has no docstring"],
    ["/** It is too far away. */\nconst b = 1;\nexport class A {}", "A has no docstring"],
    ["/** */\nexport class A {}", "A has a docstring that says nothing"],
    ["/** @internal */\nexport class A {}", "A has a docstring that says nothing"],
    ["/** Thing. */\nexport class A {}", "A has a docstring of a single word"],
    ["/** the thing. */\nexport class A {}", "A has a docstring that does not begin as a sentence"],
    ["/** The thing */\nexport class A {}", "A has a docstring that does not end as a sentence"],
    ["/** The thing. */\nexport interface I { run(): void }", "I.run has no docstring"],
    ["/** The thing. */\nexport class A { run() {} }", "A.run has no docstring"],
    ["/** The thing. */\nexport class A { static of() {} }", "A.of has no docstring"],
    ["/** The thing. */\nexport class A { get size() { return 1; } }", "A.size has no docstring"],
    [
      "interface I { run(): void }\n/** The thing. */\nexport class A implements I { stop() {} }",
      "A.stop has no docstring",
    ],
    [
      "/** The thing. */\nexport interface I {\n  run(): void;\n  /** It is late. */\n  run(a: 1): void;\n}",
      "I.run has no docstring",
    ],
  ])("is missed in %j", (text, problem) => {
    expect(undocumented(text)).toEqual([expect.stringContaining(problem)]);
  });

  test.each([
    "/** UTF-8. What is more, a sentence. */\nexport function f() {}",
    "/**\n * Does it, as `f`\n * says.\n *\n * @param a - what\n */\nexport function f(a: 1) {}",
    "/** {@link A} made new. */\nexport class A { #run() {} private stop() {} }",
    "/** `a` to `z`. */\nexport function f(): void;\nexport function f(a?: 1): void {}",
    "/** The thing. */\nclass A { [Symbol.iterator]() {} }\nexport { A };",
    "/** The thing. */\nexport class A extends B { override run() {} }",
    "/** The thing. */\nexport class A implements Elsewhere { run() {} }",
    "/** The thing. */\nexport class A implements else.Where { run() {} }",
    "interface J { run(): void }\ninterface I extends J {}\n/** The thing. */\nexport class A implements I { run() {} }",
    'class A {}\nexport { b } from "./b.ts";',
  ])("is not missed in %j", (text) => {
    expect(undocumented(text)).toEqual([]);
  });
});

// The samples are put together so that this file does not hold what it looks for.
const path = (...parts: string[]): string => ["", ...parts].join("/");
const joined = (...parts: string[]): string => parts.join("");

test("unfinished work is found by its marks", () => {
  const marks = [joined("TO", "DO"), joined("FIX", "ME"), joined("XX", "X")];
  for (const mark of marks) {
    expect(leftovers(textFile(`a line\n// ${mark}: later`))).toEqual([
      expect.stringContaining("a.md:2: "),
    ]);
  }
  expect(leftovers(textFile("todo XXXL fixmeup"))).toEqual([]);
});

test("paths of one machine are found, not those of URLs and packages", () => {
  const found = [path("work", "main"), path("tmp", "x"), path("home", "me"), path("root")];
  for (const text of found) expect(machinePaths(textFile(`see "${text}"`))).toHaveLength(1);
  const fine = [
    `https://example.org${path("home", "me")}`,
    `src${path("work", "a.ts")}`,
    `.${path("tmp", "a")}`,
    path("workspace", "a"),
    path("usr", "bin", "node"),
  ];
  for (const text of fine) expect(machinePaths(textFile(`see ${text}`))).toEqual([]);
});

test("private tooling is found by its names", () => {
  expect(privateTooling(textFile(joined("run far", "m-start")))).toHaveLength(1);
  expect(privateTooling(textFile(joined("see ./.lib", "rary/x")))).toHaveLength(1);
  expect(privateTooling(textFile("a farm, a library"))).toEqual([]);
});

test("the root holds what is listed, and dotfiles", () => {
  expect(rootStrangers(["README.md", ".oxlintrc.json", "packages/a/notes.txt"])).toEqual([]);
  expect(rootStrangers(["notes.txt", "scripts/a.sh", "scripts/b.sh"])).toEqual([
    "notes.txt: the root of the repository is not the place for it",
    "scripts: the root of the repository is not the place for it",
  ]);
});
