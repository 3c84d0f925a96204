import { noBytes, type Bytes } from "../base/bytes.ts";
import type { BytePool } from "../base/byte-pool.ts";
import type { EntryRows } from "../storage/entry-rows.ts";
import type { KvOperation, MarkerReason, RawEntry } from "../words/write.ts";
import { entryKind } from "./entry-kinds.ts";

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
  constructor(
    key: string,
    rows: EntryRows,
    row: number,
    delta: number,
    pool: BytePool | undefined,
  ) {
    const { operation, reason } = entryKind(rows.kind(row));
    this.key = key;
    this.revision = rows.revision(row);
    this.createdMs = rows.createdMs(row);
    this.operation = operation;
    this.reason = reason;
    this.length = rows.length(row);
    this.delta = delta;
    this.#at = pool === undefined ? 0 : pool.copy(rows.bytes(row));
    this.#page = pool === undefined ? noBytes : pool.page;
  }

  /** Made when it is wanted: most entries of a watch are told by their keys. */
  get bytes(): Bytes {
    return this.#page.subarray(this.#at, this.#at + this.length);
  }
}
