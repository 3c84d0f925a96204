import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../source/repository.ts";
import type { SnippetModule } from "./snippet-module.ts";

/** Snippets as files, so that the compiler and the runner see the same. */
export interface WrittenSnippets {
  /** The file of each module, in their order. */
  readonly paths: readonly string[];
  /** What the compiler says of each module, in the lines of the file that shows it. */
  readonly errors: ReadonlyMap<SnippetModule, readonly string[]>;
  /** What the compiler says of anything else; then no silence of it means much. */
  readonly otherErrors: readonly string[];
}

const OPTIONS = {
  noEmit: true,
  composite: false,
  declaration: false,
  declarationMap: false,
  isolatedDeclarations: false,
  types: ["node"],
  customConditions: ["@revkv/source"],
};

/** Writes the modules into a folder that git ignores and type-checks all in one run of the compiler. */
export function writeAndCheck(modules: readonly SnippetModule[], folder: string): WrittenSnippets {
  mkdirSync(folder, { recursive: true });
  const paths = modules.map((_, at) => join(folder, `snippet-${at + 1}.ts`));
  for (const name of readdirSync(folder)) {
    if (!paths.includes(join(folder, name))) rmSync(join(folder, name));
  }
  for (const [at, path] of paths.entries()) writeIfNew(path, modules[at]?.text ?? "");
  const project = { extends: join(root, "tsconfig.base.json"), compilerOptions: OPTIONS };
  writeIfNew(join(folder, "tsconfig.json"), JSON.stringify({ ...project, files: paths }));
  return { paths, ...sortErrors(compile(folder), modules) };
}

/** A runner that watches files would start again at every write. */
function writeIfNew(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  writeFileSync(path, text);
}

function compile(folder: string): string[] {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const options = ["-p", folder, "--pretty", "false"];
  const run = spawnSync(process.execPath, [compiler, ...options], {
    cwd: folder,
    encoding: "utf8",
  });
  // What is indented goes on with the line above.
  const lines = `${run.stdout}${run.stderr}`.split(/\n(?! )/).filter((line) => line !== "");
  return run.status === 0 || lines.length > 0 ? lines : [`tsc ended with status ${run.status}`];
}

function sortErrors(
  lines: readonly string[],
  modules: readonly SnippetModule[],
): Pick<WrittenSnippets, "errors" | "otherErrors"> {
  const errors = new Map(modules.map((module): [SnippetModule, string[]] => [module, []]));
  const otherErrors: string[] = [];
  for (const line of lines) {
    const found = /^snippet-(\d+)\.ts\((\d+),\d+\): (.*)$/s.exec(line);
    const module = modules[Number(found?.[1]) - 1];
    if (found === null || module === undefined) otherErrors.push(line);
    else errors.get(module)?.push(`${module.snippet.path}:${found[2]}: ${found[3]}`);
  }
  return { errors, otherErrors };
}
