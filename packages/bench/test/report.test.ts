import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Chart } from "../src/report/charts.ts";
import { documentOf } from "../src/report/document.ts";
import { draw, optionOf } from "../src/report/draw.ts";
import { numberText } from "../src/report/number-text.ts";
import { readResult, type Result } from "../src/report/result.ts";
import { areGoalsMet, sectionTables } from "../src/report/section-tables.ts";
import type { Figure } from "../src/run/figure.ts";
import { sections } from "../src/sections/all.ts";

const GRID = "ns by keys";
const FIGURES: readonly Figure[] = [
  { name: "overwrite", unit: "x", median: 4.126, lowest: 3, highest: 5000 },
  cell("Map", "10", 4),
  cell("Map", "100", 8),
  cell("engine", "10", 20),
];
const RESULT: Result = {
  section: "store",
  rounds: 5,
  voided: 1,
  figures: FIGURES,
  surroundings: {
    date: "2026-01-02",
    node: "20.0.0",
    cpu: "a processor",
    cores: 2,
    memoryGiB: 8,
    load: 0.1,
    versions: { keyv: "5.6.0" },
  },
};
const CHART: Chart = {
  name: "example",
  section: "store",
  grid: GRID,
  title: "An example",
  x: "keys",
  y: "per second",
  kind: "line",
  isLogarithmic: false,
  without: ["Map"],
  of: (ns) => 100 / ns,
};

function cell(line: string, column: string, median: number): Figure {
  const name = `${GRID}: ${line}, ${column}`;
  const from = { grid: GRID, line, column };
  return { name, unit: "ns", cell: from, median, lowest: median, highest: median };
}

describe("the tables of a section", () => {
  test("tell each row with its spread and its goal, and whether it is met", () => {
    const [rows, grid] = sectionTables(RESULT);
    expect(rows).toEqual({
      title: undefined,
      table: [
        "|           | median | lowest - highest |   goal | met |",
        "| --------- | -----: | ---------------: | -----: | --: |",
        "| overwrite | 4.13 x |        3 - 5,000 | >= 4.5 |  no |",
      ].join("\n"),
    });
    expect(grid).toEqual({
      title: GRID,
      table: [
        "|        | 10 | 100 |",
        "| ------ | -: | --: |",
        "| Map    |  4 |   8 |",
        "| engine | 20 |     |",
      ].join("\n"),
    });
  });

  test("say that goals are met when all of them are", () => {
    expect(areGoalsMet(RESULT)).toBe(false);
    const figures = FIGURES.map((figure) => ({ ...figure, median: 4.5 }));
    expect(areGoalsMet({ ...RESULT, figures })).toBe(true);
  });

  test("give numbers as many digits as they are worth", () => {
    expect([0, 0.0123456, 1.5, 99.96, 123.4, 1_234_567].map(numberText)).toEqual([
      "0",
      "0.0123",
      "1.5",
      "100",
      "123",
      "1,234,567",
    ]);
  });
});

describe("a chart", () => {
  test("has a series for each line, in the columns' order, and a gap where nothing was measured", () => {
    expect(optionOf(CHART, FIGURES)).toMatchObject({
      xAxis: { data: ["10", "100"] },
      series: [{ name: "engine", type: "line", data: [5, null] }],
    });
  });

  test("is SVG that shows the names", () => {
    const svg = draw(CHART, FIGURES);
    expect(svg).toMatch(/^<svg [\s\S]*<\/svg>$/);
    for (const text of ["An example", "engine", "per second"]) expect(svg).toContain(text);
  });
});

describe("the document", () => {
  const text = documentOf(sections, (section) => (section === "store" ? RESULT : undefined));

  test("has every section but the short one, and says which were not measured", () => {
    const heads = [...text.matchAll(/^## (.*)$/gm)].map(([, head]) => head);
    const names = sections.map(({ name }) => name).filter((name) => name !== "short");
    expect(heads).toEqual(["Method", "What is compared", "Goals", ...names]);
    expect(text.match(/^Not measured yet\.$/gm)).toHaveLength(sections.length - 2);
  });

  test("says where a section was measured, and how to repeat it", () => {
    expect(text).toContain(
      "`npx --yes pnpm@10.34.9 bench store`: rounds 5, voided 1, 2026-01-02. Node 20.0.0, 2 x a processor, " +
        "8 GiB, load before 0.1. keyv 5.6.0.",
    );
  });

  test("that is kept is drawn from the results that are kept: no figure is written by hand", () => {
    const kept = readFileSync(new URL("../../../docs/benchmarks.md", import.meta.url), "utf8");
    expect(kept).toBe(documentOf(sections, readResult));
  });
});
