import type { KvStatus } from "@revkv/core";
import type { CallLine, RecordedEntry, RecordedError, RecordedResult, ReturnLine } from "./line.ts";

/** How a call ended: with what it gives, or with its failure. */
export type RecordedEnd = { readonly result: RecordedResult } | { readonly error: RecordedError };

/** What is compared of the end of a call; of a status what every backend tells, where backends differ. */
export function comparableEnd(
  { ask }: CallLine,
  end: RecordedEnd | ReturnLine,
  isSameBackend: boolean,
): unknown {
  if ("error" in end) return { error: comparableError(end.error) };
  const { result } = end;
  if (result === null) return null;
  if (ask === "read" || ask === "readAt") return comparableEntry(result as RecordedEntry);
  if (ask === "readMany") return inOrder(result as readonly RecordedEntry[]).map(comparableEntry);
  if (isSameBackend) return result;
  if (ask === "bucketStatus") return comparableStatus(result as KvStatus);
  if (ask === "bucketStatuses") return (result as readonly KvStatus[]).map(comparableStatus);
  return result;
}

/** An entry without its time. */
export function comparableEntry(entry: RecordedEntry): unknown {
  return without(entry, ["createdMs"]);
}

/** A failure without its words, unless there is nothing else; of settings that differ, their names. */
export function comparableError({ code, natsCode, details = {}, message }: RecordedError): unknown {
  if (code === "UNKNOWN") return { code, message };
  const { differences } = details;
  if (!Array.isArray(differences)) return { code, natsCode, ...details };
  const names = differences.map((sentence) => String(sentence).replace(/ .*/s, ""));
  return { code, natsCode, ...details, differences: names.toSorted() };
}

function comparableStatus(status: KvStatus): unknown {
  return without(status, ["backingStore", "ignored"]);
}

/** The keys of `readMany` come in any order. */
function inOrder(entries: readonly RecordedEntry[]): readonly RecordedEntry[] {
  return entries.toSorted((a, b) => a.revision - b.revision);
}

/** An object without some of its fields. */
export function without<T extends object>(object: T, names: readonly (keyof T)[]): unknown {
  const kept = Object.entries(object).filter(([name]) => !names.includes(name as keyof T));
  return Object.fromEntries(kept);
}
