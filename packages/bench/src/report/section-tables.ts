import { goalOf, isMet, limitText } from "../goals.ts";
import type { Figure } from "../run/figure.ts";
import type { Measured } from "../run/measure-section.ts";
import { gridOf } from "./grid.ts";
import { numberText } from "./number-text.ts";
import { tableOf } from "./table.ts";

/** A table and what it is about; the one of the rows that stand by themselves has no title. */
export interface Titled {
  readonly title: string | undefined;
  readonly table: string;
}

/** The tables of a section: one with the rows that stand by themselves and their goals, then the grids. */
export function sectionTables({ section, figures }: Measured): readonly Titled[] {
  const rows = figures.filter(({ cell }) => cell === undefined);
  const grids = new Set(figures.flatMap(({ cell }) => (cell === undefined ? [] : [cell.grid])));
  const own = rows.length === 0 ? [] : [{ title: undefined, table: rowTable(section, rows) }];
  return [...own, ...[...grids].map((title) => ({ title, table: gridTable(title, figures) }))];
}

/** True where every goal of the section is reached. */
export function areGoalsMet({ section, figures }: Measured): boolean {
  return figures.every(({ name, median }) => {
    const goal = goalOf(section, name);
    return goal === undefined || isMet(goal, median);
  });
}

function rowTable(section: string, rows: readonly Figure[]): string {
  const lines = rows.map(({ name, unit, median, lowest, highest }) => {
    const spread = `${numberText(lowest)} - ${numberText(highest)}`;
    return [name, `${numberText(median)} ${unit}`, spread, ...goalCells(section, name, median)];
  });
  return tableOf(["", "median", "lowest - highest", "goal", "met"], lines);
}

function goalCells(section: string, name: string, median: number): string[] {
  const goal = goalOf(section, name);
  return goal === undefined ? ["", ""] : [limitText(goal), isMet(goal, median) ? "yes" : "no"];
}

function gridTable(title: string, figures: readonly Figure[]): string {
  const { columns, lines } = gridOf(title, figures);
  return tableOf(
    ["", ...columns],
    lines.map(({ name, values }) => [name, ...values.map(cellText)]),
  );
}

function cellText(value: number | undefined): string {
  return value === undefined ? "" : numberText(value);
}
