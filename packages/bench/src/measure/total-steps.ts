import type { Steps } from "@revkv/core/engine";

/** All that was counted. */
export function totalSteps({ entries, keys, watchers }: Steps): number {
  return entries + keys + watchers;
}
