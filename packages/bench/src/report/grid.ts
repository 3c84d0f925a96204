import type { Figure } from "../run/figure.ts";

/** The medians of a table, line by line. */
export interface Grid {
  readonly columns: readonly string[];
  readonly lines: readonly {
    readonly name: string;
    readonly values: readonly (number | undefined)[];
  }[];
}

/** The figures of a section that stand in one of its tables, in the order in which they were declared. */
export function gridOf(title: string, figures: readonly Figure[]): Grid {
  const cells = figures.flatMap(({ cell, median }) =>
    cell?.grid === title ? [{ ...cell, median }] : [],
  );
  const columns = [...new Set(cells.map(({ column }) => column))];
  const lines = [...new Set(cells.map(({ line }) => line))].map((name) => ({
    name,
    values: columns.map(
      (column) => cells.find((cell) => cell.line === name && cell.column === column)?.median,
    ),
  }));
  return { columns, lines };
}
