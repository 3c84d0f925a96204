import type { KvEntry, KvMeta } from "@revkv/core";
import { characters, type Seen } from "../model/model-entry.ts";

const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * What a reader sees of a real entry. The bytes that were handed out are spoilt afterwards, so that a
 * store that lends its own shows it at the next read.
 *
 * @throws When the entry contradicts itself.
 */
export function seenOf(entry: KvEntry | KvMeta): Seen {
  const { bucket, key, revision, operation, length, delta, isUpdate } = entry;
  if (!Object.isFrozen(entry)) throw new Error(`entry ${revision} of ${key} can be changed`);
  if (operation !== "PUT" && "value" in entry) throw new Error(`marker ${revision} has a value`);
  const createdMs = entry.created.getTime();
  entry.created.setTime(0);
  return {
    bucket,
    key,
    revision,
    operation,
    reason: operation === "PUT" ? undefined : entry.reason,
    createdMs,
    length,
    delta,
    isUpdate,
    value: "value" in entry && entry.operation === "PUT" ? readAndSpoil(entry) : undefined,
  };
}

function readAndSpoil(entry: Extract<KvEntry, { operation: "PUT" }>): string {
  const copy = entry.bytes();
  const { value } = entry;
  const text = characters(value);
  const isWhole =
    Object.getPrototypeOf(value) === Uint8Array.prototype &&
    characters(copy) === text &&
    lenient.decode(copy) === entry.text();
  if (!isWhole) throw new Error(`revision ${entry.revision}: value, bytes and text differ`);
  value.fill(0xee);
  copy.fill(0xee);
  if (characters(entry.bytes()) !== text) throw new Error("a spoilt copy spoils the next one");
  return text;
}
