import type { Clock } from "../base/clock.ts";
import { DueQueue } from "./due-queue.ts";
import type { Stored } from "./key-log.ts";

/** What an expiry does to its log. */
export interface ExpiryTask {
  /** Takes one due entry out of the log; may put another in. */
  expire(stored: Stored): void;
  /** Called when the timer has let everything due go. */
  afterwards(): void;
}

/**
 * Makes entries go when they are due. Every operation of a bucket asks first, so that nothing is read
 * after its time; the timer is there for watchers and for memory, and fires for the entry due first.
 */
export class Expiry {
  readonly #clock: Clock;
  readonly #task: ExpiryTask;
  #queue = new DueQueue();
  #timer: { readonly atMs: number; readonly cancel: () => void } | undefined;

  constructor(clock: Clock, task: ExpiryTask) {
    this.#clock = clock;
    this.#task = task;
  }

  /** Takes an entry in. */
  add(stored: Stored): void {
    this.#queue.add(stored);
    this.#arm();
  }

  /** Forgets an entry that went, for whatever reason. */
  remove(stored: Stored): void {
    this.#queue.remove(stored);
  }

  /** Lets everything go that is due now, in order of time. */
  run(): void {
    if (this.#queue.first === undefined) return;
    const nowMs = this.#clock.nowMs();
    let { first } = this.#queue;
    while (first !== undefined && first.dueMs <= nowMs) {
      this.#queue.remove(first);
      this.#task.expire(first);
      first = this.#queue.first;
    }
    // A timer that is overdue was lost: fake timers come and go.
    if (this.#timer === undefined || this.#timer.atMs > nowMs) return;
    this.#timer.cancel();
    this.#timer = undefined;
    this.#arm();
  }

  /** Cancels the timer and forgets what was to go. */
  stop(): void {
    this.#timer?.cancel();
    this.#queue = new DueQueue();
  }

  #arm(): void {
    const first = this.#queue.first;
    if (first === undefined || (this.#timer && this.#timer.atMs <= first.dueMs)) return;
    this.#timer?.cancel();
    const fire = (): void => {
      this.#timer = undefined;
      this.run();
      this.#arm();
      this.#task.afterwards();
    };
    const delayMs = Math.max(0, first.dueMs - this.#clock.nowMs());
    this.#timer = { atMs: first.dueMs, cancel: this.#clock.schedule(fire, delayMs) };
  }
}
