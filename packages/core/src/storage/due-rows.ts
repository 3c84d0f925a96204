import { IntColumns, NumberColumns } from "./columns.ts";
import { NONE } from "./no-row.ts";

const BEFORE = 0;
const AFTER = 1;
/** The run of a row, plus one. */
const RUN = 2;

/** Rows in the order in which they are due. */
interface Run {
  readonly id: number;
  readonly ttlMs: number;
  first: number;
  last: number;
  /** Its place among the runs. */
  slot: number;
}

/**
 * Rows that expire, soonest first; those due at the same time in order of revision. What has one time to live falls
 * due in the order in which it came: for each time to live there is a run of rows, so that taking one in or out costs
 * the same however many there are. A heap orders the runs, of which there are few: one more where a clock went back.
 */
export class DueRows {
  readonly #revisionOf: (row: number) => number;
  readonly #due = new NumberColumns(1);
  readonly #links = new IntColumns(3);
  /** The run of each time to live that still takes rows in. */
  readonly #open = new Map<number, Run>();
  readonly #runs: (Run | undefined)[] = [];
  readonly #freeIds: number[] = [];
  readonly #heap: Run[] = [];

  constructor(revisionOf: (row: number) => number) {
    this.#revisionOf = revisionOf;
  }

  /** The row that is due first; undefined when none is. */
  get first(): number | undefined {
    return this.#heap[0]?.first;
  }

  /** When a row is due; infinite for one that is not in. */
  dueMs(row: number): number {
    return this.#runOf(row) === undefined ? Infinity : this.#due.get(row, 0);
  }

  /** Takes a row in, which has a higher revision than those that are. */
  add(row: number, dueMs: number, ttlMs: number): void {
    this.#due.reach(row);
    this.#links.reach(row);
    this.#due.set(row, 0, dueMs);
    const run = this.#runFor(row, dueMs, ttlMs);
    this.#links.set(row, BEFORE, run.last === row ? NONE : run.last);
    this.#links.set(row, AFTER, NONE);
    this.#links.set(row, RUN, run.id + 1);
    if (run.last !== row) this.#links.set(run.last, AFTER, row);
    run.last = row;
  }

  /** Takes a row out, if it is in. */
  remove(row: number): void {
    const run = this.#runOf(row);
    if (run === undefined) return;
    const before = this.#links.get(row, BEFORE);
    const after = this.#links.get(row, AFTER);
    this.#links.set(row, RUN, 0);
    if (before !== NONE) this.#links.set(before, AFTER, after);
    if (after !== NONE) this.#links.set(after, BEFORE, before);
    else run.last = before;
    if (before !== NONE) return;
    if (after === NONE) {
      this.#close(run);
      return;
    }
    run.first = after;
    this.#sink(run, run.slot);
  }

  #runOf(row: number): Run | undefined {
    // Rows that come before the first one that is due have no place in the columns.
    return this.#links.has(row) ? this.#runs[this.#links.get(row, RUN) - 1] : undefined;
  }

  /** The run that a row goes to the end of; a new one where it would not be the last to be due. */
  #runFor(row: number, dueMs: number, ttlMs: number): Run {
    const open = this.#open.get(ttlMs);
    if (open !== undefined && this.#due.get(open.last, 0) <= dueMs) return open;
    const id = this.#freeIds.pop() ?? this.#runs.length;
    const run: Run = { id, ttlMs, first: row, last: row, slot: this.#heap.length };
    this.#open.set(ttlMs, run);
    this.#runs[id] = run;
    this.#rise(run, run.slot);
    return run;
  }

  /** Nothing is left of a run. */
  #close(run: Run): void {
    if (this.#open.get(run.ttlMs) === run) this.#open.delete(run.ttlMs);
    this.#runs[run.id] = undefined;
    this.#freeIds.push(run.id);
    const filler = this.#heap.pop();
    if (filler === undefined || filler === run) return;
    this.#rise(filler, run.slot);
    this.#sink(filler, filler.slot);
  }

  #rise(run: Run, from: number): void {
    let slot = from;
    while (slot > 0) {
      const above = (slot - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || !this.#isSooner(run, parent)) break;
      this.#put(parent, slot);
      slot = above;
    }
    this.#put(run, slot);
  }

  #sink(run: Run, from: number): void {
    let slot = from;
    for (;;) {
      const left = this.#heap[2 * slot + 1];
      const right = this.#heap[2 * slot + 2];
      const soonest = left && right && this.#isSooner(right, left) ? right : left;
      if (soonest === undefined || !this.#isSooner(soonest, run)) break;
      const below = soonest.slot;
      this.#put(soonest, slot);
      slot = below;
    }
    this.#put(run, slot);
  }

  #put(run: Run, slot: number): void {
    this.#heap[slot] = run;
    run.slot = slot;
  }

  #isSooner(a: Run, b: Run): boolean {
    const [aMs, bMs] = [this.#due.get(a.first, 0), this.#due.get(b.first, 0)];
    return aMs === bMs ? this.#revisionOf(a.first) < this.#revisionOf(b.first) : aMs < bMs;
  }
}
