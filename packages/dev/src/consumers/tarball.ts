import type { Packed } from "./packed.ts";

const STRANGERS = /(?:^|\/)(?:\.tsbuildinfo|node_modules|test|\.cache)(?:\/|$)|\.test\./;
/** What the bundle was made of. */
const PARTS = /^dist\/(?!bundle\/).*\.js$/;

/** What is wrong with the contents of a tarball. */
export function tarballProblems({ manifest, paths }: Omit<Packed, "source" | "folder">): string[] {
  const has = new Set(paths);
  const strangers = paths.filter((path) => STRANGERS.test(path) || PARTS.test(path));
  const missing = ["LICENSE", ...targetsOf(manifest)].filter((path) => !has.has(path));
  // A map without its source leads an editor nowhere.
  const maps = paths.filter((path) => path.endsWith(".map"));
  const unmapped = maps.filter((path) => !has.has(sourceOf(path)));
  const ranges = Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies });
  const local = ranges.filter(([, range]) => /^(?:workspace|file|link):/.test(range));
  return [
    ...strangers.map((path) => `${path} does not belong into it`),
    ...missing.map((path) => `${path} is not in it`),
    ...unmapped.map((path) => `${sourceOf(path)} is not in it, and ${path} leads there`),
    ...local.map(([name, range]) => `${name} is asked for as ${range}, which no registry knows`),
  ].map((problem) => `${manifest.name}: ${problem}`);
}

function targetsOf({ exports = {}, bin = {} }: Packed["manifest"]): string[] {
  const targets = Object.values(exports).flatMap((entry) =>
    typeof entry === "string" ? [entry] : Object.values(entry),
  );
  return [...targets, ...Object.values(bin)].map((target) => target.replace(/^\.\//, ""));
}

function sourceOf(map: string): string {
  return map.replace(/^dist\//, "src/").replace(/\.d\.ts\.map$/, ".ts");
}
