// Plants one fault at a time into a copy of the workspace and runs the tests there until one fails.
// `pnpm faults` runs all, `pnpm faults R5` those of a rule, `pnpm faults no-trim` those whose name holds a word;
// REVKV_FAULTS=5 a sample of so many, drawn by REVKV_SEED. A fault that survives fails the run.
// `--write` lists all of them with the tests that caught them in docs/testing.md.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { copyWorkspace } from "./copy.mjs";

const folder = dirname(fileURLToPath(import.meta.url));
const root = join(folder, "../../..");
const page = join(root, "docs/testing.md");

const LOCAL = "packages/transport-local/test/conformance/suite.test.ts";
const NATS = "packages/transport-nats/";
const OTHERS = "other tests";
/** Longer than any of the tests take. */
const TIMEOUT_MS = 20 * 60_000;

/** The faults, in order of rules. Each is a list of edits of texts that stand once in their files. */
function readFaults() {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const faults = files.flatMap((file) => JSON.parse(readFileSync(join(folder, file), "utf8")));
  return faults.toSorted((a, b) => orderOf(a.rule) - orderOf(b.rule));
}

function orderOf(rule) {
  const [, section, number] = /^R(\d+)\.(\d+)$/.exec(rule);
  return Number(section) * 100 + Number(number);
}

/** All faults that are wanted, or so many of them by chance. */
function chosen(faults, word) {
  const wanted = faults.filter(
    ({ name, rule }) => name.includes(word) || rule === word || rule.startsWith(`${word}.`),
  );
  if (wanted.length === 0) throw new Error(`there is no fault of ${JSON.stringify(word)}`);
  const most = Number(process.env.REVKV_FAULTS || wanted.length);
  if (!Number.isInteger(most) || most < 1) throw new Error("REVKV_FAULTS is a number from 1 on");
  if (most >= wanted.length) return wanted;
  const seed = Number(process.env.REVKV_SEED || Date.now() % 2 ** 31);
  console.log(`a sample of ${most} of ${wanted.length} faults, REVKV_SEED=${seed}`);
  return drawn(wanted, most, seed);
}

/** So many of a list, each as likely as the others, the same for the same seed. */
function drawn(list, most, seed) {
  const rest = [...list];
  // Spread out: seeds that are neighbours draw other faults.
  let state = Math.imul(seed, 0x9e37_79b1);
  return Array.from({ length: most }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return rest.splice(Math.floor((state / 2 ** 32) * rest.length), 1)[0];
  });
}

/** The run of the rule suite that is to catch a fault: on `local()`, or on the servers that it says. */
function suiteOf({ edits, on }) {
  const server = on ?? (edits.some(({ file }) => file.startsWith(NATS)) ? "newest" : undefined);
  return server === undefined ? LOCAL : `${NATS}test/conformance/suite-${server}.test.ts`;
}

/** Where a fault is looked for: the cases of its rule, then the whole suite, then all tests that there are. */
function stagesOf(fault) {
  const suite = suiteOf(fault);
  const others =
    suite === LOCAL
      ? ["packages/core", "packages/transport-local", "packages/conformance"]
      : [NATS];
  return [
    { name: "its rule", files: [suite], rules: [fault.rule] },
    { name: "the suite", files: [suite] },
    { name: OTHERS, files: others },
  ];
}

/** Runs tests until one fails: how many passed, and which one failed, if any. */
function runTests(copy, { files, rules }) {
  const report = join(copy, "report.json");
  rmSync(report, { force: true });
  const vitest = join(copy, "node_modules/vitest/vitest.mjs");
  // What no fault has touched is not compiled anew for every run.
  const cache = ["--experimental.fsModuleCache", "--experimental.fsModuleCachePath", ".modules"];
  const options = ["--config", "packages/dev/vitest.config.ts", "--bail", "1", ...cache];
  if (rules !== undefined) options.push("-t", patternOf(rules));
  const reporter = ["--reporter", "json", "--outputFile", report];
  const run = spawnSync(process.execPath, [vitest, "run", ...options, ...reporter, ...files], {
    cwd: copy,
    encoding: "utf8",
    timeout: TIMEOUT_MS,
  });
  if (run.error !== undefined) throw new Error(`the tests have not ended: ${run.error.message}`);
  if (!existsSync(report)) throw new Error(`the tests did not run:\n${run.stdout}\n${run.stderr}`);
  const { numPassedTests: passed, testResults } = JSON.parse(readFileSync(report, "utf8"));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.find(({ status }) => status === "failed")?.title;
  if (failed !== undefined || run.status === 0) return { passed, failed };
  const broken = testResults.find(({ status }) => status === "failed");
  throw new Error(`no test failed, and yet: ${broken?.message ?? run.stderr}`);
}

