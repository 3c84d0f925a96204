import { noBytes, type Bytes } from "../base/bytes.ts";
import type { BytePool } from "../base/byte-pool.ts";
import type { InitialValues, KvOperation, MarkerReason, RawEntry } from "../words/write.ts";
import type { Stored } from "./key-log.ts";

/** What is handed out of a stored entry. Its bytes are a copy, so that nothing can reach the store. */
export class StoredView implements RawEntry {
  readonly key: string;
  readonly revision: number;
  readonly createdMs: number;
  readonly operation: KvOperation;
  readonly reason: MarkerReason;
  readonly length: number;
  readonly delta: number;
  readonly #page: Bytes;
  readonly #at: number;

  /** @param pool - Where its bytes are copied to; left out where they are not wanted. */
  constructor(stored: Stored, delta: number, pool: BytePool | undefined) {
    this.key = stored.log.key;
    this.revision = stored.revision;
    this.createdMs = stored.createdMs;
    this.operation = stored.operation;
    this.reason = stored.reason;
    this.length = stored.bytes.length;
    this.delta = delta;
    this.#at = pool === undefined ? 0 : pool.copy(stored.bytes);
    this.#page = pool === undefined ? noBytes : pool.page;
  }

  /** Made when it is wanted: most entries of a watch are told by their keys. */
  get bytes(): Bytes {
    return this.#page.subarray(this.#at, this.#at + this.length);
  }
}

/** The entries that a watch begins with. */
export class StoredValues implements InitialValues {
  readonly #pool: BytePool | undefined;
  #entries: readonly Stored[];
  #next = 0;

  /**
   * @param entries - Oldest first.
   * @param pool - Where their bytes are copied to; undefined where they are not wanted.
   */
  constructor(entries: readonly Stored[], pool: BytePool | undefined) {
    this.#entries = entries;
    this.#pool = pool;
  }

  get count(): number {
    return this.#entries.length - this.#next;
  }

  next(): RawEntry | undefined {
    const stored = this.#entries[this.#next];
    if (stored === undefined) return undefined;
    this.#next += 1;
    const { count } = this;
    // What was delivered must not be kept alive by whoever keeps the watcher.
    if (count === 0) this.drop();
    return new StoredView(stored, count, this.#pool);
  }

  drop(): void {
    this.#entries = [];
    this.#next = 0;
  }
}
