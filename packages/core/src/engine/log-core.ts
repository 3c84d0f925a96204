import { BytePool } from "../base/byte-pool.ts";
import type { Clock } from "../base/clock.ts";
import type { Steps } from "../base/steps.ts";
import { NONE } from "../storage/no-row.ts";
import type { FullConfig, KvConfig } from "../words/config.ts";
import { KvError } from "../words/errors.ts";
import { subjectBytes } from "../words/stored-size.ts";
import type { RawEntry } from "../words/write.ts";
import { checkUpdate, settingsOf } from "./config-update.ts";
import { EntryLife } from "./entry-life.ts";
import { EntrySizes } from "./entry-sizes.ts";
import type { LogContext } from "./log-context.ts";
import { readLog, type LogRead } from "./log-read.ts";
import { LogState, type Draft, type StateListener } from "./log-state.ts";
import { RowSnapshot } from "./row-snapshot.ts";
import { StoredView } from "./stored-view.ts";
import { WatchHub } from "./watch-hub.ts";

/** Somebody who follows all that happens to a log, such as a server. */
export interface LogObserver {
  /** An entry has been stored. */
  came(row: number): void;
  /** An entry is about to be removed. */
  goes(row: number): void;
  /** What has happened is committed. */
  deliver(): void;
  /** The bucket is gone. */
  end(): void;
}

/**
 * What all who work on one bucket's log share: its settings, its entries and how long they live, and who hears of
 * them. Whatever happens to a log has one form: what is due goes, the state is read or changed, and then, after
 * commit, watchers hear of it.
 */
export class LogCore implements StateListener {
  readonly name: string;
  readonly createdMs: number;
  readonly clock: Clock;
  readonly steps: Steps;
  readonly report: (error: unknown) => void;
  readonly sizes: EntrySizes;
  readonly state: LogState;
  readonly life: EntryLife;
  /** At most one: whoever comes second asks the first. */
  observer: LogObserver | undefined;
  /** Reads under way, which take their copies before anything goes. */
  readonly #snapshots = new Set<RowSnapshot>();
  readonly #pool = new BytePool();
  #hub: WatchHub<number> | undefined;
  #given: KvConfig;
  #config: FullConfig;

  /** @param prefixBytes - What the subjects of its entries have before their keys. */
  constructor(
    name: string,
    given: KvConfig,
    context: LogContext,
    prefixBytes: number = subjectBytes(name, 0),
  ) {
    this.name = name;
    this.clock = context.clock;
    this.createdMs = context.clock.nowMs();
    this.steps = context.steps;
    this.report = context.report;
    this.#given = given;
    this.#config = settingsOf(given);
    this.sizes = new EntrySizes(prefixBytes, this.#config.storage);
    this.state = new LogState(this.sizes, context.steps, this);
    this.life = new EntryLife(this);
  }

  /** The settings as they were given. */
  get given(): KvConfig {
    return this.#given;
  }

  /** The settings in force. */
  get config(): FullConfig {
    return this.#config;
  }

  /** Who watches, told of entries by their rows; made with the first of them. */
  get hub(): WatchHub<number> {
    this.#hub ??= new WatchHub(this.steps, this.report, (row) => this.view(row, 0));
    return this.#hub;
  }

  /** Replaces the settings, with the server's effects: lowering history trims at once (R3.4, R15.2). */
  configure(given: KvConfig): void {
    const before = this.#config;
    const config = settingsOf(given);
    checkUpdate(before, config);
    this.#given = given;
    this.#config = config;
    if (config.history < before.history) this.state.trimAll(config.history);
    if (config.ttlMs !== before.ttlMs) {
      this.life.redate(readLog(this.state, { filters: [">"], start: "all" }));
    }
    this.life.run();
  }

  /** Stores an entry and gives its revision. */
  append(draft: Draft): number {
    return this.state.append(draft, this.#config.history);
  }

  /** What is due goes first, so that nothing is decided on entries that are gone; watchers hear of it all after commit. */
  settled<T>(operation: () => T): T {
    this.life.run();
    try {
      return operation();
    } finally {
      this.deliver();
    }
  }

  /** The same for what reads one key, and need not wait for all that is due. */
  settleFor(key: string): void {
    this.life.runFor(key);
    this.deliver();
  }

  /** Tells watchers what has been committed. */
  deliver(): void {
    this.#hub?.deliver();
    this.observer?.deliver();
  }

  /** An entry has been stored. */
  came(row: number, ttlMs: number | undefined): void {
    if (ttlMs !== undefined || this.#config.ttlMs !== undefined) this.life.came(row, ttlMs);
    if (this.#hub?.isWatched === true) this.#announce(row, this.#hub);
    this.observer?.came(row);
  }

  /** An entry is about to be removed. */
  goes(row: number): void {
    if (this.#snapshots.size > 0) this.#detach();
    if (this.life.isAwaited) this.life.goes(row);
    this.observer?.goes(row);
  }

  /** The row of a key may become another's. */
  forgets(keyRow: number): void {
    this.#hub?.forget(keyRow);
  }

  /** What is handed out of an entry: a copy. */
  view(row: number, delta: number): RawEntry {
    return this.#view(row, delta, this.#pool);
  }

  /** The same of the last entry of a key; undefined where nothing is stored. */
  viewOfLast(key: string): RawEntry | undefined {
    const { keys } = this.state;
    const keyRow = keys.find(key);
    return keyRow === NONE ? undefined : this.view(keys.newest(keyRow), 0);
  }

  /** What a read is about, as it is now, whatever is written while it is read. */
  snapshot(read: LogRead & { readonly metaOnly: boolean }): RowSnapshot {
    const pool = read.metaOnly ? undefined : this.#pool;
    const view = (row: number, delta: number): RawEntry => this.#view(row, delta, pool);
    return new RowSnapshot(readLog(this.state, read), view, this.#snapshots);
  }

  /** Ends the bucket; its watchers are told once they have what was written. */
  end(): void {
    this.life.run();
    this.life.stop();
    this.#detach();
    // Whoever still holds a handle or a watch of it must not hold what was in it.
    this.state.clear();
    const message = `the bucket ${JSON.stringify(this.name)} was deleted`;
    this.#hub?.announceEnd(KvError.of("BUCKET_DELETED", message));
    this.deliver();
    this.observer?.end();
  }

  #view(row: number, delta: number, pool: BytePool | undefined): RawEntry {
    return new StoredView(this.state.keyOf(row), this.state.rows, row, delta, pool);
  }

  #detach(): void {
    for (const snapshot of this.#snapshots) snapshot.detach();
  }

  #announce(row: number, hub: WatchHub<number>): void {
    const { keys, rows } = this.state;
    const keyRow = rows.keyRow(row);
    hub.announce(keyRow, keys.key(keyRow), row);
  }
}
