import type { RecordedEntry, RecordedLine } from "../recording/line.ts";
import type { Call } from "../recording/call.ts";
import type { Fact, Sight } from "./fact.ts";
import { factsOfWrite } from "./write-facts.ts";

/** What is known of a store besides its recording. */
export interface HistoryOptions {
  /**
   * Who answers reads that do not say, and reads of many keys: `leader`, the default, where the only copy
   * or one that is never behind does; `direct` where a copy that lags may.
   */
  readonly defaultReads?: "leader" | "direct";
}

/** What a recording tells about single keys, in the order in which the calls began. */
export function factsOf(
  lines: readonly RecordedLine[],
  calls: readonly Call[],
  { defaultReads = "leader" }: HistoryOptions,
): readonly Fact[] {
  const facts = calls.flatMap((call) => factsOfCall(call, defaultReads));
  return [...facts, ...deliveries(lines, calls)].toSorted((a, b) => a.from - b.from);
}

function factsOfCall(call: Call, defaultReads: "leader" | "direct"): readonly Fact[] {
  const { asked, ended } = call;
  if (asked.ask === "write") return factsOfWrite(call, asked);
  if (ended === undefined || "error" in ended) return [];
  if (asked.ask === "read") {
    const kind = kindOf(asked.consistency ?? defaultReads);
    const saw = sightOf(ended.result as RecordedEntry | null);
    return [{ kind, ...spanOf(call), key: asked.key, saw }];
  }
  if (asked.ask === "readMany") {
    const found = new Map((ended.result as RecordedEntry[]).map((entry) => [entry.key, entry]));
    return asked.keys.map((key) => {
      const saw = sightOf(found.get(key) ?? null);
      return { kind: kindOf(defaultReads), ...spanOf(call), key, saw };
    });
  }
  const entry = ended.result as RecordedEntry | null;
  if (asked.ask !== "readAt" || entry === null) return [];
  return [{ kind: "glimpse", ...spanOf(call), key: entry.key, saw: sightOf(entry) }];
}

/** What watches and listings delivered. */
function deliveries(lines: readonly RecordedLine[], calls: readonly Call[]): readonly Fact[] {
  const subscriptions = new Map(calls.map((call) => [call.asked.call, call]));
  return lines.flatMap((line, at): readonly Fact[] => {
    if (!("watch" in line) || !("entry" in line)) return [];
    const call = subscriptions.get(line.watch);
    if (call?.asked.ask !== "subscribe") return [];
    const { value: _, ...head } = sightOf(line.entry);
    const saw = call.asked.metaOnly ? head : sightOf(line.entry);
    return [{ kind: "glimpse", ...spanOf(call), to: at, key: line.entry.key, saw }];
  });
}

function kindOf(consistency: "leader" | "direct"): "sighting" | "glimpse" {
  return consistency === "leader" ? "sighting" : "glimpse";
}

function sightOf(entry: RecordedEntry | null): Sight {
  if (entry === null) return { revision: 0 };
  const { revision, operation, value } = entry;
  return { revision, operation, value: JSON.stringify(value) };
}

function spanOf(call: Call): Pick<Fact, "call" | "from" | "to"> {
  return { call, from: call.from, to: call.to };
}
