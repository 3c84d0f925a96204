/** Who has entries for an iterator. */
interface EntrySource<E> {
  /** An entry that waits; undefined when there is none, or it is not its turn. */
  ready(): E | undefined;
  /** The next entry, or the end, when it comes. */
  next(): Promise<IteratorResult<E, undefined>>;
  /** The reader has left. */
  stop(): Promise<void>;
}

/** The iterator of a watch: what waits is handed over at once, because a promise of its own costs as much again. */
export class WatchIterator<E> implements AsyncIterator<E, undefined> {
  readonly #source: EntrySource<E>;

  constructor(source: EntrySource<E>) {
    this.#source = source;
  }

  next(): Promise<IteratorResult<E, undefined>> {
    const value = this.#source.ready();
    return value === undefined ? this.#source.next() : Promise.resolve({ done: false, value });
  }

  async return(): Promise<IteratorResult<E, undefined>> {
    await this.#source.stop();
    return { done: true, value: undefined };
  }
}
