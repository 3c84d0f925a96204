import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { goals, isMet } from "../src/goals.ts";
import { charts } from "../src/report/charts.ts";
import { readOptions } from "../src/options.ts";
import { commandsOf } from "../src/run/section.ts";
import { sections } from "../src/sections/all.ts";
import { asyncSubjects, syncSubjects } from "../src/subjects/all.ts";

const namesOf = new Map(sections.map(({ name, rows }) => [name, rows.map((row) => row.name)]));

describe("the goals", () => {
  test("name rows that there are", () => {
    const lost = goals.filter(({ section, row }) => !namesOf.get(section)?.includes(row));
    expect(lost).toEqual([]);
  });

  test("have one limit each", () => {
    const limits = goals.map(({ atLeast, atMost }) => [atLeast, atMost]);
    expect(limits.map((pair) => pair.filter((limit) => limit !== undefined).length)).toEqual(
      goals.map(() => 1),
    );
  });

  test("judge each row once", () => {
    const names = goals.map(({ section, row }) => `${section}: ${row}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test("are met at their limit and missed beyond it, also by what is no number", () => {
    const [least, most] = [
      { section: "", row: "", atLeast: 2 },
      { section: "", row: "", atMost: 2 },
    ];
    expect([isMet(least, 2), isMet(least, 1.9), isMet(least, Number.NaN)]).toEqual([
      true,
      false,
      false,
    ]);
    expect([isMet(most, 2), isMet(most, 2.1), isMet(most, Number.NaN)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe("the sections", () => {
  test("call no two of their rows the same", () => {
    for (const names of namesOf.values()) expect(new Set(names).size).toBe(names.length);
  });

  test("start tasks that there are", () => {
    const tasks = new Set(sections.flatMap(commandsOf).map((command) => command.split(" ")[0]));
    const lost = [...tasks].filter(
      (task) => !existsSync(new URL(`../src/tasks/${task}.ts`, import.meta.url)),
    );
    expect(lost).toEqual([]);
  });

  test("measure subjects that there are, by the names of their files", () => {
    const names = [...Object.keys(syncSubjects), ...Object.keys(asyncSubjects)];
    const lost = names.filter(
      (name) => !existsSync(new URL(`../src/subjects/${name}.ts`, import.meta.url)),
    );
    expect(lost).toEqual([]);
  });

  test("have the tables that the charts draw", () => {
    const grids = sections.flatMap(({ name, rows }) =>
      rows.map(({ cell }) => `${name}: ${cell?.grid}`),
    );
    const lost = charts.filter(({ section, grid }) => !grids.includes(`${section}: ${grid}`));
    expect(lost).toEqual([]);
  });
});

describe("the command", () => {
  test("measures all but what takes long or repeats others, or what it is told by name", () => {
    const all = readOptions([], sections).sections.map(({ name }) => name);
    expect(all).toEqual([...namesOf.keys()].filter((name) => name !== "soak" && name !== "short"));
    const some = readOptions(["--", "watch", "store", "--rounds", "7"], sections);
    expect(some.sections.map(({ name }) => name)).toEqual(["watch", "store"]);
    expect(some.rounds).toBe(7);
  });

  test("refuses what makes no sense", () => {
    expect(() => readOptions(["nothing"], sections)).toThrow("there is no section nothing: store");
    expect(() => readOptions(["--rounds", "0"], sections)).toThrow("at least 1, not 0");
  });
});
