import type { Bytes } from "../base/bytes.ts";
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
  readonly bytes: Bytes;

  constructor(stored: Stored, delta: number, bytes: Bytes) {
    this.key = stored.key;
    this.revision = stored.revision;
    this.createdMs = stored.createdMs;
    this.operation = stored.operation;
    this.reason = stored.reason;
    this.length = stored.length;
    this.delta = delta;
    this.bytes = bytes;
  }
}
