import { posix } from "node:path";
import { readSource, readText, repositoryPaths } from "../source/repository.ts";
import type { SourceFile } from "../source/source-file.ts";

/** Where a public name is exported. */
export interface PublicName {
  /** What people import it from. */
  readonly module: string;
  readonly isType: boolean;
}

interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>> | string>>;
}

/**
 * The public names of all packages, each with the module it is imported from: the first that exports it,
 * where several do, in the order of the packages and of their `exports`.
 */
export function publicNames(packages: readonly string[]): Map<string, PublicName> {
  const names = new Map<string, PublicName>();
  for (const folder of packages) {
    for (const [module, path] of entriesOf(folder)) {
      for (const [name, isType] of exportedNames(readSource(path)))
        if (!names.has(name)) names.set(name, { module, isType });
    }
  }
  return names;
}

/** The names that a file exports, and whether each is only a type. */
function exportedNames(file: SourceFile): Map<string, boolean> {
  const entries = file.module.staticExports.flatMap((statement) => statement.entries);
  return new Map(
    entries.flatMap(({ exportName, isType, moduleRequest }): [string, boolean][] => {
      if (exportName.name !== null) return [[exportName.name, isType]];
      // `export * from`: only of the package's own files.
      const path = posix.join(posix.dirname(file.path), moduleRequest?.value ?? "");
      return [...exportedNames(readSource(path))];
    }),
  );
}

/** The public modules of a package with their sources. */
function entriesOf(folder: string): [module: string, path: string][] {
  const manifest = JSON.parse(readText(`packages/${folder}/package.json`).text) as Manifest;
  return Object.entries(manifest.exports ?? {}).flatMap(([subpath, targets]) => {
    const source = typeof targets === "string" ? undefined : targets["@revkv/source"];
    if (source === undefined) return [];
    return [[`${manifest.name}${subpath.slice(1)}`, `packages/${folder}/${source.slice(2)}`]];
  });
}

/** The folders of all packages that are published, those that others build on first. */
export function publicPackages(): string[] {
  const manifests = repositoryPaths().filter((path) =>
    /^packages\/[^/]+\/package\.json$/.test(path),
  );
  const open = manifests.filter((path) => !readText(path).text.includes('"private": true'));
  const folders = open.map((path) => path.split("/")[1] ?? path);
  return folders.toSorted((a, b) => Number(b === "core") - Number(a === "core"));
}
