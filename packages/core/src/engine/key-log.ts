import { textBytes } from "../base/bytes.ts";
import { invariant } from "../base/invariant.ts";
import type { KvOperation, MarkerReason } from "../words/write.ts";

/** One entry as the log keeps it; never handed out. */
export interface Stored {
  readonly log: KeyLog;
  readonly revision: number;
  readonly createdMs: number;
  readonly operation: KvOperation;
  readonly reason: MarkerReason;
  readonly bytes: Uint8Array;
  /** The raw header block, one character a byte: what a foreign writer sends is kept as it came. */
  readonly headers: string;
  /** What it takes of the bucket's bytes. */
  readonly size: number;
  /** Its own time to live; undefined: only the bucket's. */
  readonly ttlMs: number | undefined;
  /** When it expires; infinite when never. Moves when the bucket's time to live is changed. */
  dueMs: number;
  /** Its place in the due queue; -1 when it has none. */
  dueSlot: number;
}

/** True for an entry that says its key is gone. */
export function isMarker(stored: Stored): boolean {
  return stored.operation !== "PUT";
}

/** The entries of one key, oldest first; the last one says what the key holds. */
export class KeyLog {
  readonly key: string;
  /** Names the key as long as anything of it is stored; then it may name another. */
  readonly slot: number;
  /** Bytes of the key in a subject. */
  readonly keyBytes: number;
  readonly #entries: Stored[] = [];

  constructor(key: string, slot: number) {
    this.key = key;
    this.slot = slot;
    this.keyBytes = textBytes(key);
  }

  /** All entries, oldest first. */
  get entries(): readonly Stored[] {
    return this.#entries;
  }

  /** The entry that the next trim would take. */
  get oldest(): Stored | undefined {
    return this.#entries[0];
  }

  /** The entry that says what the key holds; undefined when the log is empty. */
  get last(): Stored | undefined {
    return this.#entries.at(-1);
  }

  /** Adds the newest entry. */
  add(stored: Stored): void {
    invariant((this.last?.revision ?? 0) < stored.revision, "revisions of a key only grow");
    this.#entries.push(stored);
  }

  /** Takes one entry out. */
  remove(stored: Stored): void {
    const at = this.#entries.indexOf(stored);
    invariant(at >= 0, "an entry is removed from its own log, once");
    this.#entries.splice(at, 1);
  }
}
