import type { Posted, Posting } from "../words/posting.ts";
import { BucketLog } from "./bucket-log.ts";
import { CursorHub } from "./cursor-hub.ts";
import type { LogCore, LogObserver } from "./log-core.ts";
import type { LogCursor } from "./log-cursor.ts";
import { readLog, type LogRead } from "./log-read.ts";
import type { LogTotals } from "./log-state.ts";
import { Postings } from "./postings.ts";
import { purge, removeAt, type PurgePlan } from "./purge.ts";
import type { Stored } from "./stored.ts";
import { defaultRules, type StreamRules } from "./stream-rules.ts";

/**
 * A log as servers use it: foreign writers send messages, and readers go through it at their own pace. It is made
 * when a server first asks for it, so that whoever has none neither pays for it nor loads it.
 */
export class ServedLog extends BucketLog implements LogObserver {
  /** What servers keep beside the settings, so that all that serve it say the same; the engine does not look at it. */
  note: unknown;
  /** What a server says of the stream that serves it. */
  declared: StreamRules | undefined;
  readonly #cursors: CursorHub;
  readonly #postings: Postings;

  private constructor(core: LogCore) {
    super(core);
    this.#cursors = new CursorHub(core.state, core.report);
    this.#postings = new Postings(core, () => this.rules);
    core.observer = this;
  }

  /** The one of a log. */
  static of({ core }: BucketLog): ServedLog {
    return core.observer instanceof ServedLog ? core.observer : new ServedLog(core);
  }

  /** What the bucket's stream says of its messages. */
  get rules(): StreamRules {
    return this.declared ?? defaultRules(this.core.name, this.core.config);
  }

  /**
   * Stores one message of a foreign writer, with everything that its headers demand (R4.6).
   *
   * @throws What `judgePosting` throws, and `BUCKET_FULL`; then nothing has changed.
   */
  post(posting: Posting): Posted {
    return this.core.settled(() => this.#postings.post(posting));
  }

  /** Stores several messages, or none where one of them may not be stored. */
  postAll(postings: readonly Posting[]): Posted {
    return this.core.settled(() => this.#postings.postAll(postings));
  }

  /** Stores an entry of another bucket with its own revision and time; nothing where they are past. */
  copy(stored: Stored): void {
    this.core.settled(() => this.#postings.copy(stored));
  }

  /** Stores a message that another bucket has accepted; what it demanded there is demanded no more. */
  adopt(posting: Posting): void {
    this.core.settled(() => this.#postings.adopt(posting));
  }

  /** The last entry of a key, marker or not. */
  last(key: string): Stored | undefined {
    const { core } = this;
    core.steps.entries += 1;
    core.settleFor(key);
    return core.state.last(key);
  }

  /** The entry of a revision, whichever key it has. */
  at(revision: number): Stored | undefined {
    const { state, steps } = this.core;
    steps.entries += 1;
    const row = this.core.settled(() => state.order.find(revision));
    return row === undefined ? undefined : state.stored(row);
  }

  /** The entries that a read is about, in order of revision. */
  read(read: LogRead): Stored[] {
    const { state } = this.core;
    return this.core.settled(() => readLog(state, read).map((row) => state.stored(row)));
  }

  /** A place in the log to read from at one's own pace; `onMore` is called when something comes where nothing was ahead. */
  cursor(read: LogRead, onMore: () => void): LogCursor {
    return this.core.settled(() => this.#cursors.open(read, onMore));
  }

  /** Removes entries without a trace; gives how many went. Watchers see nothing. */
  purge(plan: PurgePlan): number {
    return this.core.settled(() => purge(this.core.state, plan));
  }

  /** Removes the entry of a revision; false where there is none. */
  remove(revision: number): boolean {
    return this.core.settled(() => removeAt(this.core.state, revision));
  }

  /** The last revision given. */
  get lastRevision(): number {
    return this.core.settled(() => this.core.state.lastRevision);
  }

  /** How much is stored, and from when to when. */
  totals(): LogTotals {
    return this.core.settled(() => this.core.state.totals());
  }

  /** An entry has been stored. */
  came(row: number): void {
    this.#postings.came(row);
    this.#cursors.came(row);
  }

  /** An entry is about to be removed. */
  goes(row: number): void {
    this.#cursors.goes(row);
  }

  /** Wakes those that have something ahead now. */
  deliver(): void {
    this.#cursors.deliver();
  }

  /** The bucket is gone. */
  end(): void {
    this.#cursors.end();
  }
}
