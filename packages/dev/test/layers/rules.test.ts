import { describe, expect, test } from "vitest";
import { importCycles } from "../../src/layers/cycles.ts";
import { importsOf } from "../../src/layers/imports.ts";
import { law } from "../../src/layers/law.ts";
import { brokenLayers, pathsIntoOtherPackages } from "../../src/layers/layers.ts";
import { defaultExports, moduleState } from "../../src/layers/module-state.ts";
import { parseSource, type SourceFile } from "../../src/source/source-file.ts";

const engine = "packages/core/src/engine/log.ts";

/** The problems of a file that holds a single import. */
const broken = (path: string, specifier: string): string[] =>
  brokenLayers(parseSource(path, `import { a } from "${specifier}";\n`), law);

describe("a layer", () => {
  test.each([
    ["packages/core/src/base/clock.ts", "../words/key.ts"],
    ["packages/core/src/words/key.ts", "../contract/transport.ts"],
    ["packages/core/src/words/codec.ts", "@standard-schema/spec"],
    ["packages/core/src/contract/transport.ts", "../base/clock.ts"],
    [engine, "../facade/watcher.ts"],
    [engine, "../contract/transport.ts"],
    [engine, "../words.ts"],
    ["packages/core/src/facade/connect.ts", "../engine/engine.ts"],
    ["packages/core/src/facade/connect.ts", "@revkv/transport-local"],
    ["packages/core/src/index.ts", "./engine/engine.ts"],
    ["packages/core/src/words.ts", "./contract/transport.ts"],
    ["packages/core/src/subjects.ts", "./facade/connect.ts"],
    ["packages/core/src/base/clock.ts", "node:timers"],
    ["packages/core/src/base/clock.ts", "timers"],
    ["packages/transport-local/src/local.ts", "node:timers"],
    ["packages/transport-local/src/local.ts", "@revkv/conformance"],
    ["packages/transport-local/src/local.ts", "@revkv/core-two"],
    ["packages/conformance/src/suite.ts", "@revkv/transport-local"],
    ["packages/conformance/src/model/model.ts", "@revkv/core"],
    ["packages/conformance/src/model/model.ts", "@revkv/core/engine"],
    ["packages/conformance/src/model/model.ts", "../commands/world.ts"],
    ["packages/conformance/src/model/model.ts", "fast-check"],
  ])("of %s may not import %s", (path, specifier) => {
    expect(broken(path, specifier)).toEqual([expect.stringContaining(`${path}:1: `)]);
  });

  test.each([
    ["packages/core/src/words/key.ts", "../base/bytes.ts"],
    [engine, "./stored.ts"],
    [engine, "./deeper/stored.ts"],
    ["packages/core/src/facade/codecs.ts", "@standard-schema/spec"],
    ["packages/core/src/index.ts", "./words.ts"],
    ["packages/transport-local/src/local.ts", "@revkv/core"],
    ["packages/transport-local/src/local.ts", "@revkv/core/engine"],
    ["packages/conformance/src/model/model.ts", "@revkv/core/words"],
    ["packages/conformance/src/suite.ts", "./model/model.ts"],
  ])("of %s may import %s", (path, specifier) => {
    expect(broken(path, specifier)).toEqual([]);
  });

  test("is broken by every way to name a module", () => {
    const text = [
      'import type { A } from "../facade/a.ts";',
      'export { b } from "../facade/b.ts";',
      'export * from "../facade/c.ts";',
      'const d = await import("../facade/d.ts");',
      'type E = import("../facade/e.ts").E;',
      'import f = require("../facade/f.ts");',
      'import "../facade/g.ts";',
    ];
    const problems = brokenLayers(parseSource(engine, text.join("\n")), law);
    expect(problems.map((problem) => problem.split(":")[1])).toHaveLength(text.length);
  });

  test("is needed: a new folder has none", () => {
    expect(broken("packages/core/src/new/file.ts", "./other.ts")).toHaveLength(1);
    expect(broken("packages/new/src/file.ts", "./other.ts")).toHaveLength(1);
    expect(broken("packages/core/src/index.ts", "./new/file.ts")).toHaveLength(1);
  });
});

const leaving = (specifier: string): string[] =>
  pathsIntoOtherPackages(
    parseSource("packages/dev/test/a.test.ts", `import { a } from "${specifier}";\n`),
  );

test("a path into another package is found, in tests too", () => {
  expect(leaving("../../core/src/index.ts")).toHaveLength(1);
  expect(leaving("../../../package.json")).toHaveLength(1);
  expect(leaving("../src/source/walk.ts")).toEqual([]);
  expect(leaving("@revkv/core")).toEqual([]);
});

const file = (name: string, ...lines: string[]): SourceFile =>
  parseSource(`packages/a/src/${name}.ts`, lines.join("\n"));

describe("a circle of imports", () => {
  test("is told with all its files", () => {
    const files = [
      file("a", 'import { b } from "./b.ts";'),
      file("b", 'export { c } from "./c.js";'),
      file("c", 'import { type A } from "./a.ts";'),
      file("d", 'import { a } from "./a.ts";'),
    ];
    const [first, ...others] = importCycles(files);
    expect(first).toContain("src/a.ts -> packages/a/src/b.ts -> packages/a/src/c.ts -> packages");
    expect(others).toEqual([]);
  });

  test("may be one of types alone", () => {
    const files = [
      file("a", 'import type { B } from "./b.ts";'),
      file("b", 'type A = import("./a.ts").A;'),
    ];
    expect(importCycles(files)).toHaveLength(1);
  });

  test("is more than a diamond", () => {
    const files = [
      file("a", 'import { b } from "./b.ts";', 'import { c } from "./c.ts";'),
      file("b", 'import { d } from "./d.ts";'),
      file("c", 'import { d } from "./d.ts";'),
      file("d", 'import { z } from "zod";'),
    ];
    expect(importCycles(files)).toEqual([]);
  });
});

test("imports stand where they are written", () => {
  const file = parseSource("packages/a/src/x/y.ts", 'const é = "→";\nimport "../z.ts";\n');
  expect(importsOf(file)).toEqual([
    { specifier: "../z.ts", position: 22, target: "packages/a/src/z.ts" },
  ]);
});

describe("state of a module", () => {
  test.each([
    "let count = 0;",
    "export let count = 0;",
    "var count;",
    "const seen = new Map<string, number>();",
    "export const seen = new WeakSet();",
    "class A { static count = 0; }",
    "export class A { static readonly seen = new Set(); }",
  ])("is found in %j", (text) => {
    expect(moduleState(parseSource("a.ts", text))).toEqual([expect.stringContaining("a.ts:1: ")]);
  });

  test.each([
    "const limit = 3;",
    'const words = new Set(["a"]);',
    "declare let given: number;",
    "class A { count = 0; static of() { let made = 1; return made; } }",
    "function count() { let sum = 0; return sum; }",
  ])("is not found in %j", (text) => {
    expect(moduleState(parseSource("a.ts", text))).toEqual([]);
  });
});

const defaults = (text: string): string[] => defaultExports(parseSource("a.ts", text));

test("a default export is found in each of its forms", () => {
  expect(defaults("export default class A {}")).toHaveLength(1);
  expect(defaults("const a = 1; export { a as default };")).toHaveLength(1);
  expect(defaults('export { default } from "./a.ts";')).toHaveLength(1);
  expect(defaults("export const a = 1;")).toEqual([]);
});
