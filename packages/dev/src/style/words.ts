import { problemAt, type TextFile } from "../source/source-file.ts";

interface Ban {
  readonly pattern: RegExp;
  readonly sentence: string;
}

// The patterns are written so that this file does not match them itself.
const LEFTOVERS: Ban = {
  pattern: /\b(?:T[O]DO|F[I]XME|X[X]X)\b/g,
  sentence: "unfinished work belongs in an issue, not in a file",
};
const MACHINE_PATHS: Ban = {
  pattern: /(?<![\w.:+=/\\-])\/(?:work|tmp|home|root|Users)(?=\/|[^\w-]|$)/g,
  sentence: "a path of one machine means nothing on another",
};
const PRIVATE_TOOLING: Ban = {
  pattern: /\bfar[m]-|\.l[i]brary\b/g,
  sentence: "private tooling is no part of the repository",
};

/** Marks of unfinished work. */
export function leftovers(file: TextFile): string[] {
  return matchesOf(file, LEFTOVERS);
}

/** Absolute paths that exist on some machine only. */
export function machinePaths(file: TextFile): string[] {
  return matchesOf(file, MACHINE_PATHS);
}

/** Names of tools that only the authors have. */
export function privateTooling(file: TextFile): string[] {
  return matchesOf(file, PRIVATE_TOOLING);
}

function matchesOf(file: TextFile, { pattern, sentence }: Ban): string[] {
  return [...file.text.matchAll(pattern)].map((found) =>
    problemAt(file, found.index, `${JSON.stringify(found[0])}: ${sentence}`),
  );
}
