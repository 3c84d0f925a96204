// Plants one fault at a time into a copy of the workspace and runs the tests there until one fails.
// `pnpm faults` runs all, `pnpm faults no-trim` those whose name holds a word. A fault that survives fails the run.
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const faults = dirname(fileURLToPath(import.meta.url));
const root = join(faults, "../../..");
const suites = ["packages/core", "packages/transport-local", "packages/conformance"];

/** A copy of what git knows, with the links to dependencies: the tests in it read the sources in it. */
function copyWorkspace() {
  const copy = mkdtempSync(join(tmpdir(), "revkv-faults-"));
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  for (const file of listed
    .split("\n")
    .filter((name) => name !== "" && existsSync(join(root, name)))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  for (const name of readdirSync(join(copy, "packages"))) {
    const modules = join(root, "packages", name, "node_modules");
    // Verbatim: a link to a package of the workspace must lead into the copy.
    if (existsSync(modules)) {
      cpSync(modules, join(copy, "packages", name, "node_modules"), {
        recursive: true,
        verbatimSymlinks: true,
      });
    }
  }
  return copy;
}

/** Runs the tests in the copy; gives the first that failed, or undefined when all passed. */
function firstFailure(copy) {
  const report = join(copy, "report.json");
  rmSync(report, { force: true });
  const vitest = join(copy, "node_modules/vitest/vitest.mjs");
  const options = ["--config", "packages/dev/vitest.config.ts", "--bail", "1"];
  const reporter = ["--reporter", "json", "--outputFile", report];
  const run = spawnSync(process.execPath, [vitest, "run", ...options, ...reporter, ...suites], {
    cwd: copy,
    encoding: "utf8",
  });
  if (!existsSync(report)) throw new Error(`the tests did not run:\n${run.stdout}\n${run.stderr}`);
  for (const file of JSON.parse(readFileSync(report, "utf8")).testResults) {
    const failed = file.assertionResults.find((test) => test.status === "failed");
    if (failed !== undefined) return failed.fullName;
    if (file.status === "failed") return `${file.name}: ${file.message}`;
  }
  return run.status === 0 ? undefined : `exit ${run.status}`;
}

const wanted = process.argv[2] ?? "";
const patches = readdirSync(faults).filter(
  (name) => name.endsWith(".patch") && name.includes(wanted),
);
const copy = copyWorkspace();
let survived = 0;
try {
  const failure = firstFailure(copy);
  if (failure !== undefined) throw new Error(`the tests fail without any fault: ${failure}`);
  for (const patch of patches.toSorted()) {
    const name = patch.replace(/\.patch$/, "");
    execFileSync("git", ["apply", join(faults, patch)], { cwd: copy, stdio: "inherit" });
    const caughtBy = firstFailure(copy);
    execFileSync("git", ["apply", "-R", join(faults, patch)], { cwd: copy, stdio: "inherit" });
    survived += caughtBy === undefined ? 1 : 0;
    console.log(
      `${name.padEnd(34)} ${caughtBy === undefined ? "SURVIVED" : `caught by: ${caughtBy}`}`,
    );
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(
  `${patches.length} faults planted, ${patches.length - survived} caught, ${survived} survived`,
);
if (survived > 0 || patches.length === 0) process.exitCode = 1;
