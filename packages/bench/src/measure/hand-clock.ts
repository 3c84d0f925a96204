import type { Clock } from "@revkv/core";

interface Task {
  readonly atMs: number;
  readonly run: () => void;
}

/** A clock that is turned by hand and lets whoever turns it run what is due, piece by piece. */
export class HandClock implements Clock {
  #nowMs = 0;
  readonly #tasks = new Set<Task>();

  nowMs(): number {
    return this.#nowMs;
  }

  schedule(run: () => void, delayMs: number): () => void {
    const task = { atMs: this.#nowMs + delayMs, run };
    this.#tasks.add(task);
    return () => void this.#tasks.delete(task);
  }

  /** Turns it on and runs nothing. */
  turn(ms: number): void {
    this.#nowMs += ms;
  }

  /** The next thing that is due; undefined when nothing is. */
  takeDue(): (() => void) | undefined {
    for (const task of this.#tasks) {
      if (task.atMs > this.#nowMs) continue;
      this.#tasks.delete(task);
      return task.run;
    }
    return undefined;
  }
}
