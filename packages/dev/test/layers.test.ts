import { describe, expect, test } from "vitest";
import { importCycles } from "../src/layers/cycles.ts";
import { law } from "../src/layers/law.ts";
import { brokenLayers, pathsIntoOtherPackages } from "../src/layers/layers.ts";
import { defaultExports, moduleState } from "../src/layers/module-state.ts";
import { readSource, repositoryPaths } from "../src/source/repository.ts";

const paths = repositoryPaths();
const code = paths.filter((path) => /^packages\/.*\.(?:ts|mjs)$/.test(path));
const files = code.map(readSource);
const sources = files.filter(({ path }) => /^packages\/[^/]+\/src\//.test(path));

/** The reporter is a default export because vitest loads it by path. */
const withDefault = new Set(["packages/dev/src/plain-reporter.ts"]);

describe("the layers of the workspace", () => {
  test("are judged in all packages", () => {
    const packages = paths.filter((path) => /^packages\/[^/]+\/package\.json$/.test(path));
    const folders = packages.map((path) => path.replace(/package\.json$/, "src/"));
    expect(folders.length).toBeGreaterThan(3);
    const unjudged = folders.filter((at) => !sources.some(({ path }) => path.startsWith(at)));
    expect(unjudged).toEqual([]);
  });

  test("a source imports only what its layer may", () => {
    expect(sources.flatMap((file) => brokenLayers(file, law))).toEqual([]);
  });

  test("every layer of the law has files", () => {
    const empty = law.filter(({ at }) => !sources.some(({ path }) => path.startsWith(at)));
    expect(empty.map(({ at }) => at)).toEqual([]);
  });

  test("no file reaches into another package by a path", () => {
    expect(files.flatMap(pathsIntoOtherPackages)).toEqual([]);
  });

  test("no files import each other in a circle", () => {
    expect(importCycles(files)).toEqual([]);
  });

  test("no module has state", () => {
    expect(sources.flatMap(moduleState)).toEqual([]);
  });

  test("no source has a default export", () => {
    const judged = sources.filter(({ path }) => !withDefault.has(path));
    expect(judged.flatMap(defaultExports)).toEqual([]);
  });
});
