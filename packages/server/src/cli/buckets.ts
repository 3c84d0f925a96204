import type { KvConfig } from "@revkv/core";
import { readText, UsageError } from "./command.ts";

/** The buckets that a file asks for, by their names; their settings are judged when they are made. */
export function readBuckets(file: string): Readonly<Record<string, KvConfig>> {
  const text = readText(file);
  try {
    const buckets: unknown = JSON.parse(text);
    if (typeof buckets === "object" && buckets !== null && !Array.isArray(buckets)) {
      return buckets as Readonly<Record<string, KvConfig>>;
    }
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${error instanceof Error ? error.message : ""}`);
  }
  throw new UsageError(`${file} is to hold an object: the settings of each bucket by its name`);
}
