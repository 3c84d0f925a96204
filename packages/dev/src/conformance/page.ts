import { claimedVerdicts, RULES, type Claims, type Verdict } from "@revkv/conformance";

/** A column of the page. */
interface Column {
  readonly name: string;
  readonly verdicts: ReadonlyMap<string, Verdict>;
}

const HEAD = `# Conformance

What each backend keeps of the rules in [semantics.md](semantics.md). Generated from what the backends claim; a test fails when this page is stale, and
the tests run every claim: a promise that is broken fails, and so does a known gap that is closed.

\`\`\`sh
npx --yes pnpm@10.34.9 conformance         # runs the suite on every backend at hand and prints a line a rule
npx --yes pnpm@10.34.9 conformance --write # writes this page
\`\`\`

A cell is \`kept\`, \`lacks\` with the feature that the backend does not have (it says so with \`FEATURE_UNSUPPORTED\`), or the number of a known gap below. A \`kept\` with a feature in brackets is
kept but for the cases that need the feature.
`;

/** Makes docs/conformance.md of what the subjects say of themselves. */
export function pageOf(subjects: readonly Claims[]): string {
  const columns = subjects.map((subject) => ({
    name: subject.name,
    verdicts: new Map(claimedVerdicts(subject).map((verdict) => [verdict.rule, verdict])),
  }));
  const gaps = gapsIn(columns);
  const table = [
    ["rule", "", ...columns.map(({ name }) => name)],
    ...RULES.map(({ number, words }) => [
      number,
      words,
      ...columns.map(({ verdicts }) => cellOf(verdicts.get(number), gaps)),
    ]),
  ];
  const rows = aligned(table).map((cells) => `| ${cells.join(" | ")} |`);
  const list = gaps.map((gap, at) => `${at + 1}. ${gap}`);
  return [HEAD, ...rows, "", "## Known gaps", "", ...list, ""].join("\n");
}

/** A table with a line below its head and columns of one width, as the formatter of the house has it. */
function aligned([
  head = [],
  ...rows
]: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const widths = head.map((_cell, at) =>
    Math.max(3, ...[head, ...rows].map((cells) => cells[at]?.length ?? 0)),
  );
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...rows].map((cells) =>
    cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)),
  );
}

function gapsIn(columns: readonly Column[]): readonly string[] {
  const all = columns.flatMap(({ verdicts }) => [...verdicts.values()]);
  return [
    ...new Set(all.flatMap(({ verdict, reasons }) => (verdict === "known gap" ? reasons : []))),
  ];
}

function cellOf(found: Verdict | undefined, gaps: readonly string[]): string {
  if (found === undefined) return "";
  const { verdict, reasons } = found;
  if (verdict === "known gap")
    return `gap ${reasons.map((reason) => gaps.indexOf(reason) + 1).join(", ")}`;
  // Where time is real, what can be shown to the millisecond is left to a clock that is turned.
  const features = reasons.filter((need) => need !== "clock");
  const missing = (features.length === 0 ? reasons : features).join(", ");
  if (verdict === "lacking") return `lacks ${missing}`;
  if (features.length === 0) return verdict;
  return `${verdict} (${missing})`;
}
