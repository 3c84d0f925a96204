import type { Readings } from "../run/place.ts";
import type { Lap } from "./lap.ts";

/** The readings of some laps: `put` becomes `put.cpuNs` and `put.wallNs`. */
export function named(laps: Readonly<Record<string, Lap>>): Readings {
  const pairs = Object.entries(laps).flatMap(([name, { cpuNs, wallNs }]) => [
    [`${name}.cpuNs`, cpuNs] as const,
    [`${name}.wallNs`, wallNs] as const,
  ]);
  return Object.fromEntries(pairs);
}
