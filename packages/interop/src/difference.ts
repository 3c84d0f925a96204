/**
 * The lines that two transcripts do not share: `- ` before those of the first alone, `+ ` before those of the
 * second alone, each after the heading of its section. Empty when they are equal.
 */
export function differenceOf(first: readonly string[], second: readonly string[]): string[] {
  const common = commonLengths(first, second);
  const lines: string[] = [];
  let heading = "";
  const tell = (sign: string, line: string) => {
    if (heading !== "") lines.push(heading);
    heading = "";
    lines.push(`${sign} ${line}`);
  };
  let [a, b] = [0, 0];
  while (a < first.length || b < second.length) {
    const [ours, theirs] = [first[a] ?? "", second[b] ?? ""];
    if (a < first.length && b < second.length && ours === theirs) {
      if (ours.startsWith("== ")) heading = ours;
      a += 1;
      b += 1;
    } else if (
      b === second.length ||
      (a < first.length && at(common, a + 1, b) >= at(common, a, b + 1))
    ) {
      tell("-", ours);
      a += 1;
    } else {
      tell("+", theirs);
      b += 1;
    }
  }
  return lines;
}

/** For each pair of places, how many lines the rests from there on have in common, in order. */
function commonLengths(
  first: readonly string[],
  second: readonly string[],
): readonly Uint32Array[] {
  const lengths = Array.from(
    { length: first.length + 1 },
    () => new Uint32Array(second.length + 1),
  );
  for (let a = first.length - 1; a >= 0; a -= 1)
    for (let b = second.length - 1; b >= 0; b -= 1) {
      const length =
        first[a] === second[b]
          ? at(lengths, a + 1, b + 1) + 1
          : Math.max(at(lengths, a + 1, b), at(lengths, a, b + 1));
      lengths[a]?.fill(length, b, b + 1);
    }
  return lengths;
}

function at(lengths: readonly Uint32Array[], a: number, b: number): number {
  return lengths[a]?.[b] ?? 0;
}
