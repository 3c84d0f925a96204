import type { RawEntry } from "@revkv/core/words";
import type { RecordedEntry } from "./line.ts";
import { recordedBytes } from "./recorded-bytes.ts";

/** An entry as a recording holds it. */
export function recordedEntry(raw: RawEntry): RecordedEntry {
  const { key, revision, createdMs, operation, reason, bytes, length, delta } = raw;
  return {
    key,
    revision,
    createdMs,
    operation,
    ...(reason === undefined ? {} : { reason }),
    value: recordedBytes(bytes),
    length,
    delta,
  };
}

/** What a read of one entry gives, as a recording holds it. */
export function recordedEntryOrNull(raw: RawEntry | null): RecordedEntry | null {
  return raw === null ? null : recordedEntry(raw);
}
