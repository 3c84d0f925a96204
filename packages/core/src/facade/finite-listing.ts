import type { KvIterable } from "./kv-iterable.ts";
import type { Session } from "./session.ts";

/** A read of things that are no entries, such as names of buckets. */
export class FiniteListing<T> implements KvIterable<T> {
  readonly #session: Session;
  readonly #list: () => AsyncIterable<T>;

  constructor(session: Session, list: () => AsyncIterable<T>) {
    this.#session = session;
    this.#list = list;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    this.#session.check(undefined);
    const items = this.#list()[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.#session.found(items.next(), undefined);
        this.#session.check(undefined);
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      // Not awaited: a backend that hangs would keep the reader.
      items.return?.().catch(() => undefined);
    }
  }

  async toArray(): Promise<T[]> {
    const all: T[] = [];
    for await (const item of this) all.push(item);
    return all;
  }
}
