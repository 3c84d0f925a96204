import type { Clock } from "../base/clock.ts";
import { invalidArgument } from "../words/options.ts";

interface Task {
  readonly atMs: number;
  readonly run: () => void;
}

/**
 * A clock that stands still until it is turned, for tests of anything that has to do with time.
 *
 * @param startMs - What it shows first, in ms since 1970; 0 unless given.
 * @returns A clock whose `advance(ms)` runs everything that falls due on the way, in order of time and
 * at its own time, before it returns (R11.10).
 *
 * @example
 * const clock = manualClock(0);
 * const bucket = new Engine({ clock }).create("sessions", { ttlMs: 1_000 });
 * bucket.put("k", "v");
 * clock.advance(1_000);
 * console.log(bucket.get("k")); // null
 */
export function manualClock(startMs = 0): Clock & { advance(ms: number): void } {
  if (!Number.isFinite(startMs)) throw invalidArgument("startMs is a finite number of ms");
  let nowMs = startMs;
  const tasks = new Set<Task>();
  const firstDueBy = (endMs: number): Task | undefined => {
    let first: Task | undefined;
    for (const task of tasks) {
      if (task.atMs <= endMs && (first === undefined || task.atMs < first.atMs)) first = task;
    }
    return first;
  };
  return {
    nowMs: () => nowMs,
    schedule(run, delayMs) {
      const task = { atMs: nowMs + Math.max(0, delayMs), run };
      tasks.add(task);
      return () => void tasks.delete(task);
    },
    advance(ms) {
      if (!Number.isFinite(ms) || ms < 0)
        throw invalidArgument("a clock is turned by 0 ms or more");
      const endMs = nowMs + ms;
      for (let task = firstDueBy(endMs); task !== undefined; task = firstDueBy(endMs)) {
        tasks.delete(task);
        nowMs = Math.max(nowMs, task.atMs);
        task.run();
      }
      nowMs = Math.max(nowMs, endMs);
    },
  };
}
