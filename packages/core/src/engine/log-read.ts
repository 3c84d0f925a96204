import type { Steps } from "../base/steps.ts";
import { matcherOf } from "../words/filter.ts";
import type { KeyIndex } from "./key-index.ts";
import type { KeyLog, Stored } from "./key-log.ts";

/** What a read is about. */
export interface LogRead {
  readonly filters: readonly string[];
  /** The last entry of each key, all entries, none, or all from a revision on. */
  readonly start: "last" | "all" | "new" | { readonly revision: number };
}

/** What a read looks at. */
export interface LogSource {
  /** In order of revision. */
  readonly entries: ReadonlyMap<number, Stored>;
  readonly keys: KeyIndex;
  readonly lastRevision: number;
  readonly steps: Steps;
}

/** The entries that a read is about, in order of revision. */
export function readLog(source: LogSource, { filters, start }: LogRead): Stored[] {
  if (start === "new") return [];
  if (typeof start === "object") return readFrom(source, filters, start.revision);
  const isEachLast = source.entries.size === source.keys.all().size;
  const isAll = filters.includes(">") && (start === "all" || isEachLast);
  return isAll ? readAll(source) : readKeys(source, filters, start);
}

/** Everything is kept in order of revision already. */
function readAll({ entries, steps }: LogSource): Stored[] {
  steps.entries += entries.size;
  return [...entries.values()];
}

/** The last or all entries of the keys that match. */
function readKeys(
  { keys, steps }: LogSource,
  filters: readonly string[],
  start: "last" | "all",
): Stored[] {
  const logs = new Set<KeyLog>();
  for (const filter of filters) for (const log of keys.matching(filter)) logs.add(log);
  const found = [...logs].flatMap((log) => (start === "all" ? log.entries : log.entries.slice(-1)));
  steps.entries += found.length;
  return logs.size === 1 ? found : found.toSorted((a, b) => a.revision - b.revision);
}

/** Counts up from the revision where that is shorter than a walk through the keys. */
function readFrom(source: LogSource, filters: readonly string[], revision: number): Stored[] {
  const { entries, keys, lastRevision, steps } = source;
  const isAll = filters.includes(">");
  const keyCount = filters.reduce((sum, filter) => sum + keys.countFor(filter), 0);
  if (lastRevision - revision >= (isAll ? entries.size : keyCount)) {
    const all = isAll ? readAll(source) : readKeys(source, filters, "all");
    return all.filter((stored) => stored.revision >= revision);
  }
  const matchers = filters.map(matcherOf);
  const found: Stored[] = [];
  for (let next = revision; next <= lastRevision; next += 1) {
    steps.entries += 1;
    const stored = entries.get(next);
    if (stored && matchers.some((matches) => matches(stored.log.key))) found.push(stored);
  }
  return found;
}
