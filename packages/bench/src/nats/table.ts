import type { Medians } from "./medians.ts";
import type { Row } from "./row.ts";

/** A row and what its rounds came to. */
export interface Measured {
  readonly row: Row;
  readonly medians: Medians;
}

/** What the two that are compared are called. */
export interface Names {
  readonly theirs: string;
  readonly ours: string;
}

function headOf({ theirs, ours }: Names): string[] {
  return [
    "operation",
    `${theirs}, ops/s`,
    `${ours}, ops/s`,
    "ratio",
    "lowest - highest",
    "goal",
    `${theirs}, client CPU us/op`,
    `${ours}, client CPU us/op`,
  ];
}

/** Whether a row is as fast as it has to be. */
export function isGoalMet({ row, medians }: Measured): boolean {
  return row.goal === undefined || medians.ratio >= row.goal;
}

/** A table in Markdown. */
export function tableOf(measured: readonly Measured[], names: Names): string {
  const titles = headOf(names);
  const lines = [titles, ...measured.map(cellsOf)];
  const widths = titles.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const padded = lines.map((line) =>
    line.map((cell, column) => pad(cell, widths[column] ?? 0, column === 0)),
  );
  const rule = widths.map((width, column) => "-".repeat(width - 1) + (column === 0 ? "-" : ":"));
  const [head = [], ...others] = padded;
  return [head, rule, ...others].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function cellsOf(measured: Measured): string[] {
  const { row, medians } = measured;
  const { official, revkv, ratio, lowest, highest } = medians;
  return [
    row.name,
    wholeOf(official.perSecond),
    wholeOf(revkv.perSecond),
    ratio.toFixed(2),
    `${lowest.toFixed(2)} - ${highest.toFixed(2)}`,
    row.goal === undefined ? "" : `>= ${row.goal} ${isGoalMet(measured) ? "✓" : "✗"}`,
    official.cpuMicrosPerOperation.toFixed(1),
    revkv.cpuMicrosPerOperation.toFixed(1),
  ];
}

function pad(cell: string, width: number, isLeft: boolean): string {
  return isLeft ? cell.padEnd(width) : cell.padStart(width);
}

function wholeOf(number: number): string {
  return Math.round(number).toLocaleString("en-US");
}
