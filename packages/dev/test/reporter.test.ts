import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { cacheFolder } from "../src/source/cache.ts";

const reporter = fileURLToPath(new URL("../src/plain-reporter.ts", import.meta.url));
const vitest = join(
  dirname(createRequire(import.meta.url).resolve("vitest/package.json")),
  "vitest.mjs",
);
const folder = cacheFolder(`reporter-${process.pid}`);
afterAll(() => rmSync(folder, { recursive: true }));

const OUTCOMES = `
  import { beforeAll, describe, test } from "vitest";
  test("passes", () => {});
  test("passes too", () => {});
  test("fails", () => { throw new Error("on purpose"); });
  test("waits for a server", ({ skip }) => skip("there is no server"));
  describe("below", () => { test.skip("says nothing", () => {}); });
  describe("unready", () => { beforeAll(() => { throw new Error("on purpose"); }); test("runs", () => {}); });
`;
const BROKEN = `throw new Error("the file does not load");`;
const UNCAUGHT = `
  import { test } from "vitest";
  test("passes", () => { setTimeout(() => { throw new Error("too late"); }); });
  test("passes later", () => new Promise((resolve) => setTimeout(resolve, 50)));
`;

/** The lines that a run over these files ends with, after those of the default reporter. */
function closingLines(files: Readonly<Record<string, string>>, ...more: string[]): string[] {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const config = { test: { include: Object.keys(files), reporters: ["default", reporter] } };
  const configPath = join(folder, "vitest.config.mjs");
  writeFileSync(configPath, `export default ${JSON.stringify(config)};\n`);
  const options = ["run", "--root", folder, "--config", configPath, ...more];
  const run = spawnSync(process.execPath, [vitest, ...options], { encoding: "utf8" });
  expect(run.status).toBe(1);
  const lines = run.stdout.trimEnd().split("\n");
  return lines.slice(lines.findLastIndex((line) => line.includes("Duration")) + 1);
}

test("a run ends with its skips, each with its reason, and its counts", () => {
  expect(closingLines({ "outcomes.test.mjs": OUTCOMES }).filter((line) => line !== "")).toEqual([
    "skipped: waits for a server: there is no server",
    "skipped: below > says nothing: no reason given",
    "skipped: unready > runs: no reason given",
    "2 passed, 2 failed, 3 skipped",
  ]);
}, 30_000);

test("where tests are asked for by title, the others are counted alone", () => {
  const lines = closingLines({ "outcomes.test.mjs": OUTCOMES }, "-t", "fails|waits");
  expect(lines.filter((line) => line !== "")).toEqual([
    "skipped: waits for a server: there is no server",
    "0 passed, 1 failed, 5 skipped",
  ]);
}, 30_000);

test("what fails outside of tests is counted too", () => {
  const files = { "broken.test.mjs": BROKEN, "uncaught.test.mjs": UNCAUGHT };
  expect(closingLines(files).at(-1)).toBe("2 passed, 2 failed, 0 skipped");
}, 30_000);
