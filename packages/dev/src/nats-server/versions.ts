/** Sorts versions by their numbers, the newest first; a release stands before its own candidates. */
export function newestFirst(a: string, b: string): number {
  const [ours, theirs] = [numbersOf(a), numbersOf(b)];
  for (let at = 0; at < Math.max(ours.length, theirs.length); at += 1) {
    const difference = (theirs[at] ?? 0) - (ours[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return Number(a.includes("-")) - Number(b.includes("-"));
}

/** True for the version itself and all newer ones: `2.15.1` is at least `2.11`. */
export function isAtLeast(version: string, least: string): boolean {
  return newestFirst(version.split("-", 1)[0] ?? "", least) <= 0;
}

/** True for the versions that begin with the same numbers: `2.10.27` is of the line `2.10`. */
export function isOfLine(version: string, line: string): boolean {
  const numbers = numbersOf(version);
  return numbersOf(line).every((number, at) => numbers[at] === number);
}

function numbersOf(version: string): number[] {
  return (version.split("-", 1)[0] ?? "").split(".").map(Number);
}
