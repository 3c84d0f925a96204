import { noBytes, type Bytes } from "../base/bytes.ts";
import type { BytePool } from "../base/byte-pool.ts";
import type { KvOperation, MarkerReason, RawEntry } from "../words/write.ts";
import type { Stored } from "./stored.ts";

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
    this.key = stored.key;
    this.revision = stored.revision;
    this.createdMs = stored.createdMs;
    this.operation = stored.operation;
    this.reason = stored.reason;
    this.length = stored.length;
    this.delta = delta;
    this.#at = pool === undefined ? 0 : pool.copy(stored.bytes);
    this.#page = pool === undefined ? noBytes : pool.page;
  }

  /** Made when it is wanted: most entries of a watch are told by their keys. */
  get bytes(): Bytes {
    return this.#page.subarray(this.#at, this.#at + this.length);
  }
}
