import type { Clock } from "../base/clock.ts";
import { DueRows } from "../storage/due-rows.ts";

/** What an expiry does to its log. */
export interface ExpiryTask {
  /** The revision of an entry: those due at the same time go in its order. */
  revision(row: number): number;
  /** Takes one due entry out of the log; may put another in. */
  expire(row: number): void;
  /** Called when the timer has let something go. */
  afterwards(): void;
}

/** Entries that go at once; more would be felt as a pause, and have to wait for their turn. */
const SLICE = 1_024;

/**
 * Makes entries go when they are due. Every operation of a bucket asks first, so that nothing is read
 * after its time; the timer is there for watchers and for memory, and fires for the entry due first.
 */
export class Expiry {
  readonly #clock: Clock;
  readonly #task: ExpiryTask;
  #queue: DueRows;
  #timer: { readonly atMs: number; readonly cancel: () => void } | undefined;

  constructor(clock: Clock, task: ExpiryTask) {
    this.#clock = clock;
    this.#task = task;
    this.#queue = new DueRows((row) => task.revision(row));
  }

  /** Whether anything will ever be due. */
  get isAwaited(): boolean {
    return this.#queue.first !== undefined;
  }

  /** Takes an entry in; one that is never due stays out. */
  add(row: number, dueMs: number, ttlMs: number): void {
    if (dueMs === Infinity) return;
    this.#queue.add(row, dueMs, ttlMs);
    this.#arm();
  }

  /** Forgets an entry that goes, for whatever reason. */
  remove(row: number): void {
    this.#queue.remove(row);
  }

  /** Lets everything go that is due now, in order of time. */
  run(): void {
    while (!this.runSome());
  }

  /** Lets go what is due now, in order of time, but no more than a slice of it; true when nothing more is due. */
  runSome(): boolean {
    if (this.#queue.first === undefined) return true;
    const nowMs = this.#clock.nowMs();
    for (let count = 0; count < SLICE; count += 1) {
      const { first } = this.#queue;
      if (first === undefined || this.#queue.dueMs(first) > nowMs) {
        this.#rearm(nowMs);
        return true;
      }
      this.#expire(first);
    }
    return false;
  }

  /** Lets those of these entries go that are due and still wait for their turn; false when none is. */
  runFor(rows: readonly number[]): boolean {
    const nowMs = this.#clock.nowMs();
    const due = rows.filter((row) => this.#queue.dueMs(row) <= nowMs);
    for (const row of due) this.#expire(row);
    return due.length > 0;
  }

  /** Cancels the timer and forgets what was to go. */
  stop(): void {
    this.#timer?.cancel();
    this.#queue = new DueRows((row) => this.#task.revision(row));
  }

  #expire(row: number): void {
    this.#queue.remove(row);
    this.#task.expire(row);
  }

  /** A timer that is overdue was lost: fake timers come and go. */
  #rearm(nowMs: number): void {
    if (this.#timer === undefined || this.#timer.atMs > nowMs) return;
    this.#timer.cancel();
    this.#timer = undefined;
    this.#arm();
  }

  #arm(): void {
    const { first } = this.#queue;
    if (first === undefined) return;
    const dueMs = this.#queue.dueMs(first);
    if (this.#timer && this.#timer.atMs <= dueMs) return;
    this.#timer?.cancel();
    const fire = (): void => {
      this.#timer = undefined;
      this.runSome();
      this.#arm();
      this.#task.afterwards();
    };
    const delayMs = Math.max(0, dueMs - this.#clock.nowMs());
    this.#timer = { atMs: dueMs, cancel: this.#clock.schedule(fire, delayMs) };
  }
}
