import { KvError, type Clock } from "@revkv/core";

/** The real clock. Its timers keep the process alive: somebody waits for what they bring. */
const realClock: Clock = {
  nowMs: () => Date.now(),
  schedule(task, delayMs) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Judges a clock; the real one unless given. */
export function parseClock(clock: Clock | undefined): Clock {
  if (clock === undefined) return realClock;
  const parts = (clock ?? {}) as Partial<Clock>;
  if (typeof parts.nowMs === "function" && typeof parts.schedule === "function") return clock;
  throw KvError.of("INVALID_ARGUMENT", "clock has nowMs() and schedule()");
}

/** Runs a task after a while; without one, at the next turn, so that a clock that stands still does not matter. */
export function later(clock: Clock, delayMs: number, task: () => void): void {
  if (delayMs === 0) queueMicrotask(task);
  else clock.schedule(task, delayMs);
}
