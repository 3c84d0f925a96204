import type { KvStatus } from "@revkv/core";
import { spoil } from "./spoil.ts";

/** A status in values that compare: the order in which settings are listed is no promise. */
export function statusOf(status: KvStatus): unknown {
  const { config, ignored, ...rest } = status;
  const copy = { ...rest, config: structuredClone(config), ignored: [...ignored].toSorted() };
  spoil(status);
  return copy;
}
