// Runs the fault scenarios again and again and prints what they have seen: `pnpm test:faults --times 10`.
// The first promise that is broken ends the run, with a failure.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const SCENARIOS = ["restart", "cut-before-ack", "cut-in-sync", "leader-killed"];
const folder = "packages/transport-nats/test/faults";
const root = fileURLToPath(new URL("../../../..", import.meta.url));

const { values } = parseArgs({ options: { times: { type: "string", default: "1" } } });
const times = Number(values.times);
if (!Number.isInteger(times) || times < 1) throw new Error("--times takes a number from 1 on");

/** Runs vitest; what the scenarios report is appended to a file, one line a run. */
function runScenarios(report) {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const options = ["--config", "packages/dev/vitest.config.ts", "--bail", "1"];
  const files = SCENARIOS.map((name) => `${folder}/${name}.test.ts`);
  const env = {
    ...process.env,
    REVKV_REQUIRE_NATS: "1",
    REVKV_FAULT_TIMES: String(times),
    REVKV_FAULT_REPORT: report,
  };
  // One at a time: each has the machine to itself.
  const args = [vitest, "run", ...options, "--no-file-parallelism", ...files];
  return spawnSync(process.execPath, args, { cwd: root, env, stdio: "inherit" }).status ?? 1;
}

/** The figures of each scenario, added up, and of all together. */
function summed(report) {
  const table = {};
  for (const line of readFileSync(report, "utf8").split("\n").filter(Boolean)) {
    const { scenario, figures } = JSON.parse(line);
    for (const row of [scenario, "all"]) {
      table[row] ??= { runs: 0 };
      table[row].runs += 1;
      for (const [name, count] of Object.entries(figures))
        table[row][name] = (table[row][name] ?? 0) + count;
    }
  }
  const { all = { runs: 0 }, ...rows } = table;
  return { ...rows, all };
}

/** Figures as rows and scenarios as columns, so that it stays narrow. */
function print(table) {
  const scenarios = Object.keys(table);
  const names = [...new Set(scenarios.flatMap((scenario) => Object.keys(table[scenario])))];
  const rows = [["", ...scenarios]];
  for (const name of names) rows.push([name, ...scenarios.map((row) => String(table[row][name]))]);
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  for (const [first, ...rest] of rows) {
    const cells = rest.map((cell, at) => cell.padStart(widths[at + 1]));
    console.log([first.padEnd(widths[0]), ...cells].join("  "));
  }
}

const own = mkdtempSync(join(tmpdir(), "revkv-faults-"));
try {
  const report = join(own, "figures.jsonl");
  writeFileSync(report, "");
  const startMs = Date.now();
  const status = runScenarios(report);
  const table = summed(report);
  print(table);
  const { lost = 0, doubled = 0, runs } = table.all;
  const seconds = Math.round((Date.now() - startMs) / 1000);
  console.log(`${runs} runs in ${seconds} s: lost ${lost}, doubled ${doubled}`);
  if (status !== 0 || lost + doubled > 0 || runs === 0) process.exitCode = 1;
} finally {
  rmSync(own, { recursive: true, force: true });
}
