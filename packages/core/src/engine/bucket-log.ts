import { BytePool } from "../base/byte-pool.ts";
import type { FullConfig, KvConfig } from "../words/config.ts";
import { KvError } from "../words/errors.ts";
import type { KvStatus } from "../words/status.ts";
import { subjectBytes } from "../words/stored-size.ts";
import type { Posted, Posting } from "../words/posting.ts";
import type { RawEntry, Sink, Write } from "../words/write.ts";
import { checkUpdate, ignoredSettings, settingsOf } from "./config-update.ts";
import { CursorHub } from "./cursor-hub.ts";
import { DueTime } from "./due-time.ts";
import { Expiry } from "./expiry.ts";
import { Intake, type IntakeLog } from "./intake.ts";
import { limitMarkerAfter } from "./limit-marker.ts";
import { readLog, type LogRead } from "./log-read.ts";
import type { LogContext } from "./log-context.ts";
import type { LogCursor } from "./log-cursor.ts";
import { LogState, type Draft, type LogTotals } from "./log-state.ts";
import type { LogSubscription } from "./log-subscription.ts";
import type { Stored } from "./key-log.ts";
import { dropMarkers, purge, removeAt, type PurgePlan } from "./purge.ts";
import { defaultRules, type StreamRules } from "./stream-rules.ts";
import { StoredValues, StoredView } from "./stored-view.ts";
import { WatchHub } from "./watch-hub.ts";

/**
 * One bucket's log. Whatever happens to it has one form: what is due goes, the state is read or changed,
 * and then, after commit, the watchers hear of it. Keys are taken as they come, also those of foreign writers; who
 * calls has judged them.
 */
export class BucketLog {
  readonly name: string;
  readonly createdMs: number;
  /** What servers keep beside the settings, so that all that serve it say the same; the engine does not look at it. */
  note: unknown;
  /** What a server says of the stream that serves it. */
  declared: StreamRules | undefined;
  readonly #context: LogContext;
  readonly #state: LogState;
  readonly #expiry: Expiry;
  readonly #hub: WatchHub<Stored>;
  readonly #pool = new BytePool();
  readonly #cursors: CursorHub;
  readonly #intake: Intake;
  #given: KvConfig;
  #config: FullConfig;
  readonly #dueTime = new DueTime();

