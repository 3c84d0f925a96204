import { copyBytes, noBytes, type Bytes } from "../base/bytes.ts";
import type { KvOperation, MarkerReason, RawEntry } from "../words/write.ts";
import type { Stored } from "./key-log.ts";

/** What is handed out of a stored entry: its bytes are copied at the first look, so that nothing can reach the store. */
export class StoredView implements RawEntry {
  readonly key: string;
  readonly revision: number;
  readonly createdMs: number;
  readonly operation: KvOperation;
  readonly reason: MarkerReason;
  readonly length: number;
  readonly delta: number;
  readonly #stored: Uint8Array;
  #copy: Bytes | undefined;

  constructor(stored: Stored, how: { readonly delta: number; readonly metaOnly: boolean }) {
    this.key = stored.log.key;
    this.revision = stored.revision;
    this.createdMs = stored.createdMs;
    this.operation = stored.operation;
    this.reason = stored.reason;
    this.length = stored.bytes.length;
    this.delta = how.delta;
    this.#stored = how.metaOnly ? noBytes : stored.bytes;
  }

  /** A copy that belongs to whoever reads it. */
  get bytes(): Bytes {
    this.#copy ??= copyBytes(this.#stored);
    return this.#copy;
  }
}
