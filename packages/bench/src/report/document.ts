import { goals, isMet, limitText } from "../goals.ts";
import type { Section } from "../run/section.ts";
import { asyncSubjects, syncSubjects } from "../subjects/all.ts";
import { charts } from "./charts.ts";
import { numberText } from "./number-text.ts";
import type { Result } from "./result.ts";
import { sectionTables } from "./section-tables.ts";
import { tableOf } from "./table.ts";

const METHOD = `# Benchmarks

How fast revkv is, how much memory it takes, and how both grow. This page is drawn from what was measured; no figure on it is written by hand.

\`\`\`sh
npx --yes pnpm@10.34.9 bench                         # every section but soak
npx --yes pnpm@10.34.9 bench store watch --rounds 9  # some of them
npx --yes pnpm@10.34.9 bench soak                    # ten minutes and more
npx --yes pnpm@10.34.9 bench store --json FILE       # the figures, for other programs
npx --yes pnpm@10.34.9 bench store --write           # keeps the figures, and draws this page anew
npx --yes pnpm@10.34.9 bench:draw                    # draws it from the figures that are kept
npx --yes pnpm@10.34.9 bench:short                   # what CI judges: steps, bytes, growth
\`\`\`

## Method

- Each subject and size has a fresh process, which loads that subject alone and warms up on a store of its own.
- A round measures every process of a section once; every other round goes backwards. A ratio is taken within a round. The tables show the median of the rounds, and the lowest and the highest.
- Before and after each round a canary, a bare Map, is measured. A round in which it was more than 30 % off its own median is void and is measured again.
- cpu is the time of all threads of the process, the collector's too; wall is the time that passed. Ratios are of cpu unless the row says otherwise: another process on the machine disturbs it least.
- Results are checked within the timed loop: a value at its first byte and its last, a revision by its number. Every peer pays for the same checks.
- Keys are 20 characters in three tokens, values 128 bytes, order is random. A key is another string object at each operation. History is 1 unless the row says otherwise.
- Memory is the heap and what is outside of it, after collection, less what was there before the store was made.
- \`x\` is a ratio. In a row with a goal of at least so many it is how many times as much the peer costs; in a row with a goal of at most so many, how many times as much the first case costs as the second.
`;

/** The whole document. */
export function documentOf(
  sections: readonly Section[],
  resultOf: (section: string) => Result | undefined,
): string {
  const shown = sections.filter(({ name }) => name !== "short");
  const parts = shown.map((section) => partOf(section, resultOf(section.name)));
  return [METHOD, whatEachDoes(), overview(shown, resultOf), ...parts].join("\n");
}

/** All goals at a glance. */
function overview(
  sections: readonly Section[],
  resultOf: (section: string) => Result | undefined,
): string {
  const lines = sections.flatMap(({ name }) => {
    const figures = resultOf(name)?.figures ?? [];
    return goals
      .filter(({ section }) => section === name)
      .map((goal) => {
        const row = `[${name}](#${name}): ${goal.row}`;
        const found = figures.find((figure) => figure.name === goal.row);
        if (found === undefined) return [row, "", limitText(goal), ""];
        const measured = `${numberText(found.median)} ${found.unit}`;
        return [row, measured, limitText(goal), isMet(goal, found.median) ? "yes" : "no"];
      });
  });
  return `## Goals\n\n${tableOf(["", "median", "goal", "met"], lines)}\n`;
}

function whatEachDoes(): string {
  const subjects = Object.values({ ...syncSubjects, ...asyncSubjects });
  const lines = subjects.map(({ title, copies, keeps, notifies }) => [
    title,
    copies,
    keeps,
    notifies,
  ]);
  const table = tableOf(["", "copies", "keeps", "notifies"], lines, "names");
  return `## What is compared\n\nEvery peer has its best settings; what they do is not the same.\n\n${table}\n`;
}

function partOf({ name, about }: Section, result: Result | undefined): string {
  const head = `## ${name}\n\n${about}\n`;
  if (result === undefined) return `${head}\nNot measured yet.\n`;
  const tables = sectionTables(result).map(({ title, table }) =>
    title === undefined ? `\n${table}\n` : `\n${title}:\n\n${table}\n`,
  );
  const drawn = charts
    .filter(({ section }) => section === name)
    .map((chart) => `\n![${chart.title}](benchmarks/${chart.name}.svg)\n`);
  return [head, ...tables, limitsOf(result), ...drawn, whereOf(result)].join("");
}

/** What is known of the goals that are missed. */
function limitsOf({ section, figures }: Result): string {
  const missed = goals.filter(
    (goal) =>
      goal.section === section &&
      figures.some(({ name, median }) => name === goal.row && !isMet(goal, median)),
  );
  const lines = missed.flatMap(({ row, limit }) =>
    limit === undefined ? [] : [`- ${row}: ${limit}`],
  );
  return lines.length === 0 ? "" : `\nMissed:\n\n${lines.join("\n")}\n`;
}

function whereOf({ section, rounds, voided, surroundings: here }: Result): string {
  const versions = Object.entries(here.versions).map(([name, version]) => `${name} ${version}`);
  return (
    `\n\`npx --yes pnpm@10.34.9 bench ${section}\`: rounds ${rounds}, voided ${voided}, ${here.date}. ` +
    `Node ${here.node}, ${here.cores} x ${here.cpu}, ${here.memoryGiB} GiB, load before ${numberText(here.load)}. ` +
    `${versions.join(", ")}.\n`
  );
}
