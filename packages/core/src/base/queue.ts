/** Below this many taken items a queue is not moved together. */
const FEWEST_MOVED = 1_024;

/** First in, first out, at the same cost however many wait: `shift` of an array moves all the others. */
export class Queue<T> {
  readonly #items: (T | undefined)[] = [];
  #next = 0;

  /** How many wait. */
  get size(): number {
    return this.#items.length - this.#next;
  }

  /** Adds at the end. */
  push(item: T): void {
    this.#items.push(item);
  }

  /** Takes the first one; undefined when nothing waits. */
  take(): T | undefined {
    const item = this.#items[this.#next];
    if (this.size === 0) return undefined;
    // What was taken must not be kept alive.
    this.#items[this.#next] = undefined;
    this.#next += 1;
    if (this.size === 0) this.clear();
    else if (this.#next >= FEWEST_MOVED && this.#next > this.size) this.#moveTogether();
    return item;
  }

  /** Forgets what waits. */
  clear(): void {
    this.#items.length = 0;
    this.#next = 0;
  }

  #moveTogether(): void {
    this.#items.splice(0, this.#next);
    this.#next = 0;
  }
}
