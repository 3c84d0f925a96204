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
  readonly bytes: Bytes;

  constructor(stored: Stored, delta: number, bytes: Bytes) {
    this.key = stored.log.key;
    this.revision = stored.revision;
    this.createdMs = stored.createdMs;
    this.operation = stored.operation;
    this.reason = stored.reason;
    this.length = stored.bytes.length;
    this.delta = delta;
    this.bytes = bytes;
  }
}

/** The entries that a watch begins with. */
export class StoredValues implements InitialValues {
  readonly #pool: BytePool;
  readonly #metaOnly: boolean;
  #entries: readonly Stored[];
  #next = 0;

  /** @param entries - Oldest first. */
  constructor(entries: readonly Stored[], pool: BytePool, metaOnly: boolean) {
    this.#entries = entries;
    this.#pool = pool;
    this.#metaOnly = metaOnly;
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
    const bytes = this.#metaOnly ? noBytes : this.#pool.copy(stored.bytes);
    return new StoredView(stored, count, bytes);
  }

  drop(): void {
    this.#entries = [];
    this.#next = 0;
  }
}