/** What finds the cases of rules by their titles, which begin with the number. */
function patternOf(rules) {
  return `\\b(${[...new Set(rules)].join("|").replaceAll(".", "\\.")}) `;
}

/** The search for faults in one copy; a test that fails anyway has caught nothing. */
class Search {
  #copy;
  #faults;
  #passed = new Map();

  constructor(copy, faults) {
    this.#copy = copy;
    this.#faults = faults;
  }

  /** The test that catches a fault, and where it stands; undefined when none does. */
  caught(fault) {
    for (const stage of stagesOf(fault)) {
      this.#demandSound(stage);
      const { failed } = withFault(fault, this.#copy, () => runTests(this.#copy, stage));
      if (failed !== undefined) return { by: failed, stage: stage.name };
    }
    return undefined;
  }

  /** Whether there is a server for it on this machine. */
  canBeTried(fault) {
    return suiteOf(fault) === LOCAL || this.#demandSound(stagesOf(fault)[0]) > 0;
  }

  /** Runs a stage without a fault, once for all rules that are looked for; gives how many tests have passed. */
  #demandSound({ files, rules }) {
    const key = JSON.stringify([files, rules === undefined]);
    if (!this.#passed.has(key)) {
      const alike = this.#faults.filter((fault) => files.includes(suiteOf(fault)));
      const all = rules && alike.map(({ rule }) => rule);
      const { passed, failed } = runTests(this.#copy, { files, rules: all });
      if (failed !== undefined) throw new Error(`this fails without any fault: ${failed}`);
      this.#passed.set(key, passed);
    }
    return this.#passed.get(key);
  }
}

/** Does something while a fault is planted. */
function withFault({ name, edits }, copy, action) {
  const sound = new Map();
  for (const { file, find, replace } of edits) {
    const path = join(copy, file);
    const text = readFileSync(path, "utf8");
    if (!sound.has(path)) sound.set(path, text);
    if (text.split(find).length !== 2) throw new Error(`${file} does not have once: ${find}`);
    writeFileSync(
      path,
      text.replace(find, () => replace),
    );
  }
  try {
    return action();
  } catch (cause) {
    throw new Error(`${name}: ${cause.message}`, { cause });
  } finally {
    for (const [path, text] of sound) writeFileSync(path, text);
  }
}

/** Puts the list between its marks on the page. */
function write(caught) {
  const rows = caught.map(
    ({ rule, name, breaks, by }) => `| ${rule} | \`${name}\` | ${breaks} | \`${by}\` |`,
  );
  const table = ["| rule | fault | what it breaks | caught by |", "| --- | --- | --- | --- |"];
  const text = readFileSync(page, "utf8");
  const marks = /(<!-- faults -->\n)[\s\S]*?(<!-- \/faults -->)/;
  if (!marks.test(text)) throw new Error("docs/testing.md has no place for the list of faults");
  const list = `\n${[...table, ...rows].join("\n")}\n\n`;
  writeFileSync(
    page,
    text.replace(marks, (_all, begin, end) => begin + list + end),
  );
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { write: { type: "boolean" } },
});
const all = readFaults();
const faults = chosen(all, positionals[0] ?? "");
if (values.write === true && faults.length < all.length)
  throw new Error(
    "the list on the page is of all faults: --write takes no other word, and no sample",
  );
const beganMs = performance.now();
const copy = copyWorkspace(root);
const caught = [];
const survivors = [];
let untried = 0;
try {
  const search = new Search(copy, faults);
  for (const fault of faults) {
    const label = `${fault.rule.padEnd(7)}${fault.name.padEnd(44)} `;
    if (!search.canBeTried(fault)) {
      untried += 1;
      console.log(`${label}left out: there is no server for it on this machine`);
      continue;
    }
    const found = search.caught(fault);
    console.log(
      label + (found === undefined ? "SURVIVED" : `caught by ${found.stage}: ${found.by}`),
    );
    if (found === undefined) survivors.push(`SURVIVED: ${JSON.stringify(fault, null, 2)}`);
    else caught.push({ ...fault, ...found });
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
for (const survivor of survivors) console.log(survivor);
const others = caught.filter(({ stage }) => stage === OTHERS).length;
console.log(
  `${faults.length} faults in ${Math.round((performance.now() - beganMs) / 1_000)} s: ` +
    `${caught.length - others} caught by the rule suite, ${others} by other tests, ` +
    `${survivors.length} survived, ${untried} left out`,
);
if (survivors.length > 0) process.exitCode = 1;
else if (values.write === true) {
  if (untried > 0) throw new Error("the list on the page is of all faults: some were left out");
  write(caught);
}
