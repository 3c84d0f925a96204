import type { Stored } from "./key-log.ts";

/**
 * Entries that expire, soonest first; those due at the same time in order of revision. A binary heap
 * in which every entry knows its slot, so that an overwritten entry leaves at once.
 */
export class DueQueue {
  readonly #heap: Stored[] = [];

  /** The entry that is due first. */
  get first(): Stored | undefined {
    return this.#heap[0];
  }

  /** Takes an entry in; one that is never due stays out. */
  add(stored: Stored): void {
    if (stored.dueMs === Number.POSITIVE_INFINITY) return;
    this.#rise(stored, this.#heap.length);
  }

  /** Takes an entry out, if it is in. */
  remove(stored: Stored): void {
    const slot = stored.dueSlot;
    if (slot < 0) return;
    stored.dueSlot = -1;
    const filler = this.#heap.pop();
    if (filler === undefined || filler === stored) return;
    this.#rise(filler, slot);
    this.#sink(filler, filler.dueSlot);
  }

  #rise(stored: Stored, from: number): void {
    let slot = from;
    while (slot > 0) {
      const above = (slot - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || !isSooner(stored, parent)) break;
      this.#put(parent, slot);
      slot = above;
    }
    this.#put(stored, slot);
  }

  #sink(stored: Stored, from: number): void {
    let slot = from;
    for (;;) {
      const left = this.#heap[2 * slot + 1];
      const right = this.#heap[2 * slot + 2];
      const soonest = left && right && isSooner(right, left) ? right : left;
      if (soonest === undefined || !isSooner(soonest, stored)) break;
      const below = soonest.dueSlot;
      this.#put(soonest, slot);
      slot = below;
    }
    this.#put(stored, slot);
  }

  #put(stored: Stored, slot: number): void {
    this.#heap[slot] = stored;
    stored.dueSlot = slot;
  }
}

function isSooner(a: Stored, b: Stored): boolean {
  return a.dueMs === b.dueMs ? a.revision < b.revision : a.dueMs < b.dueMs;
}
