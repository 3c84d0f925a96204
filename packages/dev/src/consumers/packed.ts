import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { root } from "../source/repository.ts";

/** What of a package.json matters to those who install the package. */
export interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>> | string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A package as the registry would hand it out. */
export interface Packed {
  readonly manifest: Manifest;
  /** The package's folder in the workspace. */
  readonly source: string;
  /** Where the tarball is unpacked. */
  readonly folder: string;
  /** The files in it, from its folder. */
  readonly paths: readonly string[];
}

/** Packs a package of the workspace as for a release and unpacks the tarball. */
export function pack(name: string, into: string): Packed {
  const source = join(root, "packages", name);
  const tarballs = join(into, "tarballs", name);
  const folder = join(into, "packages", name);
  mkdirSync(tarballs, { recursive: true });
  mkdirSync(folder, { recursive: true });
  pnpm(["pack", "--pack-destination", tarballs], source);
  for (const tarball of readdirSync(tarballs))
    execFileSync("tar", ["-xzf", join(tarballs, tarball), "-C", folder, "--strip-components=1"]);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  return { manifest, source, folder, paths: filesIn(folder) };
}

/** The pnpm that runs this, where one does; otherwise the one that the project is developed with. */
function pnpm(args: readonly string[], cwd: string): void {
  const running = process.env["npm_execpath"] ?? "";
  const [command, ...first] = basename(running).startsWith("pnpm")
    ? [process.execPath, running]
    : ["npx", "--yes", "pnpm@10.34.9"];
  execFileSync(command, [...first, ...args], { cwd, stdio: ["ignore", "ignore", "inherit"] });
}

function filesIn(folder: string): string[] {
  const found = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = found.filter((path) => statSync(join(folder, path)).isFile());
  return files.map((path) => relative(".", path).replaceAll("\\", "/")).toSorted();
}
