import { describe, expect, test } from "vitest";
import { readSource, readText, repositoryPaths } from "../src/source/repository.ts";
import { anyTypes } from "../src/style/any.ts";
import { missingDocstrings } from "../src/style/docstrings.ts";
import { Interfaces } from "../src/style/interfaces.ts";
import { rootStrangers } from "../src/style/root.ts";
import { longFile, longFunctions } from "../src/style/size.ts";
import { leftovers, machinePaths, privateTooling } from "../src/style/words.ts";

const paths = repositoryPaths();
const texts = paths.map(readText).filter(({ text }) => !text.includes("\0"));
const sources = paths.filter((path) => /^packages\/[^/]+\/src\/.*\.ts$/.test(path)).map(readSource);
const tests = paths.filter((path) => /^packages\/[^/]+\/test\/.*\.ts$/.test(path)).map(readSource);

describe("the sources", () => {
  test("are there to be judged", () => {
    expect(sources.length).toBeGreaterThan(30);
    expect(tests.length).toBeGreaterThan(3);
  });

  test("have files of 300 lines at most, tests of 500", () => {
    const long = [
      sources.map((file) => longFile(file, 300)),
      tests.map((file) => longFile(file, 500)),
    ];
    expect(long.flat(2)).toEqual([]);
  });

  test("have functions of 60 lines at most", () => {
    expect(sources.flatMap((file) => longFunctions(file, 60))).toEqual([]);
  });

  test("say what everything exported is", () => {
    const interfaces = new Interfaces(sources);
    expect(sources.flatMap((file) => missingDocstrings(file, interfaces))).toEqual([]);
  });

  test("never use `any`", () => {
    expect([...sources, ...tests].flatMap(anyTypes)).toEqual([]);
  });
});

describe("the repository", () => {
  test("holds no unfinished work", () => {
    expect(texts.flatMap(leftovers)).toEqual([]);
  });

  test("holds no path of one machine", () => {
    expect(texts.flatMap(machinePaths)).toEqual([]);
  });

  test("does not speak of private tooling", () => {
    expect(texts.flatMap(privateTooling)).toEqual([]);
  });

  test("has a root with nothing but what belongs there", () => {
    expect(rootStrangers(paths)).toEqual([]);
  });
});
