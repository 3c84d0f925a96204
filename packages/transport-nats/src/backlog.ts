/** What waits to be taken, in its order. Taking one costs the same whatever waits behind it. */
export class Backlog<T> {
  /** Taken from its front, where `#next` stands; what comes meanwhile waits apart, so that this one ends. */
  #front: T[] = [];
  #next = 0;
  #back: T[] = [];

  /** Puts one behind all others. */
  add(item: T): void {
    this.#back.push(item);
  }

  /** Takes the first one; undefined when nothing waits. */
  take(): T | undefined {
    if (this.#next === this.#front.length) {
      this.#front = this.#back;
      this.#back = [];
      this.#next = 0;
    }
    const item = this.#front[this.#next];
    if (item !== undefined) this.#next += 1;
    return item;
  }

  /** Forgets all that wait. */
  clear(): void {
    this.#front = [];
    this.#back = [];
    this.#next = 0;
  }
}
