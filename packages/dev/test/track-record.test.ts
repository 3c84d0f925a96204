import { ALL_CASES, SERVER_DEVIATIONS, type Claims } from "@revkv/conformance";
import { describe, expect, test } from "vitest";
import { clusterClaims, serverClaims } from "../src/subjects/nats-subjects.ts";
import { readText, repositoryPaths } from "../src/source/repository.ts";
import { ODDITIES } from "./track-record/oddities.ts";

const PNPM = "npx --yes pnpm@10.34.9";
const CONFORMANCE = "packages/transport-nats/test/conformance";

/** A row of the page. */
interface Row {
  readonly cells: readonly string[];
  readonly number: number;
  readonly date: string;
  readonly command: string;
}

const tables = readText("docs/track-record.md")
  .text.split("\n## ")
  .slice(1)
  .map((section) => rowsOf(section));
const rows = tables.flat();

/** The rows of the first table of a section, without its head. */
function rowsOf(section: string): Row[] {
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) => {
    const cells = line.split("|").map((cell) => cell.trim());
    const [number = "", date = ""] = cells.slice(1, -1);
    const command = /^`(.+)`$/.exec(cells.at(-2) ?? "")?.[1] ?? "";
    return { cells: cells.slice(1, -1), number: Number(number), date, command };
  });
}

/** The titles of tests that are made from lists. */
const MADE_TITLES: ReadonlyMap<string, readonly string[]> = new Map([
  [`${CONFORMANCE}/suite-2.9.test.ts`, casesOn(serverClaims("2.9.10"))],
  [`${CONFORMANCE}/suite-2.10.test.ts`, casesOn(serverClaims("2.10.27"))],
  [`${CONFORMANCE}/suite-newest.test.ts`, casesOn(serverClaims("2.15.1"))],
  [`${CONFORMANCE}/suite-cluster.test.ts`, casesOn(clusterClaims("2.15.1"))],
  [
    `${CONFORMANCE}/deviations.test.ts`,
    SERVER_DEVIATIONS.filter(({ occurs }) => occurs !== undefined).map(
      ({ id }) => `${id} occurs where it is listed, and nowhere else`,
    ),
  ],
  ["packages/dev/test/track-record/oddities.test.ts", ODDITIES.map(({ what }) => what)],
]);

/** The cases that run where time is real; a command for another one would run nothing, and end well. */
function casesOn({ features }: Claims): string[] {
  const run = ALL_CASES.filter(
    ({ needs = [], lacks }) =>
      needs.every((need) => need !== "clock" && features[need]) &&
      (lacks === undefined || !features[lacks]),
  );
  return run.map(({ title }) => title);
}

function titlesIn(file: string): readonly string[] {
  const written = readText(file).text.matchAll(/\btest\(\s*(["`])(.+?)\1/g);
  return MADE_TITLES.get(file) ?? Array.from(written, ([, , title = ""]) => title);
}

const testFiles = repositoryPaths().filter((path) => /^packages\/.*\.test\.ts$/.test(path));
const faultNames = repositoryPaths()
  .filter((path) => /^packages\/conformance\/faults\/.*\.json$/.test(path))
  .flatMap((path) => JSON.parse(readText(path).text) as { readonly name: string }[])
  .map(({ name }) => name);

/** What a command runs: titles of tests, or names of faults. */
function runBy(command: string): readonly string[] {
  const [, fault] = new RegExp(`^${PNPM} faults (\\S+)$`).exec(command) ?? [];
  if (fault !== undefined) return faultNames.filter((name) => name.includes(fault));
  const [, place, title] = new RegExp(`^${PNPM} test (\\S+) -t "([^"]+)"$`).exec(command) ?? [];
  if (place === undefined || title === undefined) return [];
  const files = testFiles.filter((path) => path.includes(place));
  // As the test runner takes it.
  return files.flatMap(titlesIn).filter((one) => new RegExp(title).test(one));
}

describe("docs/track-record.md", () => {
  test("has two tables, whose rows have a number, all cells and none that is empty", () => {
    expect(tables.map(({ length }) => length > 10)).toEqual([true, true]);
    expect(rows.filter(({ cells }) => cells.length !== 6 || cells.includes(""))).toEqual([]);
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_, at) => at + 1));
  });

  test("is in order of days that there are", () => {
    const days = rows.map(({ date }) => date);
    expect(days.filter((day) => new Date(day).toISOString().slice(0, 10) !== day)).toEqual([]);
    for (const table of tables) {
      const inTable = table.map(({ date }) => date);
      expect(inTable).toEqual(inTable.toSorted());
    }
  });

  test.each(rows)("row $number: its command runs one thing, which exists", ({ command }) => {
    expect(runBy(command)).toHaveLength(1);
  });
});
