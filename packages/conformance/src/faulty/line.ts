import type { Clock } from "@revkv/core";

interface Task {
  readonly run: () => void;
  isDue: boolean;
}

/** Tasks that keep their order, each with a time before which it is not run. */
export class Line {
  readonly #clock: Clock;
  #tasks: Task[] = [];
  #isHeld = false;
  #isRunning = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** True when nothing waits. */
  get isEmpty(): boolean {
    return this.#tasks.length === 0;
  }

  /** Adds a task; it is run at once where nothing is before it and it has no delay. */
  add(run: () => void, delayMs: number): void {
    const task = { run, isDue: delayMs === 0 };
    this.#tasks.push(task);
    if (task.isDue) this.#go();
    else
      this.#clock.schedule(() => {
        task.isDue = true;
        this.#go();
      }, delayMs);
  }

  /** Runs nothing until it is released. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Runs what is due. */
  release(): void {
    this.#isHeld = false;
    this.#go();
  }

  /** Runs everything, due or not. */
  hurry(): void {
    for (const task of this.#tasks) task.isDue = true;
    this.#go();
  }

  /** Forgets what has not been run. */
  clear(): void {
    this.#tasks = [];
  }

  /** A task that adds another one, or holds the line, does not disturb the order. */
  #go(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (!this.#isHeld && this.#tasks[0]?.isDue === true) this.#tasks.shift()?.run();
    this.#isRunning = false;
  }
}
