import { readFileSync } from "node:fs";

/**
 * How long the system has kept this thread waiting for a core, in ms: on a machine that is shared that is none of
 * what is measured. 0 where the system does not tell.
 */
export function waitedMs(): number {
  try {
    return Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ")[1]) / 1e6;
  } catch {
    return 0;
  }
}
