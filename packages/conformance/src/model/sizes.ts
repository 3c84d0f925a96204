import type { KvOperation } from "@revkv/core/words";
import type { ModelEntry } from "./model-entry.ts";

/** A header block as the protocol writes it; nothing at all without headers. */
function headerText(lines: readonly string[]): string {
  if (lines.length === 0) return "";
  return `NATS/1.0\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n`;
}

/**
 * The headers that a client sends with a write (kv-spec 3.2).
 *
 * @param write.demands - The revision it demands, 0 for nothing stored; undefined for none.
 * @param write.ttl - What the TTL header says; undefined for none.
 */
export function writeHeaders(write: {
  readonly operation: KvOperation;
  readonly demands: number | undefined;
  readonly ttl: string | undefined;
}): string {
  const lines: string[] = [];
  if (write.operation === "DEL") lines.push("KV-Operation: DEL");
  if (write.operation === "PURGE") lines.push("KV-Operation: PURGE", "Nats-Rollup: sub");
  if (write.demands !== undefined) {
    lines.push(`Nats-Expected-Last-Subject-Sequence: ${write.demands}`);
  }
  if (write.ttl !== undefined) lines.push(`Nats-TTL: ${write.ttl}`);
  return headerText(lines);
}

/** The headers of the marker that the server writes when the last entry of a key expires (R11.6). */
export function limitMarkerText(ttlMs: number): string {
  const ttl = `Nats-TTL: ${goDuration(ttlMs)}`;
  return headerText(["Nats-Marker-Reason: MaxAge", ttl, "Nats-Rollup: sub"]);
}

/** Whole seconds as Go writes them: 2s, 1m30s, 1h0m0s. */
function goDuration(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m${seconds % 60}s`;
  return `${Math.floor(seconds / 3_600)}h${Math.floor((seconds % 3_600) / 60)}m${seconds % 60}s`;
}

/** What an entry takes of its bucket's bytes (R12.2, measured on both kinds of storage). */
export function sizeOf(
  place: { readonly bucket: string; readonly storage: "memory" | "file" },
  entry: Pick<ModelEntry, "key" | "headers" | "value">,
): number {
  const subject = `$KV.${place.bucket}.${entry.key}`;
  const content = subject.length + entry.headers.length + entry.value.length;
  if (place.storage === "memory") return content + 16;
  return entry.headers === "" ? content + 30 : content + 34;
}
