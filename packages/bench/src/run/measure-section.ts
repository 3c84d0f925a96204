import { undisturbed } from "./canary.ts";
import { runChild } from "./child-process.ts";
import { figureOf, type Figure } from "./figure.ts";
import type { Readings } from "./place.ts";
import type { Round } from "./round.ts";
import { commandsOf, type Section } from "./section.ts";

/** What a section came to. */
export interface Measured {
  readonly section: string;
  /** Rounds that count. */
  readonly rounds: number;
  /** Rounds that the canary voided. */
  readonly voided: number;
  readonly figures: readonly Figure[];
}

/** Runs a child; replaced in tests. */
export type RunChild = (command: string) => Promise<Readings>;

/**
 * Measures a section round by round. Every other round goes backwards, so that no subject always has the
 * same neighbour; voided rounds are made up for, up to as many again.
 */
export async function measureSection(
  section: Section,
  count: number,
  run: RunChild = runChild,
): Promise<Measured> {
  const commands = commandsOf(section);
  const all: Round[] = [];
  while (undisturbed(all).length < count && all.length < 2 * count) {
    const ordered = all.length % 2 === 0 ? commands : commands.toReversed();
    all.push(await (section.isTimed ? guardedRound(ordered, run) : measureRound(ordered, run)));
  }
  const rounds = undisturbed(all);
  if (rounds.length === 0) throw new Error(`${section.name}: every round was disturbed`);
  return {
    section: section.name,
    rounds: rounds.length,
    voided: all.length - rounds.length,
    figures: section.rows.map((row) => figureOf(row, rounds)),
  };
}

async function guardedRound(commands: readonly string[], run: RunChild): Promise<Round> {
  const before = await canary(run);
  const { readings } = await measureRound(commands, run);
  return { readings, canary: [before, await canary(run)] };
}

async function measureRound(commands: readonly string[], run: RunChild): Promise<Round> {
  const readings = new Map<string, Readings>();
  for (const command of commands) readings.set(command, await run(command));
  return { readings, canary: [] };
}

async function canary(run: RunChild): Promise<number> {
  const { cpuNs = Number.NaN } = await run("canary");
  return cpuNs;
}
