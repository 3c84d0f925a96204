import { tableOf } from "../report/table.ts";
import type { Medians, Ratio } from "./medians.ts";
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
    "ratio",
    "lowest - highest",
    "goal",
  ];
}

/** Whether a row is as fast as it has to be, and leaves the client's processor as idle. */
export function isGoalMet({ row, medians }: Measured): boolean {
  return reaches(row.goal, medians.speed) && reaches(row.cpuGoal, medians.cpu);
}

function reaches(goal: number | undefined, ratio: Ratio): boolean {
  return goal === undefined || ratio.median >= goal;
}

/** What was measured, a line for each row. */
export function measuredTable(measured: readonly Measured[], names: Names): string {
  return tableOf(headOf(names), measured.map(cellsOf));
}

function cellsOf({ row, medians }: Measured): string[] {
  const { official, revkv, speed, cpu } = medians;
  return [
    row.name,
    wholeOf(official.perSecond),
    wholeOf(revkv.perSecond),
    ...ratioCells(speed, row.goal),
    official.cpuMicrosPerOperation.toFixed(1),
    revkv.cpuMicrosPerOperation.toFixed(1),
    ...ratioCells(cpu, row.cpuGoal),
  ];
}

function ratioCells(ratio: Ratio, goal: number | undefined): string[] {
  const { median, lowest, highest } = ratio;
  const judged = goal === undefined ? "" : `>= ${goal} ${reaches(goal, ratio) ? "✓" : "✗"}`;
  return [median.toFixed(2), `${lowest.toFixed(2)} - ${highest.toFixed(2)}`, judged];
}

function wholeOf(number: number): string {
  return Math.round(number).toLocaleString("en-US");
}
