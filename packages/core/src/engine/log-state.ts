import type { Steps } from "../base/steps.ts";
import type { FullConfig } from "../words/config.ts";
import { storedBytes } from "../words/stored-size.ts";
import { KeyIndex } from "./key-index.ts";
import { isMarker, KeyLog, type Stored } from "./key-log.ts";

/** What a new entry is made of. */
export interface Draft extends Omit<Stored, "log" | "revision" | "size" | "dueMs" | "dueSlot"> {
  readonly key: string;
  /** True where it takes the place of everything below it. */
  readonly isRollup: boolean;
}

/** How much is stored, and from when to when. */
export interface LogTotals {
  readonly entries: number;
  /** As the server counts. */
  readonly bytes: number;
  readonly keys: number;
  /** The lowest revision stored; undefined when nothing is. */
  readonly firstRevision: number | undefined;
  readonly firstCreatedMs: number | undefined;
  /** The last revision given, also when its entry is gone; 0 for none. */
  readonly lastRevision: number;
  readonly lastCreatedMs: number | undefined;
}

/** Entries that come and go have somebody else to know of it. */
export interface StateListener {
  /** An entry has been stored. */
  came(stored: Stored): void;
  /** An entry has been removed. */
  went(stored: Stored): void;
}

/** What is stored in one bucket, and the only two ways to change it: an entry comes in, an entry goes. */
export class LogState {
  /** All entries in order of revision. */
  readonly entries: ReadonlyMap<number, Stored>;
  readonly keys: KeyIndex;
  /** Keys whose last entry is a marker. */
  readonly marked: ReadonlySet<KeyLog>;
  readonly steps: Steps;
  readonly #prefixBytes: number;
  readonly #listener: StateListener;
  readonly #entries = new Map<number, Stored>();
  readonly #marked = new Set<KeyLog>();
  readonly #freeSlots: number[] = [];
  #slots = 0;
  #lastRevision = 0;
  #lastCreatedMs: number | undefined;
  #bytes = 0;

  /** @param prefixBytes - What every subject has before its key. */
  constructor(prefixBytes: number, steps: Steps, listener: StateListener) {
    this.#prefixBytes = prefixBytes;
    this.#listener = listener;
    this.steps = steps;
    this.keys = new KeyIndex(steps);
    this.entries = this.#entries;
    this.marked = this.#marked;
  }

  /** The last revision given. */
  get lastRevision(): number {
    return this.#lastRevision;
  }

  /** What the entries take, as the server counts. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How much is stored, and from when to when. */
  totals(): LogTotals {
    const [first] = this.#entries.values();
    return {
      entries: this.#entries.size,
      bytes: this.#bytes,
      keys: this.keys.all().size,
      firstRevision: first?.revision,
      firstCreatedMs: first?.createdMs,
      lastRevision: this.#lastRevision,
      lastCreatedMs: this.#lastCreatedMs,
    };
  }

  /** The one way in: the entry gets the next revision, and its key drops what history no longer holds. */
  append(draft: Draft, dueMs: number, config: FullConfig): Stored {
    const { key } = draft;
    const log = this.keys.get(key) ?? new KeyLog(key, this.#freeSlots.pop() ?? this.#slots++);
    if (log.last === undefined) this.keys.add(log);
    this.#lastRevision += 1;
    const size = storedBytes(config.storage, {
      subjectBytes: this.#prefixBytes + log.keyBytes,
      headerBytes: draft.headers.length,
      length: draft.bytes.length,
    });
    // Written out: a spread would cost as much as all the rest of a put.
    const stored: Stored = {
      log,
      revision: this.#lastRevision,
      createdMs: draft.createdMs,
      operation: draft.operation,
      reason: draft.reason,
      bytes: draft.bytes,
      headers: draft.headers,
      size,
      ttlMs: draft.ttlMs,
      dueMs,
      dueSlot: -1,
    };
    log.add(stored);
    this.#entries.set(stored.revision, stored);
    this.#bytes += size;
    this.#lastCreatedMs = stored.createdMs;
    this.#mark(log);
    this.trim(log, draft.isRollup ? 1 : config.history);
    this.#listener.came(stored);
    return stored;
  }

  /** The one way out. */
  remove(stored: Stored): void {
    const { log } = stored;
    log.remove(stored);
    this.#entries.delete(stored.revision);
    this.#bytes -= stored.size;
    if (log.last === undefined) {
      this.keys.remove(log);
      this.#freeSlots.push(log.slot);
    }
    this.#mark(log);
    this.#listener.went(stored);
  }

  /** Keeps so many entries of a key, the newest ones. */
  trim(log: KeyLog, kept: number): void {
    for (const stored of log.entries.slice(0, Math.max(0, log.entries.length - kept))) {
      this.steps.entries += 1;
      this.remove(stored);
    }
  }

  /** Gives revisions up to this one to nobody. */
  skipTo(revision: number): void {
    this.#lastRevision = Math.max(this.#lastRevision, revision);
  }

  /** Forgets everything: the bucket is gone. */
  clear(): void {
    this.#entries.clear();
    this.#marked.clear();
    this.keys.clear();
  }

  #mark(log: KeyLog): void {
    if (log.last !== undefined && isMarker(log.last)) this.#marked.add(log);
    else this.#marked.delete(log);
  }
}
