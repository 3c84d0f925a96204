import { invariant } from "../base/invariant.ts";
import type { EntryRows } from "../storage/entry-rows.ts";
import type { KvOperation, MarkerReason } from "../words/write.ts";
import { entryKind } from "./entry-kinds.ts";

/** One stored entry, looked at where it lies: good until the log is written to. */
export class Stored {
  readonly key: string;
  readonly revision: number;
  readonly createdMs: number;
  readonly operation: KvOperation;
  readonly reason: MarkerReason;
  /** Bytes of the value. */
  readonly length: number;
  readonly #rows: EntryRows;
  readonly #row: number;

  constructor(key: string, rows: EntryRows, row: number) {
    const { operation, reason } = entryKind(rows.kind(row));
    this.key = key;
    this.revision = rows.revision(row);
    this.createdMs = rows.createdMs(row);
    this.operation = operation;
    this.reason = reason;
    this.length = rows.length(row);
    this.#rows = rows;
    this.#row = row;
  }

  /** The value, which is the store's own: whoever keeps it copies it. */
  get bytes(): Uint8Array {
    return this.#rows.bytes(this.#there());
  }

  /** The raw header block, one character a byte: what a foreign writer sends is kept as it came. */
  get headers(): string {
    const row = this.#there();
    return this.#rows.extras(row)?.headers ?? entryKind(this.#rows.kind(row)).headers;
  }

  /** Its own time to live; undefined: only the bucket's. */
  get ttlMs(): number | undefined {
    return this.#rows.extras(this.#there())?.ttlMs;
  }

  #there(): number {
    const isThere = this.#rows.revision(this.#row) === this.revision;
    invariant(isThere, "an entry is looked at before the next write");
    return this.#row;
  }
}
