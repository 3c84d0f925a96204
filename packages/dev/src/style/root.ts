const ROOT = new Set([
  "packages",
  "docs",
  "package.json",
  "pnpm-workspace.yaml",
  "tsconfig.base.json",
  "README.md",
  "LICENSE",
  "pnpm-lock.yaml",
]);

/** What lies at the root of the repository and should not: a newcomer sees the root first. */
export function rootStrangers(paths: readonly string[]): string[] {
  const names = new Set(paths.map((path) => path.split("/", 1)[0] ?? path));
  const strangers = [...names].filter((name) => !name.startsWith(".") && !ROOT.has(name));
  return strangers.map((name) => `${name}: the root of the repository is not the place for it`);
}