  /** @param prefixBytes - What the subjects of its entries have before their keys. */
  constructor(
    name: string,
    config: KvConfig,
    context: LogContext,
    prefixBytes: number = subjectBytes(name, 0),
  ) {
    this.name = name;
    this.createdMs = context.clock.nowMs();
    this.#context = context;
    this.#given = config;
    this.#config = settingsOf(config);
    this.#hub = new WatchHub(context.steps, context.report, (stored) => this.view(stored));
    this.#expiry = new Expiry(context.clock, {
      expire: (stored) => this.#expire(stored),
      afterwards: () => this.#deliver(),
    });
    this.#state = new LogState(prefixBytes, context.steps, {
      came: (stored) => {
        this.#expiry.add(stored);
        this.#hub.announce(stored.log.slot, stored.log.key, stored);
        this.#cursors.came(stored);
      },
      went: (stored) => {
        this.#expiry.remove(stored);
        if (stored.log.last === undefined) this.#hub.forget(stored.log.slot);
        this.#cursors.went(stored);
      },
    });
    this.#cursors = new CursorHub(this.#state, context.report);
    this.#intake = new Intake(this.#intakeLog());
  }

  /** The settings as they were given. */
  get given(): KvConfig {
    return this.#given;
  }

  /** What the bucket's stream says of its messages. */
  get rules(): StreamRules {
    return this.declared ?? defaultRules(this.name, this.#config);
  }

  /** The settings in force. */
  get config(): FullConfig {
    return this.#config;
  }

  /**
   * Stores one entry (R3 to R5).
   *
   * @returns Its revision.
   * @throws What {@link admit} throws, and then nothing has changed.
   */
  write(write: Write): number {
    return this.#settled(() => this.#intake.write(write));
  }

  /**
   * Stores one message of a foreign writer, with everything that its headers demand (R4.6).
   *
   * @throws What `judgePosting` throws, and `BUCKET_FULL`; then nothing has changed.
   */
  post(posting: Posting): Posted {
    return this.#settled(() => this.#intake.post(posting));
  }

  /** Stores several messages, or none where one of them may not be stored. */
  postAll(postings: readonly Posting[]): Posted {
    return this.#settled(() => this.#intake.postAll(postings));
  }

  /** Stores an entry of another bucket with its own revision and time; nothing where they are past. */
  copy(stored: Stored): void {
    this.#settled(() => this.#intake.copy(stored));
  }

  /** Stores a message that another bucket has accepted; what it demanded there is demanded no more. */
  adopt(posting: Posting): void {
    this.#settled(() => this.#intake.adopt(posting));
  }

  /** The last entry of a key, marker or not. */
  last(key: string): Stored | undefined {
    this.#context.steps.entries += 1;
    return this.#settled(() => this.#state.keys.get(key)?.last);
  }

  /** The last entries of the keys that have one, all of one moment. */
  lastOfEach(keys: readonly string[]): Stored[] {
    this.#context.steps.entries += keys.length;
    const found = this.#settled(() => keys.map((key) => this.#state.keys.get(key)?.last));
    return found.filter((stored) => stored !== undefined);
  }

  /** The entry of a revision, whichever key it has. */
  at(revision: number): Stored | undefined {
    this.#context.steps.entries += 1;
    return this.#settled(() => this.#state.entries.get(revision));
  }

  /** The entries that a read is about, in order of revision. */
  read(read: LogRead): Stored[] {
    return this.#settled(() => readLog(this.#state, read));
  }

  /** What is handed out of a stored entry. */
  view(stored: Stored, delta = 0): RawEntry {
    return new StoredView(stored, delta, this.#pool);
  }

  /** Puts initial values, and what is written later, into a sink. */
  subscribe(
    read: LogRead & { readonly metaOnly: boolean; readonly live: boolean },
    sink: Sink,
  ): LogSubscription {
    return this.#settled(() => {
      const pool = read.metaOnly ? undefined : this.#pool;
      const initial = new StoredValues(readLog(this.#state, read), pool);
      const from = typeof read.start === "object" ? read.start.revision - 1 : 0;
      const after = Math.max(this.#state.lastRevision, from);
      const { filters, metaOnly, live } = read;
      return this.#hub.subscribe({ filters, metaOnly, live, after }, initial, sink);
    });
  }

  /** A place in the log to read from at one's own pace; `onMore` is called when something comes where nothing was ahead. */
  cursor(read: LogRead, onMore: () => void): LogCursor {
    return this.#settled(() => this.#cursors.open(read, onMore));
  }

  /** Removes entries without a trace; gives how many went. Watchers see nothing. */
  purge(plan: PurgePlan): number {
    return this.#settled(() => purge(this.#state, plan));
  }

  /** Removes the entry of a revision; false where there is none. */
  remove(revision: number): boolean {
    return this.#settled(() => removeAt(this.#state, revision));
  }

  /** How much is stored, and from when to when. */
  totals(): LogTotals {
    return this.#settled(() => this.#state.totals());
  }

  /**
   * Removes what lies below the markers that are last, and those markers that are as old as
   * `olderThanMs`; 0 takes every one of them, whatever the clock says (R6). Watchers see nothing.
   *
   * @returns How many entries went.
   */
  dropMarkers(olderThanMs: number): number {
    const youngestMs = olderThanMs === 0 ? Infinity : this.#context.clock.nowMs() - olderThanMs;
    return this.#settled(() => dropMarkers(this.#state, youngestMs));
  }

  /** Replaces the settings, with the server's effects: lowering history trims at once (R3.4, R15.2). */
  update(given: KvConfig): void {
    this.#settled(() => {
      const before = this.#config;
      const config = settingsOf(given);
      checkUpdate(before, config);
      this.#given = given;
      this.#config = config;
      if (config.history < before.history) {
        for (const log of this.#state.keys.all()) this.#state.trim(log, config.history);
      }
      if (config.ttlMs !== before.ttlMs) this.#redate();
      this.#expiry.run();
    });
  }

  /** Settings and sizes (R14). */
  status(): KvStatus {
    return this.#settled(() =>
      Object.freeze({
        bucket: this.name,
        values: this.#state.entries.size,
        bytes: this.#state.bytes,
        lastRevision: this.#state.lastRevision,
        backingStore: "local",
        config: this.#config,
        ignored: ignoredSettings(this.#given),
      }),
    );
  }

  /** Ends the bucket; its watchers are told once they have what was written. */
  delete(): void {
    this.#expiry.run();
    this.#expiry.stop();
    // Whoever still holds a handle or a watch of it must not hold what was in it.
    this.#state.clear();
    const message = `the bucket ${JSON.stringify(this.name)} was deleted`;
    this.#hub.announceEnd(KvError.of("BUCKET_DELETED", message));
    this.#deliver();
    this.#cursors.end();
  }

  /** Stops the timer. */
  close(): void {
    this.#expiry.stop();
  }

  /** What is due goes first, so that nothing is decided on entries that are gone; watchers hear of it all after commit. */
  #settled<T>(operation: () => T): T {
    this.#expiry.run();
    try {
      return operation();
    } finally {
      this.#deliver();
    }
  }

  #deliver(): void {
    this.#hub.deliver();
    this.#cursors.deliver();
  }

  #intakeLog(): IntakeLog {
    return {
      name: this.name,
      clock: this.#context.clock,
      state: this.#state,
      settings: () => ({ config: this.#config, rules: this.rules }),
      append: (draft) => this.#append(draft),
    };
  }

  #append(draft: Draft): number {
    return this.#state.append(draft, this.#dueTime.of(draft, this.#config), this.#config).revision;
  }

  /** Takes out a due entry; where it was all that its key had, a marker may take its place. */
  #expire(stored: Stored): void {
    this.#context.steps.entries += 1;
    this.#state.remove(stored);
    const marker = limitMarkerAfter(stored, this.#config.limitMarkerTtlMs);
    if (marker !== undefined) this.#append(marker);
  }

  /** Every entry falls due by the new settings. */
  #redate(): void {
    this.#dueTime.restart(this.#context.clock.nowMs());
    for (const stored of this.#state.entries.values()) {
      this.#expiry.remove(stored);
      stored.dueMs = this.#dueTime.of(stored, this.#config);
      this.#expiry.add(stored);
    }
  }
}
