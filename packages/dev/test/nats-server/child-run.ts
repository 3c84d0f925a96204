import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { cacheFolder } from "../../src/source/cache.ts";

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const reporter = path("../../src/plain-reporter.ts");
const entry = path("../../src/nats-server/index.ts");
const vitest = join(
  dirname(createRequire(import.meta.url).resolve("vitest/package.json")),
  "vitest.mjs",
);

/** What a run of vitest has left. */
export interface ChildRun {
  readonly status: number | null;
  /** All that it printed. */
  readonly output: string;
  /** The lines after the summary of the default reporter. */
  readonly closing: readonly string[];
}

/** Runs a test file, which has the launcher's functions, in a vitest of its own. */
export function runTests(text: string, env: Readonly<Record<string, string>>): ChildRun {
  const folder = cacheFolder(`servers-${process.pid}`);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const head =
    `import { writeFileSync } from "node:fs";\nimport { beforeAll, test } from "vitest";\n` +
    `import { describeServers, startServer, newestServer } from ${JSON.stringify(entry)};\n`;
  writeFileSync(join(folder, "some.test.mjs"), head + text);
  const test = { include: ["some.test.mjs"], reporters: ["default", reporter] };
  // The launcher is read as it stands in the sources, and what it imports too.
  const conditions = ["@revkv/source", "import", "module", "default"];
  const ssr = { resolve: { conditions: [...conditions, "node"] } };
  const config = { resolve: { conditions }, ssr, test };
  const configPath = join(folder, "vitest.config.mjs");
  writeFileSync(configPath, `export default ${JSON.stringify(config)};\n`);
  const args = [vitest, "run", "--root", folder, "--config", configPath];
  const variables = { ...process.env, REVKV_REQUIRE_NATS: "", NO_COLOR: "1", ...env };
  const run = spawnSync(process.execPath, args, { encoding: "utf8", env: variables });
  const lines = run.stdout.trimEnd().split("\n");
  const summary = lines.findLastIndex((line) => line.includes("Duration"));
  const closing = lines.slice(summary + 1).filter((line) => line !== "");
  return { status: run.status, output: run.stdout + run.stderr, closing };
}
