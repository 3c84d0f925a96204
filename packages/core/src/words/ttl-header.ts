import { goDurationMs } from "./go-duration.ts";

/**
 * The time to live that a header asks for (R11.3): whole seconds, a duration as Go writes it, or `never`.
 *
 * @returns Milliseconds, infinite for `never`, cut down to whole seconds; undefined where it is no such time.
 */
export function ttlOfHeader(value: string): number | undefined {
  if (value.toLowerCase() === "never") return Infinity;
  if (value !== "0" && /^\d+$/.test(value)) return Number(value) * 1_000;
  const ms = goDurationMs(value);
  return ms === undefined || ms < 1_000 ? undefined : Math.floor(ms / 1_000) * 1_000;
}
