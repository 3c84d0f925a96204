import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../source/repository.ts";
import type { Packed } from "./packed.ts";

/** A project of somebody who uses the packages. */
export interface Consumer {
  readonly name: string;
  /** The compiler options in which it differs from the others. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The packages of this workspace that it installs. */
  readonly uses: readonly string[];
  /** Packages of the registry that it installs itself, each with where the workspace has it. */
  readonly installs: Readonly<Record<string, string>>;
  readonly program: string;
  /** What the program prints in Node; undefined: it is only compiled. */
  readonly prints: string | undefined;
}

const OPTIONS = {
  target: "ES2022",
  module: "NodeNext",
  strict: true,
  skipLibCheck: false,
  types: [],
  rootDir: ".",
  outDir: "out",
};

/** Sets a project up in an empty folder, compiles its program and runs it; gives what went wrong. */
export function consumerProblems(
  consumer: Consumer,
  packages: readonly Packed[],
  folder: string,
): string[] {
  for (const packed of packages)
    if (consumer.uses.includes(packed.manifest.name)) install(packed, folder);
  for (const [name, home] of Object.entries(consumer.installs)) link(name, home, folder);
  writeFileSync(join(folder, "package.json"), '{ "type": "module", "private": true }\n');
  writeFileSync(join(folder, "program.ts"), consumer.program);
  const project = { compilerOptions: { ...OPTIONS, ...consumer.options }, files: ["program.ts"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(project));
  const compiled = run([join(root, "node_modules/typescript/bin/tsc"), "-p", "."], folder);
  const problems = compiled.status === 0 ? [] : [`does not compile:\n${compiled.output}`];
  if (problems.length === 0 && consumer.prints !== undefined) {
    const { status, output } = run([join(folder, "out/program.js")], folder);
    if (status !== 0 || output !== consumer.prints)
      problems.push(`ends with ${status} and prints:\n${output}`);
  }
  return problems.map((problem) => `the consumer "${consumer.name}" ${problem}`);
}

/** Copies a package, and gives it the dependencies that it declares and no others. */
function install({ manifest, source, folder: from }: Packed, folder: string): void {
  const home = join(folder, "node_modules", manifest.name);
  cpSync(from, home, { recursive: true });
  for (const name of Object.keys(manifest.dependencies ?? {}))
    if (!name.startsWith("@revkv/")) link(name, source, home);
}

/** Links a package of the registry, as the workspace package at `home` has it, into a project. */
function link(name: string, home: string, folder: string): void {
  const path = join(folder, "node_modules", name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(realpathSync(join(home, "node_modules", name)), path);
}

function run(args: readonly string[], cwd: string): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
  return { status, output: `${stdout}${stderr}` };
}
