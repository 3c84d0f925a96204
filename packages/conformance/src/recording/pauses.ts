import type { RecordedLine } from "./line.ts";

/** By the number of its call, after how many entries the reader of a watch asked for a pause. */
export type Pauses = ReadonlyMap<number, ReadonlySet<number>>;

/** Where the readers of a recording asked for a pause. */
export function pausesIn(lines: readonly RecordedLine[]): Pauses {
  const entries = new Map<number, number>();
  const pauses = new Map<number, Set<number>>();
  for (const line of lines) {
    if (!("watch" in line)) continue;
    const { watch } = line;
    const count = entries.get(watch) ?? 0;
    if ("entry" in line) entries.set(watch, count + 1);
    if ("paused" in line) pauses.set(watch, new Set([...(pauses.get(watch) ?? []), count]));
  }
  return pauses;
}
